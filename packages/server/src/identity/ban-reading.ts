// A list of bans from stored ones, whatever became of them there: one that is no good must not cost the others.

import type { BanTerms } from '@starfray/shared/admin';
import { MAX_BANS } from '@starfray/shared/protocol';
import { type BanList, createBanList, parseBanValue } from './bans.ts';

export interface BanReading {
  readonly list: BanList;
  /** A line for each ban that was left out, or one for all beyond MAX_BANS. */
  readonly faults: readonly string[];
}

/** Reads all that can be used; of too many, the first ones. */
export function readBans(bans: readonly BanTerms[]): BanReading {
  const whole = createBanList(bans);
  if (whole.ok) return { list: whole.value, faults: [] };
  const faults: string[] = [];
  const usable = bans.filter(({ id, kind, value }) => {
    const parsed = parseBanValue(kind, value);
    if (!parsed.ok) faults.push(`ban ${id}: ${parsed.fault}`);
    return parsed.ok;
  });
  if (usable.length > MAX_BANS) faults.push(`${usable.length} bans: the first ${MAX_BANS} hold, lift some`);
  const list = createBanList(usable.slice(0, MAX_BANS));
  if (!list.ok) throw new Error(`bans that can be read make no list: ${list.fault.join('; ')}`);
  return { list: list.value, faults };
}
