// Which room of the whole cluster a join gets, and which node opens one when all are full. Pure.

import type { NodeView, RoomLoad } from './cluster.ts';

export interface RoomWish {
  /** Version hash of the player's page. */
  readonly version: string;
  /** The room's mode. */
  readonly mode: string;
  /** Preferred, not required. */
  readonly region: string | undefined;
}

export interface RoomChoice {
  readonly node: NodeView;
  readonly room: RoomLoad;
}

/**
 * The fullest open room of the wished mode that still has a seat, on a node of the same version that is not draining and has one itself;
 * in the wished region if that has any. Ties go to the lower id. Undefined when every room is full.
 */
export function chooseRoom(nodes: readonly NodeView[], wish: RoomWish): RoomChoice | undefined {
  const choices = nodes
    .filter((node) => takesPlayers(node, wish))
    .flatMap((node) =>
      node.rooms.filter((room) => room.mode === wish.mode && hasSeat(room)).map((room) => ({ node, room })),
    );
  const near = choices.filter(({ node }) => isNear(node, wish));
  return (near.length > 0 ? near : choices).toSorted(
    (a, b) => b.room.players - a.room.players || compareIds(a.room, b.room),
  )[0];
}

/**
 * The node that a new room should be opened at: the least loaded, by the share of its seats that is taken, of those
 * that `chooseRoom` would look at; in the wished region if that has any. Ties go to the lower id.
 */
export function chooseNode(nodes: readonly NodeView[], wish: Omit<RoomWish, 'mode'>): NodeView | undefined {
  const choices = nodes.filter((node) => takesPlayers(node, wish));
  const near = choices.filter((node) => isNear(node, wish));
  // Shares are compared as products of whole numbers, which have no rounding.
  return (near.length > 0 ? near : choices).toSorted(
    (a, b) => a.players * b.maxPlayers - b.players * a.maxPlayers || compareIds(a, b),
  )[0];
}

function takesPlayers(node: NodeView, { version }: Pick<RoomWish, 'version'>): boolean {
  return node.version === version && !node.isDraining && node.players < node.maxPlayers;
}

function hasSeat({ isOpen, players, capacity }: RoomLoad): boolean {
  return isOpen && players < capacity;
}

function isNear(node: NodeView, { region }: Pick<RoomWish, 'region'>): boolean {
  return region !== undefined && node.region === region;
}

function compareIds(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : Number(a.id > b.id);
}
