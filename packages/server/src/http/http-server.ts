// The HTTP side of the one port: pages, health and API. Upgrades to WebSocket are handed on.

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import helmet from '@fastify/helmet';
import fastify, { type FastifyInstance } from 'fastify';
import type { Log } from '../log.ts';
import { type ApiOptions, serveApi, serveHealth } from './api.ts';
import { SECURITY_HEADERS } from './security.ts';
import { serveClient } from './static-client.ts';

/** How long a peer may take to send a request's headers, and how often that is looked after. */
const HEADERS_TIMEOUT_MS = 10_000;
const CHECK_INTERVAL_MS = 5_000;
const KEEP_ALIVE_MS = 10_000;

export interface HttpOptions extends ApiOptions {
  readonly clientDir: string;
  readonly log: Log;
  readonly onUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

export interface HttpServer {
  /** Answers the port, which was chosen if 0 was asked for. Rejects with Node's own error when it cannot listen. */
  listen(host: string, port: number): Promise<number>;
  /** Lets requests under way finish, for at most `graceMs`. */
  close(graceMs: number): Promise<void>;
}

/** Builds the server; it listens when it is told to. */
export async function createHttpServer(options: HttpOptions): Promise<HttpServer> {
  const app = await createApp(options);
  return {
    listen: async (host, port) => {
      await app.listen({ host, port });
      // From here on; before, `listen` itself rejects.
      app.server.on('error', (error) => options.log.error({ err: error }, 'HTTP server error'));
      const address = app.server.address();
      return address === null || typeof address === 'string' ? port : address.port;
    },
    close: async (graceMs) => {
      const deadline = setTimeout(() => app.server.closeAllConnections(), graceMs);
      await app.close();
      clearTimeout(deadline);
    },
  };
}

async function createApp(options: HttpOptions): Promise<FastifyInstance> {
  const { log } = options;
  const app = fastify({
    logger: false,
    bodyLimit: 1024,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: HEADERS_TIMEOUT_MS,
    http: {
      headersTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: CHECK_INTERVAL_MS,
      // Some HTTP clients offer HTTP/2 by an upgrade that one may ignore; only a WebSocket is one.
      shouldUpgradeCallback: (request) => request.headers.upgrade?.toLowerCase() === 'websocket',
    },
    clientErrorHandler: (error, socket) => {
      log.debug({ fault: error.code }, 'not an HTTP request');
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      else socket.destroy();
    },
  });
  app.server.on('upgrade', options.onUpgrade);

  await app.register(helmet, SECURITY_HEADERS);
  app.setNotFoundHandler((_request, reply) => reply.code(404).type('text/plain').send('Not found'));
  app.setErrorHandler(async (error, _request, reply) => {
    const statusCode = statusOf(error);
    if (statusCode < 500) return reply.code(statusCode).send(error);
    log.error({ err: error }, 'a request could not be answered');
    return reply.code(statusCode).type('text/plain').send('The server made a mistake');
  });
  serveHealth(app, options.isReady);
  app.get('/ws', (_request, reply) =>
    reply.code(426).header('upgrade', 'websocket').type('text/plain').send('This is a WebSocket address'),
  );
  await app.register(serveApi, { ...options, prefix: '/api' });
  await serveClient(app, options.clientDir);
  return app;
}

function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return 500;
  return typeof error.statusCode === 'number' ? error.statusCode : 500;
}
