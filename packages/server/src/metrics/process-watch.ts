// What the process costs: memory, processor, garbage collection, and how late its event loop is.

import { constants, monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';

/** How often the event loop's delay is sampled. */
const RESOLUTION_MS = 10;

const GC_KINDS: Readonly<Record<number, GcKind>> = {
  [constants.NODE_PERFORMANCE_GC_MAJOR]: 'major',
  [constants.NODE_PERFORMANCE_GC_MINOR]: 'minor',
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: 'incremental',
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: 'weak_callbacks',
};

type GcKind = 'major' | 'minor' | 'incremental' | 'weak_callbacks';

export interface ProcessReading {
  /** In bytes; `heap` includes garbage that was not collected yet. */
  readonly memory: { readonly heap: number; readonly external: number; readonly resident: number };
  /** In seconds since the start. */
  readonly cpu: { readonly user: number; readonly system: number };
  /** In seconds since the watch began. */
  readonly gc: { readonly [kind in GcKind]: number };
  /** Quantiles in seconds since the reading before. */
  readonly eventLoopDelay: { readonly p50: number; readonly p99: number; readonly most: number };
}

export interface ProcessWatch {
  /** Reads, and begins the quantiles again: of several who read, each gets what came after the other. */
  read(): ProcessReading;
  stop(): void;
}

export function watchProcess(): ProcessWatch {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const gc = { major: 0, minor: 0, incremental: 0, weak_callbacks: 0 };
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const kind = GC_KINDS[gcKindOf(entry)];
      if (kind !== undefined) gc[kind] += entry.duration / 1000;
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e9 - RESOLUTION_MS / 1000);
  return {
    read: () => {
      const { heapUsed, external, rss } = process.memoryUsage();
      const { user, system } = process.cpuUsage();
      const eventLoopDelay =
        delay.count === 0
          ? { p50: 0, p99: 0, most: 0 }
          : { p50: late(delay.percentile(50)), p99: late(delay.percentile(99)), most: late(delay.max) };
      delay.reset();
      return {
        memory: { heap: heapUsed, external, resident: rss },
        cpu: { user: user / 1e6, system: system / 1e6 },
        gc: { ...gc },
        eventLoopDelay,
      };
    },
    stop: () => {
      delay.disable();
      observer.disconnect();
    },
  };
}

// Node's own kind of entry, which the types of the platform do not know.
function gcKindOf(entry: object): number {
  const detail: unknown = 'detail' in entry ? entry.detail : undefined;
  return typeof detail === 'object' && detail !== null && 'kind' in detail ? Number(detail.kind) : -1;
}
