// The games that `pnpm simulate` knows, with the bugs that can be planted in each.

import type { World } from '@starfray/shared/contract';
import { runSeed, type SeedOutcome, type SimulatedGame } from '@starfray/testing/simulator';
import { PLANTED, type Plant } from './planted.ts';
import { PUCK_PLANTED } from './puck/planted.ts';
import { puckPlug } from './puck/plug.ts';
import { starfrayPlug } from './starfray/plug.ts';

export interface SimulatorGame {
  /** Bugs by name: of the engine, and of the game's own rules. */
  readonly planted: Readonly<Record<string, Plant>>;
  run(seed: number, seconds: number): SeedOutcome;
}

function ofPlug<W extends World, A>(
  plug: SimulatedGame<W, A>,
  ownPlanted: Readonly<Record<string, Plant>> = {},
): SimulatorGame {
  return { planted: { ...PLANTED, ...ownPlanted }, run: (seed, seconds) => runSeed(plug, seed, seconds) };
}

export const GAMES: Readonly<Record<'starfray' | 'puck', SimulatorGame>> = {
  starfray: ofPlug(starfrayPlug),
  puck: ofPlug(puckPlug, PUCK_PLANTED),
};
