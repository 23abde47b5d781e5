// The door of a node: who comes in is the gate's business, where to is the cluster's.

import type { Admit } from '../session/index.ts';
import type { Membership } from './membership.ts';

/** Judges, and then sends to the place that a join belongs to. Whoever only asks takes no kept score with them. */
export function createDoor(admit: Admit, membership: Membership | undefined): Admit {
  if (membership === undefined) return admit;
  return async (visitor) => {
    const verdict = await admit(visitor);
    if (verdict.kind !== 'admitted') return verdict;
    const place = membership.place(verdict.request);
    if (place.kind === 'there' && !visitor.isPassedOn) {
      return { kind: 'elsewhere', node: place.node.id, url: place.node.advertiseUrl };
    }
    // Two nodes that see things differently must not pass a visitor to and fro: whoever is passed on stays.
    const request = place.kind === 'here' ? place.request : { ...verdict.request, room: undefined };
    return { kind: 'admitted', request: visitor.isAsking ? request : await membership.restore(request) };
  };
}
