// Layer 4: HTTP. The only folder that knows fastify.

export type { PlayAnswer, RoomsView } from './api.ts';
export { createHttpServer, type HttpOptions, type HttpServer } from './http-server.ts';
