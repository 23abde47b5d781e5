// What about the place of the data may lose it: looked for at the start and every minute, logged when it changes, and shown at /readyz.

import { inBackground } from '../background.ts';
import type { Log } from '../log.ts';
import type { Archive } from './archive.ts';

const LOOK_MS = 60_000;

export interface Concerns {
  /** Those of the last look. */
  current(): readonly string[];
  close(): Promise<void>;
}

/** Resolves after the first look. */
export async function watchConcerns(archive: Pick<Archive, 'concerns'>, log: Log): Promise<Concerns> {
  let known: readonly string[] = [];
  const look = async (): Promise<void> => {
    const now = await archive.concerns();
    for (const concern of now) if (!known.includes(concern)) log.warn({}, concern);
    known = now;
  };
  const lookNow = (): void => inBackground(log, 'asking about the settings of the store', look);
  await look().catch((error: unknown) => log.warn({ err: error }, 'the settings of the store could not be asked for'));
  const timer = setInterval(lookNow, LOOK_MS).unref();
  return {
    current: () => known,
    close: async () => clearInterval(timer),
  };
}
