// Layer 4: HTTP. The only folder that knows fastify.

export type { RoomsView } from './api.ts';
export { createHttpServer, type HttpServer, type TlsOptions } from './http-server.ts';
export { readTlsPair, type TlsFiles } from './tls.ts';
