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
  if (request.resume !== undefined && keepsSeat(request.resume)) return { kind: 'here', request };
  const node = nodeFor(request, surroundings);
  if (node !== undefined && node !== ownId) {
    const there = nodes.find(({ id }) => id === node);
    if (there !== undefined) return { kind: 'there', node: there };
  }
  return { kind: 'here', request: { ...request, room: ownRoom(request, ownId) } };
}

// The id of the node that a join belongs to; undefined for whichever is asked.
function nodeFor(request: JoinRequest, { nodes, ownId, version }: Surroundings): string | undefined {
  const { room, resume } = request;
  const open = nodes.filter(({ isDraining }) => !isDraining);
  const named = open.find(({ id }) => id === request.node);
  if (named !== undefined) return named.id;
  // A player who comes back from a node that is gone, or going, takes any room.
  const owner = (resume === undefined ? nodes : open).find(({ id }) => room?.startsWith(`${id}-`));
  if (owner !== undefined) return owner.id;
  if (room !== undefined && resume === undefined) {
    return open.find((node) => node.rooms.some(({ id }) => id === `${node.id}-${room}`))?.id ?? ownId;
  }
  // The picture behind the menu is drawn by the node that serves the page, as long as both are of one version.
  if (request.kind === 'spectator' && (request.version ?? version) === version) return ownId;
  const wish = { version: request.version ?? version, region: request.region };
  return (chooseRoom(nodes, wish)?.node ?? chooseNode(nodes, wish))?.id;
}

// A room of this node by its whole name; a player who comes back asked for one that is elsewhere, or gone.
function ownRoom({ room, resume }: JoinRequest, ownId: string): string | undefined {
  if (room === undefined || room.startsWith(`${ownId}-`)) return room;
  return resume === undefined ? `${ownId}-${room}` : undefined;
}
