// The games that `pnpm simulate` knows, with the bugs that can be planted in each.

import type { World } from '@starfray/shared/contract';
import { runSeed, type SeedOutcome, type SimulatedGame } from '@starfray/testing/simulator';
import { PLANTED, type Plant } from './planted.ts';
import { PUCK_PLANTED } from './puck/planted.ts';
import { puckPlug } from './puck/plug.ts';
import { starfrayPlug } from './starfray/plug.ts';
import { THREAD_PLANTED } from './thread-planted.ts';

export interface SimulatorGame {
  /** Bugs by name: of the engine, and of the game's own rules. */
  readonly planted: Readonly<Record<string, Plant>>;
  /** Those that show with front ends in other threads alone. */
  readonly threadPlanted: Readonly<Record<string, Plant>>;
  /** @param threads Front ends in other threads; none by default. */
  run(seed: number, seconds: number, threads?: number): SeedOutcome;
}

function ofPlug<W extends World, A>(
  plug: SimulatedGame<W, A>,
  ownPlanted: Readonly<Record<string, Plant>> = {},
): SimulatorGame {
  return {
    planted: { ...PLANTED, ...ownPlanted },
    threadPlanted: THREAD_PLANTED,
    run: (seed, seconds, threads) => runSeed(plug, seed, seconds, threads),
  };
}

export const GAMES: Readonly<Record<'starfray' | 'puck', SimulatorGame>> = {
  starfray: ofPlug(starfrayPlug),
  puck: ofPlug(puckPlug, PUCK_PLANTED),
};
