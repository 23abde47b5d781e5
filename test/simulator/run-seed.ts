// One seed, run to its end or to the first thing that is broken.

import { Simulation } from './simulation.ts';

export interface SeedOutcome {
  readonly seed: number;
  /** What was broken, and what had happened before; undefined when nothing was. */
  readonly broken:
    | { readonly what: string; readonly atSeconds: number; readonly before: readonly string[] }
    | undefined;
  readonly compared: number;
  readonly visibilityChecks: number;
  readonly deathsTold: number;
  readonly controlsCompared: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly simulatedSeconds: number;
}

/** Runs a seed for some virtual seconds of disturbances and some of rest. */
export function runSeed(seed: number, seconds: number): SeedOutcome {
  const simulation = new Simulation(seed);
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
    compared: simulation.invariants.compared,
    visibilityChecks: simulation.invariants.visibilityChecks,
    deathsTold: simulation.invariants.deathsTold,
    controlsCompared: simulation.invariants.inputs.compared,
    faults: Object.fromEntries(simulation.faults),
    simulatedSeconds: (simulation.nowMs - startMs) / 1000,
  };
}
