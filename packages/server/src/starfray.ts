// The one file of this package that names a game: Starfray's rules and its fill bots, on the server that knows neither.

import { createFillBot } from '@starfray/starfray/bots';
import { type Arena, type StarfrayWorld, starfray } from '@starfray/starfray/rules';
import { type GameHost, type ServeOptions, serveGame } from './server.ts';

/** In the package the version hash as its build found it: it takes a tenth of a second, and the rules there are always the same. */
declare const STARFRAY_VERSION: unknown;

export const IDENTITY = starfray.identity;

/** Serves Starfray. @throws StartFault as `serveGame` does. */
export function serveStarfray(options: ServeOptions<StarfrayWorld>): Promise<GameHost<StarfrayWorld, Arena>> {
  const version = typeof STARFRAY_VERSION === 'string' ? STARFRAY_VERSION : undefined;
  return serveGame(starfray, { createFillBot, version, ...options });
}
