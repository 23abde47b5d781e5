// How much room a disk has. It is asked now and then, so that a scrape never waits for a disk that does not answer.

import { type StatsFs, statfs } from 'node:fs';

export interface DiskReading {
  /** What this user may still write. */
  readonly freeBytes: number;
  readonly sizeBytes: number;
}

export interface DiskWatch {
  /** Undefined before the first answer, and where there is none. */
  read(): DiskReading | undefined;
  stop(): void;
}

const LOOK_MS = 10_000;

/** Watches the disk that holds a directory; no disk without one. */
export function watchDisk(directory: string | undefined): DiskWatch {
  let reading: DiskReading | undefined;
  let isLooking = false;
  const look = (): void => {
    if (directory === undefined || isLooking) return;
    isLooking = true;
    statfs(directory, (error, stats) => {
      isLooking = false;
      reading = error === null ? readingOf(stats) : undefined;
    });
  };
  look();
  const timer = setInterval(look, LOOK_MS).unref();
  return { read: () => reading, stop: () => clearInterval(timer) };
}

function readingOf({ bavail, blocks, bsize }: StatsFs): DiskReading {
  return { freeBytes: bavail * bsize, sizeBytes: blocks * bsize };
}
