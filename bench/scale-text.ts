// One step of `bench scale` in a line, for a person who waits.

import type { StepReport } from './scale-step.ts';

export function describeStep({ build, players, holds, complaints, doubts, figures }: StepReport): string {
  const verdict = holds ? 'holds' : `does not hold: ${complaints.join(', ')}`;
  const doubt = doubts.length === 0 ? '' : ` (${doubts.join('; ')})`;
  return [
    `${players} players, ${build}: ${verdict}${doubt}`,
    ...(figures === undefined ? [] : [describe(figures)]),
  ].join('\n  ');
}

function describe(figures: NonNullable<StepReport['figures']>): string {
  const { cpuMicrosPerSnapshot, threadShares, ticksPerSecond, tickIntervalMs, snapshotsPerSecond, load } = figures;
  const shares = threadShares.map(({ name, share }) => `${name} ${share}`).join(', ');
  return [
    `${ticksPerSecond} ticks a second (p99 ${tickIntervalMs.p99} ms)`,
    `${snapshotsPerSecond.least} to ${snapshotsPerSecond.p50} snapshots a second`,
    `simulation ${cpuMicrosPerSnapshot.simulation} and all threads ${cpuMicrosPerSnapshot.all} µs a snapshot`,
    `of a core: ${shares}`,
    `load: ${load.cpuShares.join(', ')}`,
  ].join('; ');
}
