// The HTTP side of the one port: pages, health and API. Upgrades to WebSocket are handed on.

import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import helmet from '@fastify/helmet';
import { MAX_REQUEST_BODY_BYTES } from '@starfray/shared/protocol';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Log } from '../log.ts';
import { type ApiOptions, limitApi, serveApi, serveHealth } from './api.ts';
import { belowBase, slashed } from './base-path.ts';
import { type Listening, listenAt } from './listen.ts';
import { type MetricsView, serveMetrics } from './metrics-route.ts';
import { type OtherAssets, sendAssetOfOthers } from './other-assets.ts';
import { pageMeant } from './page-paths.ts';
import type { Place } from './place.ts';
import { securityHeaders } from './security.ts';
import { type ServerCard, serveCard } from './server-card.ts';
import { serveClient } from './static-client.ts';
import type { TlsFiles, TlsPair } from './tls.ts';
import { createTlsListener } from './tls-listener.ts';
import { type CertificateWatch, logValidity, watchTls } from './tls-watch.ts';
import { withoutSchemas } from './without-schemas.ts';

/** How long a peer may take to send a request's headers, and how often that is looked after. */
const HEADERS_TIMEOUT_MS = 10_000;
const CHECK_INTERVAL_MS = 5_000;
const KEEP_ALIVE_MS = 10_000;
const BAD = '400 Bad Request';
const LATE = '408 Request Timeout';

const LIMITS: ServerOptions = {
  headersTimeout: HEADERS_TIMEOUT_MS,
  requestTimeout: HEADERS_TIMEOUT_MS,
  keepAliveTimeout: KEEP_ALIVE_MS,
  connectionsCheckingInterval: CHECK_INTERVAL_MS,
  // Some HTTP clients offer HTTP/2 by an upgrade that one may ignore; only a WebSocket is one.
  shouldUpgradeCallback: (request) => request.headers.upgrade?.toLowerCase() === 'websocket',
};

export interface TlsOptions {
  readonly files: TlsFiles;
  /** What was read from them. */
  readonly pair: TlsPair;
  /** Ends TLS in place of this server, which speaks plain HTTP then: receives each certificate that replaces another. */
  readonly endedBy?: ((pair: TlsPair) => void) | undefined;
  /** How often the files are looked at, 5 s by default, and how long a handshake may take, 10 s by default. */
  readonly lookMs?: number | undefined;
  readonly handshakeTimeoutMs?: number | undefined;
}

/** What is there only where it is given. */
export interface OptionalRoutes {
  /** Served at /metrics. */
  readonly metrics?: MetricsView | undefined;
  /** Needed to read them there; without it they are not served. */
  readonly metricsToken?: string | undefined;
  /** Served at /.well-known/starfray.json. */
  readonly card?: (() => ServerCard) | undefined;
}

/** What stands before the server, and bounds what one visitor may ask of it. */
interface Guard {
  /** Called before the server listens. */
  attach(server: Server, isTls: boolean): void;
  /** Has this connection begun a request? */
  hasSent(socket: object): boolean;
  guarded(
    answer: (request: IncomingMessage, response: ServerResponse) => void,
  ): (request: IncomingMessage, response: ServerResponse) => void;
}

/** A game's page and where its files are. */
interface PageFiles {
  readonly clientDir: string;
  /** Files of other builds of the page, which another node serves or served of late. */
  readonly otherAssets?: OtherAssets | undefined;
}

/** A game beside the first: its page and its API, below a path of its own. */
interface OtherGameRoutes
  extends PageFiles,
    Pick<ApiOptions, 'modes' | 'shownModes' | 'rooms' | 'ask' | 'version' | 'nodeUrls' | 'games'> {
  /** As `/puck`. */
  readonly path: string;
}

export interface HttpOptions extends ApiOptions, OptionalRoutes, PageFiles {
  readonly otherGames?: readonly OtherGameRoutes[] | undefined;
  /** Sites that may show the page in a frame. */
  readonly embedders?: readonly string[] | undefined;
  /** As `readBasePath` answers it; '' for the root. */
  readonly basePath: string;
  readonly log: Log;
  /** For https and wss instead of http and ws. */
  readonly tls?: TlsOptions | undefined;
  /** Called once with the server that is about to listen; what it answers is called when that closes. */
  readonly beforeListening?: ((server: Server) => () => void) | undefined;
  readonly guard: Guard;
  readonly onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

export interface HttpServer {
  /** Answers what it listens on: a port that was chosen where 0 was asked for. Rejects with Node's own error when it cannot listen. */
  listen(place: Place): Promise<Listening>;
  /** Looks at the certificate's files now. */
  reload(): Promise<void>;
  /** Lets requests under way finish, for at most `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** Builds the server; it listens on `listen`. */
export async function createHttpServer(options: HttpOptions): Promise<HttpServer> {
  const { log, tls } = options;
  const secure =
    tls === undefined || tls.endedBy !== undefined ? undefined : createTlsListener({ ...tls, limits: LIMITS });
  const take = tls?.endedBy ?? secure?.use;
  const app = await createApp(options, secure?.server);
  let watch: CertificateWatch | undefined;
  let listening: Listening | undefined;
  let stopBefore: (() => void) | undefined;
  return {
    listen: async (place) => {
      stopBefore = options.beforeListening?.(app.server);
      listening = await listenAt(app.server, (at) => app.listen(at), place);
      // From here on; before, `listen` itself rejects.
      app.server.on('error', (error) => log.error({ err: error }, 'HTTP server error'));
      if (tls !== undefined && take !== undefined) {
        logValidity(log, tls.pair, Date.now());
        watch = watchTls({ ...tls, take, log });
      }
      return listening;
    },
    close: async (graceMs) => {
      stopBefore?.();
      const watchEnds = watch?.stop();
      listening?.close();
      const deadline = setTimeout(
        () => (secure === undefined ? app.server.closeAllConnections() : secure.cutAll()),
        graceMs,
      );
      await app.close();
      clearTimeout(deadline);
      await watchEnds;
    },
    reload: async () => watch?.look(),
  };
}

/** @param secure The server to hear with TLS; without it there is one that speaks plain HTTP. */
async function createApp(options: HttpOptions, secure: Server | undefined): Promise<FastifyInstance> {
  const { log, guard, basePath, tls, otherGames = [] } = options;
  const server: Server = secure ?? createServer(LIMITS);
  guard.attach(server, secure !== undefined);
  const app = fastify({
    ...withoutSchemas,
    serverFactory: (handle) => server.on('request', guard.guarded(handle)),
    logger: false,
    rewriteUrl: ({ url = '/' }) => belowBase(basePath, url),
    bodyLimit: MAX_REQUEST_BODY_BYTES,
    clientErrorHandler: (error, socket) => {
      // Of TLS handshakes that fail, too; their sockets cannot be written to.
      log.debug({ fault: error.code }, 'not an HTTP request');
      const isLate = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
      // Browsers open connections for later. An answer nobody asked for would be taken for that of the first request; an end is not.
      if (!socket.writable || (isLate && !guard.hasSent(socket))) socket.destroy();
      else socket.end(`HTTP/1.1 ${isLate ? LATE : BAD}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    },
  });
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Another node, to which it may be passed on, need not be below the same path.
    request.url = belowBase(basePath, request.url ?? '/');
    options.onUpgrade(request, socket, head);
  });

  await app.register(helmet, securityHeaders(tls !== undefined, options.isCluster));
  app.setNotFoundHandler((request, reply) => answerMissing(request, reply, options));
  app.setErrorHandler(async (error, request, reply) => {
    // No file's name: two slashes in a row, or dots.
    if (codeOf(error) === 'FST_STATIC_FORBIDDEN_PATH') return answerMissing(request, reply, options);
    const statusCode = statusOf(error);
    if (statusCode < 500) return reply.code(statusCode).send(error);
    log.error({ err: error }, 'a request could not be answered');
    return reply.code(statusCode).type('text/plain').send('The server made a mistake');
  });
  serveHealth(app, options);
  const { metrics, metricsToken: token, card } = options;
  if (metrics !== undefined) serveMetrics(app, { metrics, token });
  if (card !== undefined) serveCard(app, card);
  if (basePath !== '') app.get(basePath, ({ url }, reply) => reply.redirect(slashed(basePath, url) ?? './'));
  await limitApi(app, options);
  // Each for itself: what one registers, such as how files are sent, is not the other's.
  await app.register(async (part) => serveGameRoutes(part, options, 'admin.html'));
  for (const game of otherGames) {
    const { path } = game;
    app.get(path, ({ url }, reply) => reply.redirect(slashed(path, url) ?? './'));
    const routes = { ...options, ...game, admin: undefined };
    await app.register(async (part) => serveGameRoutes(part, routes, undefined), { prefix: path });
  }
  return app;
}

/** Leads to the page that is meant, or answers with a file of another build, or with 404. */
async function answerMissing(
  { method, url: asked, headers }: FastifyRequest,
  reply: FastifyReply,
  { otherGames = [], otherAssets }: Pick<HttpOptions, 'otherGames' | 'otherAssets'>,
): Promise<FastifyReply> {
  const game = otherGames.find(({ path }) => asked.startsWith(`${path}/`));
  const url = asked.slice(game?.path.length ?? 0);
  const names = game === undefined ? otherGames.map(({ path }) => path.slice(1)) : [];
  const page = method === 'GET' || method === 'HEAD' ? pageMeant(url, names) : undefined;
  if (page !== undefined) return reply.redirect(page);
  const assets = game === undefined ? otherAssets : game.otherAssets;
  if (await sendAssetOfOthers({ method, headers, url }, reply, assets)) return reply;
  // During an update the next node asked may have it.
  return reply.code(404).header('cache-control', 'no-store').type('text/plain').send('Not found');
}

async function serveGameRoutes(
  app: FastifyInstance,
  options: HttpOptions,
  adminPage: string | undefined,
): Promise<void> {
  app.get('/ws', (_request, reply) =>
    reply.code(426).header('upgrade', 'websocket').type('text/plain').send('This is a WebSocket address'),
  );
  await app.register(serveApi, { ...options, prefix: '/api' });
  await serveClient(app, { ...options, adminPage });
}

function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return 500;
  return typeof error.statusCode === 'number' ? error.statusCode : 500;
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
