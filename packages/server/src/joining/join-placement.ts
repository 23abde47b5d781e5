// Stage 3: where a join belongs, in this process or at another node of the cluster. Seats, rooms and nodes in, a place out; it moves nobody.

import { chooseNode, chooseRoom, findNodeOf, type NodeView } from '../cluster/index.ts';
import type { IdentifiedJoin, PlacedJoin } from './stages.ts';

export type Place =
  | { readonly kind: 'here'; readonly join: PlacedJoin }
  | { readonly kind: 'there'; readonly node: NodeView };

export interface Surroundings {
  readonly nodes: readonly NodeView[];
  /** The own node's id. */
  readonly ownId: string;
  /** Version hash of this build. */
  readonly version: string;
  /** Of joins that name neither a mode nor a room. */
  readonly firstMode: string;
  /** Is the seat of this key in this process? */
  readonly keepsSeat: (key: string) => boolean;
}

/**
 * The place for a join. One's own seat comes first, then the node that the address names, then the node of the room, then the
 * fullest room of the mode anywhere, then the least loaded node for a new one. Rooms of nodes that are gone are forgotten.
 */
export function placeJoin(join: IdentifiedJoin, surroundings: Surroundings): Place {
  const { nodes, ownId, keepsSeat } = surroundings;
  if (join.resume !== undefined && keepsSeat(join.resume)) return { kind: 'here', join: placedHere(join, join.room) };
  const node = nodeFor(join, surroundings);
  if (node !== undefined && node !== ownId) {
    const there = nodes.find(({ id }) => id === node);
    if (there !== undefined) return { kind: 'there', node: there };
  }
  return { kind: 'here', join: placedHere(join, ownRoom(join, ownId)) };
}

/** A join that stays in this process, in a room of that name if it is open or may be opened. */
export function placedHere(join: IdentifiedJoin, room: string | undefined): PlacedJoin {
  return { ...join, stage: 'placed', room };
}

// The id of the node that a join belongs to; undefined means: the node that was asked.
function nodeFor(join: IdentifiedJoin, { nodes, ownId, version, firstMode }: Surroundings): string | undefined {
  const { room, resume } = join;
  const open = nodes.filter(({ isDraining }) => !isDraining);
  const named = open.find(({ id }) => id === join.node);
  if (named !== undefined) return named.id;
  // A player who comes back from a node that is gone, or going, takes any room.
  const owner = room === undefined ? undefined : findNodeOf(resume === undefined ? nodes : open, room);
  if (owner !== undefined) return owner.id;
  if (room !== undefined && resume === undefined) {
    return open.find((node) => node.rooms.some(({ id }) => id === `${node.id}-${room}`))?.id ?? ownId;
  }
  // The picture behind the menu is drawn by the node that serves the page, as long as both are of one version.
  if (join.kind === 'spectator' && (join.version ?? version) === version) return ownId;
  const wish = { version: join.version ?? version, mode: join.mode ?? firstMode, region: join.region };
  return (chooseRoom(nodes, wish)?.node ?? chooseNode(nodes, wish))?.id;
}

// A room of this node by its whole name; a player who comes back asked for one that is elsewhere, or gone.
function ownRoom({ room, resume }: IdentifiedJoin, ownId: string): string | undefined {
  if (room === undefined || room.startsWith(`${ownId}-`)) return room;
  return resume === undefined ? `${ownId}-${room}` : undefined;
}
