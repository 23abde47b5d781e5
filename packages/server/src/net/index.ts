// Layer 4: sockets. The only folder that knows ws.

export { addressKey } from './address.ts';
export type { Admission, Doorway } from './doorway.ts';
export { awaitFirstHeader, type FirstHeader, setAddress } from './first-header.ts';
export { type HopHeaders, pipeUpgrade } from './pipe-upgrade.ts';
export { expectProxyHeaders } from './proxy-listener.ts';
export { AddressLimits } from './rate-limit.ts';
export { RefusalLog } from './refusal-log.ts';
export { type HttpRefusal, refuseByStatus } from './refuse-by-status.ts';
export { RequestGuard } from './request-guard.ts';
export { WireMeter, type WireReading } from './wire-meter.ts';
export { WsDoor } from './ws-door.ts';
export { WsServer, type WsServerOptions } from './ws-server.ts';
