// The bans that visitors are checked against are those of the store: read at the start, when another node says so, and now and then.
// Players and spectators who are banned by then lose their seat.

import { CLOSE } from '@starfray/shared/protocol';
import { inBackground } from '../background.ts';
import { banWords } from '../identity/index.ts';
import type { SeatMarks } from '../joining/index.ts';
import type { VisitorChecks } from '../joining/visitor-checks.ts';
import type { Log } from '../log.ts';
import type { Rooms } from '../room/index.ts';
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

export async function keepBans(deps: BanKeeperDeps): Promise<BanKeeper> {
  const { checks, archive, membership, log } = deps;
  let told = '';
  let isClosed = false;
  const look = async (): Promise<void> => {
    const { bans, isFresh } = await archive.bans();
    if (!isFresh && !isClosed) setTimeout(lookNow, LOOK_SOON_MS).unref();
    const faults = [...checks.setBans(bans), ...unreadable(archive)];
    const text = faults.join('\n');
    if (text !== told && faults.length > 0) {
      log.error({ count: faults.length, faults: faults.slice(0, MAX_NAMED) }, 'bans that cannot be used do not hold');
    }
    told = text;
    dismissBanned(deps);
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
  readonly checks: Pick<VisitorChecks, 'bans' | 'setBans'>;
  readonly archive: Archive;
  readonly membership: Membership | undefined;
  readonly rooms: Pick<Rooms<never, never>, 'dismiss'>;
  readonly wallNow: () => number;
  readonly log: Log;
}

function unreadable({ store }: Archive): string[] {
  return (store.health().unreadableBans ?? []).map((id) => `ban ${id}: no server of this version wrote it`);
}

// Ends the visit of all players and spectators who are banned by now, and the wait of joins that have no seat yet; each reads why, and
// until when.
function dismissBanned({ checks, rooms, wallNow }: BanKeeperDeps): void {
  const nowMs = wallNow();
  const wordsFor = ({ account, key, address, tokenId }: SeatMarks): string | undefined => {
    const ban = checks.bans.match({ account, session: key, address, token: tokenId }, nowMs);
    return ban === undefined ? undefined : banWords(ban);
  };
  rooms.dismiss(wordsFor, CLOSE.banned);
}
