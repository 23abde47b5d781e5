// Starfray on a server: its rules and its fill bots.

import { type GameHost, gamePart, type ServeOptions, serveGame } from '@starfray/server';
import type { ServedGame } from '@starfray/server/cli';
import { createFillBot } from './bots/index.ts';
import { type Arena, type StarfrayWorld, starfray } from './rules/index.ts';

/** In the package the version hash as its build found it: it takes a tenth of a second, and the rules there are always the same. */
declare const STARFRAY_VERSION: unknown;

const OWN = { createFillBot, version: typeof STARFRAY_VERSION === 'string' ? STARFRAY_VERSION : undefined };

/** Serves Starfray. @throws OperatorFault as `serveGame` does. */
export function serveStarfray(options: ServeOptions<StarfrayWorld>): Promise<GameHost<StarfrayWorld, Arena>> {
  return serveGame(starfray, { ...OWN, ...options });
}

/** Starfray as the command line serves it. */
export const starfrayServer: ServedGame = {
  identity: starfray.identity,
  part: (options) => gamePart(starfray, { ...OWN, ...options }),
};
