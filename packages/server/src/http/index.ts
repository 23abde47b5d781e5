// Layer 4: HTTP. The only folder that knows fastify.

export type { AdminDesk, BanOrder, PlayerTarget } from './admin-api.ts';
export type { RoomsView } from './api.ts';
export { createHttpServer, type HttpServer } from './http-server.ts';
