// A join that begins in this process, as that of a fill bot: placed without a visitor, a query or a proof.

import type { PlacedJoin } from './stages.ts';

/** @param wish what it asks for; all else is left open. */
export function localJoin(wish: Pick<PlacedJoin, 'kind' | 'snapshots'> & Partial<PlacedJoin>): PlacedJoin {
  return { stage: 'placed', room: undefined, name: undefined, version: undefined, joinCode: undefined, ...wish };
}
