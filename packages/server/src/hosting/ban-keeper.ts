// The bans that the gate knows are those of the store: read at the start, when another node says so, and now and then.

import type { Gate } from '../gate.ts';
import type { Archive } from './archive.ts';
import type { Membership } from './membership.ts';

/** News may be lost, and a store may have been away. */
const LOOK_AGAIN_MS = 60_000;

export interface BanKeeper {
  /** Reads them anew, and has the other nodes do so. */
  changed(): Promise<void>;
  close(): Promise<void>;
}

/** `onLook` is told each time they were read. */
export async function keepBans(
  gate: Gate,
  archive: Archive,
  membership: Membership | undefined,
  onLook: () => void,
): Promise<BanKeeper> {
  const look = async (): Promise<void> => {
    gate.setBans(await archive.bans());
    onLook();
  };
  await look();
  const stopHearing = membership?.cluster.onChange(() => void look());
  const timer = setInterval(() => void look(), LOOK_AGAIN_MS).unref();
  return {
    changed: async () => {
      await look();
      await membership?.cluster.publishChange('bans');
    },
    close: async () => {
      clearInterval(timer);
      stopHearing?.();
    },
  };
}
