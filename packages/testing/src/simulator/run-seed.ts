// One seed, run to its end or to the first thing that is broken.

import type { World } from '@starfray/shared/contract';
import type { SimulatedGame } from './simulated-game.ts';
import { Simulation } from './simulation.ts';

/** What came of one seed. */
export interface SeedOutcome {
  readonly seed: number;
  /** What was broken, when, and what had happened before; undefined when nothing was. */
  readonly broken:
    | { readonly what: string; readonly atSeconds: number; readonly before: readonly string[] }
    | undefined;
  /** Rows of clients that were compared with the server's. */
  readonly compared: number;
  /** Snapshots whose set of entities was compared with what must be in view. */
  readonly visibilityChecks: number;
  /** Ticks of players whose controls were compared with what they sent. */
  readonly controlsCompared: number;
  /** What the game's own invariants counted. */
  readonly counts: Readonly<Record<string, number>>;
  /** How often each kind of disturbance happened. */
  readonly faults: Readonly<Record<string, number>>;
  readonly simulatedSeconds: number;
}

/**
 * Runs a whole server and up to eight clients in virtual time, under one seed: for `seconds` with disturbances (cuts, stalls, unplugged
 * lines, frozen and hidden pages, reloads, slow ticks, garbage, restarts), then for 40 s of rest. The same seed gives the same outcome. What is
 * broken, an exception included, is returned and ends the run.
 * @param threads Front ends in other threads, which have all clients; none by default. They run, are interrupted and end as the seed says.
 */
export function runSeed<W extends World, A>(
  plug: SimulatedGame<W, A>,
  seed: number,
  seconds: number,
  threads = 0,
): SeedOutcome {
  const simulation = new Simulation(plug, seed, threads);
  const { invariants } = simulation;
  const startMs = simulation.nowMs;
  let broken: SeedOutcome['broken'];
  try {
    simulation.run(seconds * 1000);
    simulation.settle();
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    broken = { what, atSeconds: (simulation.nowMs - startMs) / 1000, before: simulation.log.slice(-12) };
  }
  return {
    seed,
    broken,
    compared: invariants.compared,
    visibilityChecks: invariants.visibilityChecks,
    controlsCompared: invariants.inputs.compared,
    counts: invariants.ofGame.counts?.() ?? {},
    faults: Object.fromEntries(simulation.faults),
    simulatedSeconds: (simulation.nowMs - startMs) / 1000,
  };
}
