// /.well-known/starfray.json: what lists of servers show of this one.

import type { FastifyInstance } from 'fastify';

/** It changes with everybody who comes; lists ask in turn, not all the time. */
const CACHE_SECONDS = 5;

export interface ServerCard {
  readonly name: string;
  /** Of the rules and the protocol, as /api/play tells it; and of the server. */
  readonly version: string;
  readonly release: string;
  readonly region?: string;
  readonly modes: readonly string[];
  readonly humans: number;
  /** Of other people and the server's own. */
  readonly bots: number;
  readonly spectators: number;
  readonly maxPlayers: number;
  /** Of the slowest room, in ms. */
  readonly tickP99Ms: number;
}

/** Any page may read it. */
export function serveCard(app: FastifyInstance, card: () => ServerCard): void {
  app.get('/.well-known/starfray.json', (_request, reply) =>
    reply
      .header('cache-control', `public, max-age=${CACHE_SECONDS}`)
      .header('access-control-allow-origin', '*')
      .send(card()),
  );
}
