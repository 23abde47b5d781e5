// What a fleet measured, and whether that is within its limits.

import type { FleetLimits } from './fleet-file.ts';

export interface FleetFigures {
  readonly tickIntervalP99Ms: number;
  readonly bytesPerSnapshot: number;
  readonly snapshotsPerSecond: number;
  readonly correctionsPerMinute: number;
  readonly desyncs: number;
  readonly heapGrowthMiB: number;
  readonly honestKicked: number;
  readonly hostileLeft: number;
}

/** Figures of which more is better; of all others less is. */
const MORE_IS_BETTER: readonly (keyof FleetFigures)[] = ['snapshotsPerSecond'];

/** A line for each limit that is broken; none when all hold. */
export function complaintsOf(figures: FleetFigures, limits: FleetLimits): string[] {
  return (Object.keys(figures) as (keyof FleetFigures)[]).flatMap((name) => {
    const limit = limits[name];
    const figure = figures[name];
    if (limit === undefined) return [];
    if (MORE_IS_BETTER.includes(name)) return figure >= limit ? [] : [`${name} is ${figure}, at least ${limit} wanted`];
    return figure <= limit ? [] : [`${name} is ${figure}, at most ${limit} allowed`];
  });
}
