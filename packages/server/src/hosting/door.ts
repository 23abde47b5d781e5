// The door of a server. The gate decides who comes in, the cluster where to, and the keeper of scores with which points.

import type { Admit, JoinRequest } from '../session/index.ts';
import type { Membership } from './membership.ts';
import type { Place } from './placement.ts';

/** The keeper of the points of players who lost their seat with its process. */
export interface Restorer {
  restore(request: JoinRequest): Promise<JoinRequest>;
}

/** Judges, and then sends to the place that a join belongs to. A mere question takes no kept score along. */
export function createDoor(admit: Admit, membership: Membership | undefined, restorer: Restorer | undefined): Admit {
  return async (visitor) => {
    const verdict = await admit(visitor);
    if (verdict.kind !== 'admitted') return verdict;
    const place: Place = membership?.place(verdict.request) ?? { kind: 'here', request: verdict.request };
    if (place.kind === 'there' && !visitor.isPassedOn) {
      return { kind: 'elsewhere', node: place.node.id, url: place.node.advertiseUrl };
    }
    // Two nodes that see things differently must not pass a visitor to and fro: a visitor who was passed on stays.
    const request = place.kind === 'here' ? place.request : { ...verdict.request, room: undefined };
    if (visitor.isAsking || restorer === undefined) return { kind: 'admitted', request };
    return { kind: 'admitted', request: await restorer.restore(request) };
  };
}
