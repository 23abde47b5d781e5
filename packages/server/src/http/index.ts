// Layer 4: HTTP. The only folder that knows fastify.

export type { RoomsView } from './api.ts';
export { createHttpServer, type HttpServer } from './http-server.ts';
