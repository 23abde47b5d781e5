// /metrics, and who may read it: whoever has the token, or this machine alone when there is none.

import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply } from 'fastify';

export interface MetricsView {
  readonly contentType: string;
  text(): Promise<string>;
}

export interface MetricsAccess {
  readonly metrics: MetricsView;
  /** Asked of everybody, this machine included. */
  readonly token: string | undefined;
  readonly isFromThisMachine: (request: IncomingMessage) => boolean;
}

export function serveMetrics(app: FastifyInstance, { metrics, token, isFromThisMachine }: MetricsAccess): void {
  app.get('/metrics', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    if (token === undefined && !isFromThisMachine(request.raw)) {
      return refuse(reply, 403, 'Only the machine itself may read this; --metrics-token lets others in.');
    }
    if (token !== undefined && !isBearer(request.headers.authorization, token)) {
      reply.header('www-authenticate', 'Bearer');
      return refuse(reply, 401, 'This asks for the token of --metrics-token.');
    }
    return reply.header('content-type', metrics.contentType).send(await metrics.text());
  });
}

// Of equal length by their hashes, so that the time it takes tells nothing of the token.
function isBearer(authorization: string | undefined, token: string): boolean {
  const [, given = ''] = /^Bearer +(\S+) *$/i.exec(authorization ?? '') ?? [];
  return timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function refuse(reply: FastifyReply, status: number, sentence: string): FastifyReply {
  return reply.code(status).type('text/plain').send(sentence);
}
