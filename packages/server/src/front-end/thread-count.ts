// How many front ends a server has.

/** More bring nothing: what is left over is the simulation's, and the system's. */
const MAX_BY_ITSELF = 8;
/** With fewer cores each front end would take its time from the simulation. */
const MIN_CORES = 3;

/** Front ends for `--threads`: with `auto` one for each core but that of the simulation, and none where there are one or two cores. */
export function countFrontEnds(threads: 'auto' | number, cores: number): number {
  if (threads !== 'auto') return threads;
  return cores < MIN_CORES ? 0 : Math.min(MAX_BY_ITSELF, cores - 1);
}
