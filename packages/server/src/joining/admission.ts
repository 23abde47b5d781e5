// The first three stages in a row: query, identity, place. The upgrade and /api/play are judged here alike.

import { type Place, placedHere } from './join-placement.ts';
import { readJoinQuery } from './join-query.ts';
import type { Admit, IdentifiedJoin, PlacedJoin } from './stages.ts';
import type { Identify } from './visitor-identity.ts';

/** Keeps the points of players whose seat was lost with its process. */
export interface ScoreRestorer {
  restore(join: PlacedJoin): Promise<PlacedJoin>;
}

export interface AdmissionStages {
  readonly identify: Identify;
  /** Without it this server is by itself, and every join belongs here. */
  readonly place: ((join: IdentifiedJoin) => Place) | undefined;
  readonly restorer: ScoreRestorer | undefined;
}

/** Runs the stages; a visitor that only asks takes no kept score along. */
export function createAdmit({ identify, place, restorer }: AdmissionStages): Admit {
  return async (visitor) => {
    const query = readJoinQuery(visitor.query);
    if (!query.ok) return { kind: 'refused', refusal: query.fault };
    const identified = await identify(visitor, query.value);
    if (!identified.ok) return identified.fault;
    const { value } = identified;
    const placed = place?.(value) ?? { kind: 'here', join: placedHere(value, value.room) };
    if (placed.kind === 'there' && !visitor.isPassedOn) {
      return { kind: 'elsewhere', node: placed.node.id, url: placed.node.advertiseUrl };
    }
    // Two nodes that disagree must not pass a visitor to and fro: a visitor that was passed on stays.
    const join = placed.kind === 'here' ? placed.join : placedHere(value, undefined);
    if (visitor.isAsking || restorer === undefined) return { kind: 'admitted', request: join };
    return { kind: 'admitted', request: await restorer.restore(join) };
  };
}
