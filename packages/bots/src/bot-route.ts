// A bot's way to its server: of a cluster to the node that has its seat, or a free one, and to another when that is gone.

import { createWebSocketLink, playHeaders, ServerRoute } from '@starfray/client/net';
import type { Game, World } from '@starfray/shared/contract';
import { versionHash } from '@starfray/shared/protocol';

const PATIENCE_MS = 2000;

export interface BotRouteOptions<W extends World, A> {
  readonly game: Game<W, A>;
  /** `ws://host` or `wss://host`. */
  readonly server: string;
  readonly name: string;
  readonly room?: string | undefined;
  readonly joinCode?: string | undefined;
  /** An identity token, where the server asks bots for one. */
  readonly token?: string | undefined;
}

/** Over the platform's own WebSocket and fetch. */
export function createBotRoute<W extends World, A>({
  game,
  server,
  name,
  room,
  joinCode,
  token,
}: BotRouteOptions<W, A>): ServerRoute {
  const version = versionHash(game);
  return new ServerRoute({
    identity: game.identity,
    home: server.replace(/^ws/, 'http'),
    wish: () => ({ version, kind: 'bot', room, name, joinCode }),
    identityToken: token,
    ask: async (url, credentials) => {
      const headers = playHeaders(credentials);
      const answer = await fetch(url, { headers, signal: AbortSignal.timeout(PATIENCE_MS) });
      return answer.json().catch(() => Promise.reject(Object.assign(new Error('no JSON'), { status: answer.status })));
    },
    open: (url, protocols) => createWebSocketLink(new WebSocket(url, [...protocols])),
    now: () => performance.now(),
  });
}
