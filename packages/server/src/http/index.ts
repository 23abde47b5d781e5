// Layer 4: HTTP. The only folder that knows fastify.

export type { AdminDesk, BanOrder, PlayerTarget } from './admin-api.ts';
export type { RoomsView, ShownGame, ShownMode } from './api.ts';
export { TAKEN_PATHS } from './base-path.ts';
export { createHttpServer, type HttpServer, type OptionalRoutes, type TlsOptions } from './http-server.ts';
export type { Listening } from './listen.ts';
export { listenForMetrics, type MetricsListener } from './metrics-listener.ts';
export type { MetricsView } from './metrics-route.ts';
export type { OtherAssets } from './other-assets.ts';
export { clearSocket, type Place, socketPathOf, withoutBrackets } from './place.ts';
export type { ServerCard } from './server-card.ts';
export { readTlsPair, type TlsFiles, type TlsPair } from './tls.ts';
