// Starfray on a server: its rules and its fill bots.

import { type GameHost, type ServeOptions, serveGame } from '@starfray/server';
import type { ServedGame } from '@starfray/server/cli';
import { createFillBot } from './bots/index.ts';
import { type Arena, type StarfrayWorld, starfray } from './rules/index.ts';

/** In the package the version hash as its build found it: it takes a tenth of a second, and the rules there are always the same. */
declare const STARFRAY_VERSION: unknown;

/** Serves Starfray. @throws StartFault as `serveGame` does. */
export function serveStarfray(options: ServeOptions<StarfrayWorld>): Promise<GameHost<StarfrayWorld, Arena>> {
  const version = typeof STARFRAY_VERSION === 'string' ? STARFRAY_VERSION : undefined;
  return serveGame(starfray, { createFillBot, version, ...options });
}

/** Starfray as the command line serves it. */
export const starfrayServer: ServedGame = { identity: starfray.identity, serve: serveStarfray };
