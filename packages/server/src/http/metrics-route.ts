// /metrics, and its readers. On the game's port that takes the token: what comes through a proxy looks like what comes from
// this machine. Without a token it is served on a listener of its own alone (metrics-listener.ts).

import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

export interface MetricsView {
  readonly contentType: string;
  text(): Promise<string>;
}

export interface MetricsAccess {
  readonly metrics: MetricsView;
  /** Asked of everybody, this machine included; undefined asks nothing. */
  readonly token: string | undefined;
}

interface MetricsAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const PLAIN = { 'content-type': 'text/plain', 'cache-control': 'no-store' } as const;

/** Where the metrics are, for an operator who looks on the game's port; the answer is the same for all. */
const ELSEWHERE: MetricsAnswer = {
  status: 403,
  headers: PLAIN,
  body: 'Metrics are not served on this port without a token: start the server with --metrics-token, or with --metrics-port for a port of their own on this machine.\n',
};

/** Serves /metrics on the game's port. */
export function serveMetrics(app: FastifyInstance, access: MetricsAccess): void {
  app.get('/metrics', async (request, reply) => {
    const { status, headers, body } =
      access.token === undefined ? ELSEWHERE : await answerMetrics(access, request.headers.authorization);
    return reply.code(status).headers(headers).send(body);
  });
}

/** The metrics, or why not. Rejects when they cannot be read. */
export async function answerMetrics(
  { metrics, token }: MetricsAccess,
  authorization: string | undefined,
): Promise<MetricsAnswer> {
  if (token !== undefined && !isBearer(authorization, token)) {
    return {
      status: 401,
      headers: { ...PLAIN, 'www-authenticate': 'Bearer' },
      body: 'This asks for the token of --metrics-token.\n',
    };
  }
  return { status: 200, headers: { ...PLAIN, 'content-type': metrics.contentType }, body: await metrics.text() };
}

// Of equal length by their hashes, so that the time it takes tells nothing of the token.
function isBearer(authorization: string | undefined, token: string): boolean {
  const [, given = ''] = /^Bearer +(\S+) *$/i.exec(authorization ?? '') ?? [];
  return timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
