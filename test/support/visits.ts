// Results of visits for tests of stores.

import type { VisitResult } from '@starfray/server/store';

/** Wednesday, 15 July 2026, noon: week 29. */
export const NOON_MS = Date.UTC(2026, 6, 15, 12);

export function visitOf(id: string, fields: Partial<VisitResult> = {}): VisitResult {
  return {
    id,
    pilot: `account:${id}`,
    isIdentified: true,
    name: `Pilot ${id}`,
    mode: 'ffa',
    score: 100,
    tallies: { kills: 3, deaths: 2 },
    seconds: 60,
    endedAtMs: NOON_MS,
    ...fields,
  };
}
