// How busy the calling thread is.

import { type EventLoopUtilization, performance } from 'node:perf_hooks';

export interface ThreadLoad {
  /** The share of the time since the last call in which the event loop did not wait. */
  readonly utilization: number;
  /** Processor time since the thread's start. */
  readonly cpuSeconds: number;
}

/** Reads the load of the thread that calls it. */
export function createThreadLoad(): () => ThreadLoad {
  let last: EventLoopUtilization = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    const { user, system } = process.threadCpuUsage();
    return { utilization, cpuSeconds: (user + system) / 1e6 };
  };
}
