// Where a join belongs: in this process, or at another node of the cluster. Seats, rooms and nodes in, a place out; it moves nobody.

import { chooseNode, chooseRoom, type NodeView } from '../cluster/index.ts';
import type { JoinRequest } from '../session/index.ts';

export type Place =
  | { readonly kind: 'here'; readonly request: JoinRequest }
  | { readonly kind: 'there'; readonly node: NodeView };

export interface Surroundings {
  readonly nodes: readonly NodeView[];
  /** The own node's id. */
  readonly ownId: string;
  /** Version hash of this build. */
  readonly version: string;
  /** Is the seat of this key in this process? */
  readonly keepsSeat: (key: string) => boolean;
}

/**
 * The place for a join. One's own seat comes first, then the node that the address names, then the node of the room, then the
 * fullest room anywhere, then the least loaded node for a new one. Rooms of nodes that are gone are forgotten.
 */
export function placeJoin(request: JoinRequest, surroundings: Surroundings): Place {
  const { nodes, ownId, keepsSeat } = surroundings;
  const here = (changes: Partial<JoinRequest> = {}): Place => ({ kind: 'here', request: { ...request, ...changes } });
  const at = (node: NodeView): Place => (node.id === ownId ? here() : { kind: 'there', node });
  if (request.resume !== undefined && keepsSeat(request.resume)) return here();
  const named = nodes.find(({ id }) => id === request.node);
  if (named !== undefined && !named.isDraining) return at(named);
  if (request.room !== undefined) return placeInRoom(request, request.room, surroundings, here, at);
  // The picture behind the menu is drawn by whoever serves the page.
  if (request.kind === 'spectator') return here();
  return anywhere(request, surroundings, at) ?? here();
}

function placeInRoom(
  request: JoinRequest,
  room: string,
  surroundings: Surroundings,
  here: (changes?: Partial<JoinRequest>) => Place,
  at: (node: NodeView) => Place,
): Place {
  const { nodes, ownId } = surroundings;
  const owner = nodes.find(({ id }) => room.startsWith(`${id}-`));
  if (owner !== undefined && !(owner.isDraining && request.resume !== undefined)) return at(owner);
  // Whoever comes back from a node that is gone takes any room.
  if (request.resume !== undefined) {
    return anywhere({ ...request, room: undefined }, surroundings, at, here) ?? here({ room: undefined });
  }
  const alike = nodes.find((node) => node.rooms.some(({ id }) => id === `${node.id}-${room}`));
  if (alike !== undefined && alike.id !== ownId) return { kind: 'there', node: alike };
  return here({ room: `${ownId}-${room}` });
}

function anywhere(
  request: JoinRequest,
  { nodes, ownId, version }: Surroundings,
  at: (node: NodeView) => Place,
  here?: (changes: Partial<JoinRequest>) => Place,
): Place | undefined {
  const wish = { version: request.version ?? version, region: request.region };
  const node = chooseRoom(nodes, wish)?.node ?? chooseNode(nodes, wish);
  if (node === undefined) return undefined;
  return node.id === ownId && here !== undefined ? here({ room: undefined }) : at(node);
}
