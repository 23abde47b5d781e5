// Puck on this server: its rules, its bots and its page. One of the two files of this package that name a game.

import { join } from 'node:path';
import { createPuckBot } from '@starfray/puck/bots';
import { MAX_PLAYERS, type PuckWorld, puckGame, type Rink } from '@starfray/puck/rules';
import { type GameHost, type ServeOptions, serveGame } from './server.ts';

/** Three on each side while nobody else is here. */
const BOTS = 6;

/** Serves puck; its page lies in `puck` below `clientDir`. A rink takes eight players at most. @throws StartFault as `serveGame` does. */
export function servePuck(options: ServeOptions<PuckWorld>): Promise<GameHost<PuckWorld, Rink>> {
  const { clientDir, roomPlayers = MAX_PLAYERS, bots = BOTS } = options;
  return serveGame(puckGame, {
    createFillBot: createPuckBot,
    ...options,
    clientDir: join(clientDir, 'puck'),
    roomPlayers: Math.min(roomPlayers, MAX_PLAYERS),
    bots: Math.min(bots, BOTS),
  });
}
