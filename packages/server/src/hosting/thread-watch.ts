// How busy each thread of a server is, for status, metrics and admins: the one that simulates first, then its front ends.

import { createThreadLoad, type FrontEndStatus, type ThreadLoad } from '../front-end/index.ts';

/** Asked more often, the same reading is given: a share of a shorter time says little. */
const FRESH_MS = 1000;

export type ThreadStatus = FrontEndStatus;

/** A host as far as its threads are concerned. */
interface ThreadedHost {
  readonly connections: number;
  readonly frontEnds: () => readonly ThreadStatus[];
}

export interface ThreadWatch {
  /** Reads this host's threads, too, from now on. */
  follow(host: ThreadedHost): void;
  read(): readonly ThreadStatus[];
}

/** Called in the thread that simulates; `now` in milliseconds, monotonic. */
export function watchThreads(now: () => number): ThreadWatch {
  const readLoad = createThreadLoad();
  let host: ThreadedHost | undefined;
  let load: ThreadLoad = readLoad();
  let readMs = now();
  return {
    follow: (followed) => {
      host = followed;
    },
    read: () => {
      if (now() - readMs >= FRESH_MS) {
        load = readLoad();
        readMs = now();
      }
      const frontEnds = host?.frontEnds() ?? [];
      const elsewhere = frontEnds.reduce((sum, { connections }) => sum + connections, 0);
      const connections = Math.max(0, (host?.connections ?? 0) - elsewhere);
      return [{ name: 'simulation', isUp: true, ...load, connections }, ...frontEnds].map(rounded);
    },
  };
}

/** More digits say nothing. */
function rounded(status: ThreadStatus): ThreadStatus {
  const { utilization, cpuSeconds } = status;
  return {
    ...status,
    utilization: Math.round(1000 * utilization) / 1000,
    cpuSeconds: Math.round(100 * cpuSeconds) / 100,
  };
}
