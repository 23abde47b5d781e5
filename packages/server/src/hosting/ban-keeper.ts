// The bans that the gate knows are those of the store: read at the start, when another node says so, and now and then.

import { inBackground } from '../background.ts';
import type { Gate } from '../gate.ts';
import type { Log } from '../log.ts';
import type { Archive } from './archive.ts';
import type { Membership } from './membership.ts';

/** News may be lost, and a store may have been away. */
const LOOK_AGAIN_MS = 60_000;
/** After a look that failed: the store may be back, and may have lost what is known here. */
const LOOK_SOON_MS = 2000;
/** Bans that cannot be used are named in one line of the log, no more than these. */
const MAX_NAMED = 10;

export interface BanKeeper {
  /** Reads them again, and has the other nodes do so. */
  changed(): Promise<void>;
  close(): Promise<void>;
}

/** `onLook` is called each time after they were read. */
export async function keepBans(
  { gate, archive, membership, log }: BanKeeperDeps,
  onLook: () => void,
): Promise<BanKeeper> {
  let told = '';
  let isClosed = false;
  const look = async (): Promise<void> => {
    const { bans, isFresh } = await archive.bans();
    if (!isFresh && !isClosed) setTimeout(lookNow, LOOK_SOON_MS).unref();
    const faults = [...gate.setBans(bans), ...unreadable(archive)];
    const text = faults.join('\n');
    if (text !== told && faults.length > 0) {
      log.error({ count: faults.length, faults: faults.slice(0, MAX_NAMED) }, 'bans that cannot be used do not hold');
    }
    told = text;
    onLook();
  };
  const lookNow = (): void => inBackground(log, 'reading the bans', look);
  await look();
  const stopHearing = membership?.cluster.onChange(lookNow);
  const timer = setInterval(lookNow, LOOK_AGAIN_MS).unref();
  return {
    changed: async () => {
      await look();
      await membership?.cluster.publishChange('bans');
    },
    close: async () => {
      isClosed = true;
      clearInterval(timer);
      stopHearing?.();
    },
  };
}

export interface BanKeeperDeps {
  readonly gate: Gate;
  readonly archive: Archive;
  readonly membership: Membership | undefined;
  readonly log: Log;
}

function unreadable({ store }: Archive): string[] {
  return (store.health().unreadableBans ?? []).map((id) => `ban ${id}: no server of this version wrote it`);
}
