// A log for parts that are made before the server is sure to start: their lines wait until it has, and are never written when it is refused.

import type { Log } from './log.ts';

export interface HeldLog {
  readonly log: Log;
  /** Writes what waits, in its order; from then on lines are written at once. */
  release(): void;
}

export function holdLog(log: Log): HeldLog {
  let waiting: (() => void)[] | undefined = [];
  const on = (level: keyof Log) => (fields: object, message: string) => {
    if (waiting === undefined) log[level](fields, message);
    else waiting.push(() => log[level](fields, message));
  };
  return {
    log: { debug: on('debug'), info: on('info'), warn: on('warn'), error: on('error') },
    release: () => {
      for (const write of waiting ?? []) write();
      waiting = undefined;
    },
  };
}
