// Puck on a server: its rules, its bots and its page.

import { join } from 'node:path';
import { type GameHost, gamePart, type ServeOptions, serveGame } from '@starfray/server';
import type { ServedGame } from '@starfray/server/cli';
import { createPuckBot } from './bots/index.ts';
import { MAX_PLAYERS, type PuckWorld, puckGame, type Rink } from './rules/index.ts';

/** Three on each side while nobody else is here. */
const BOTS = 6;

/** In the package the version hash as its build found it, as Starfray's is. */
declare const PUCK_VERSION: unknown;

/** Serves puck; its page lies in `puck` below `clientDir`. A rink takes eight players at most. @throws OperatorFault as `serveGame` does. */
export function servePuck(options: ServeOptions<PuckWorld>): Promise<GameHost<PuckWorld, Rink>> {
  return serveGame(puckGame, withRinks(options));
}

function withRinks<O extends ServeOptions<PuckWorld>>(options: O) {
  const { clientDir, roomPlayers = MAX_PLAYERS, bots = BOTS } = options;
  return {
    createFillBot: createPuckBot,
    version: typeof PUCK_VERSION === 'string' ? PUCK_VERSION : undefined,
    ...options,
    clientDir: join(clientDir, 'puck'),
    roomPlayers: Math.min(roomPlayers, MAX_PLAYERS),
    bots: Math.min(bots, BOTS),
  };
}

/** Puck as the command line serves it. */
export const puckServer: ServedGame = {
  identity: puckGame.identity,
  part: (options) => gamePart(puckGame, withRinks(options)),
};
