// Work that nobody waits for: if it fails, that is logged, and the process lives.

import type { Log } from './log.ts';

/** Lets `work` run by itself. A failure is logged as `what`, then `failed` is called. */
export function inBackground(
  log: Log,
  what: string,
  work: () => Promise<unknown>,
  failed: () => void = () => undefined,
): void {
  const run = async (): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log.error({ err: error }, `${what} failed`);
      failed();
    }
  };
  // Only a log that throws could reject here.
  run().catch(() => undefined);
}
