// Layer 4: sockets. The only folder that knows ws.

export { addressKey } from './address.ts';
export { expectProxyHeaders } from './proxy-listener.ts';
export { AddressLimits } from './rate-limit.ts';
export { RefusalLog } from './refusal-log.ts';
export { RequestGuard } from './request-guard.ts';
export { WireMeter } from './wire-meter.ts';
export { WsServer, type WsServerOptions } from './ws-server.ts';
