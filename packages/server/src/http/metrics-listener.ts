// A listener of its own for /metrics, so that no proxy which passes the game's port on can show it to the world.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerMetrics, type MetricsAccess } from './metrics-route.ts';

/** A scrape is one short request. */
const REQUEST_TIMEOUT_MS = 5_000;
const MAX_CONNECTIONS = 20;

export interface MetricsListener {
  /** The port, which was chosen if 0 was asked for. */
  readonly port: number;
  close(): Promise<void>;
}

/** Serves /metrics, and nothing else, on this address. Rejects with Node's own error when it cannot listen. */
export async function listenForMetrics(access: MetricsAccess, host: string, port: number): Promise<MetricsListener> {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS });
  server.maxConnections = MAX_CONNECTIONS;
  server.on('request', (request, response) => {
    const path = request.url?.split('?', 1)[0];
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const answered =
      path === '/metrics' && isRead
        ? answerMetrics(access, request.headers.authorization)
        : Promise.resolve({ status: 404, headers: { 'content-type': 'text/plain' }, body: 'Only /metrics is here.\n' });
    answered.then(
      ({ status, headers, body }) => response.writeHead(status, headers).end(request.method === 'HEAD' ? '' : body),
      () => response.writeHead(500).end(),
    );
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
