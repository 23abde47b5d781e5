// A seat in a room, as the simulation sees it: its connection is at a front end. Its part is a union with one arm for each way of having a
// seat: a player plays, is away, parked or lost; a spectator watches.

import type { Place } from '../front/front-ends.ts';

interface Playing {
  readonly kind: 'playing';
  readonly playerId: number;
}

/** Its page is hidden: nothing is sent; at `leaveMs` its entity is taken out of the world and the score kept. */
export interface Away {
  readonly kind: 'away';
  readonly playerId: number;
  readonly sinceMs: number;
  readonly leaveMs: number;
}

/** Away for longer: its entity is not in the world, which still knows its score. */
interface Parked {
  readonly kind: 'parked';
  readonly playerId: number;
  readonly sinceMs: number;
}

/** Its connection was lost, and its player may come back to it; meanwhile its entity idles or is parked, as while its player is away. */
export interface Lost {
  readonly kind: 'lost';
  readonly playerId: number;
  readonly lostMs: number;
  readonly entity: Away | Parked;
}

interface Watching {
  readonly kind: 'watching';
}

export type Part = Playing | Away | Parked | Lost | Watching;

export interface Seat {
  /** By which its player comes back; empty where it cannot. */
  readonly key: string;
  /** What its player shows to come back. */
  readonly token: string;
  /** Where its client is connected, or was last. */
  at: Place;
  /** When its connection began. */
  connectedMs: number;
  /** For how long the seat is reserved once its line is lost: earned by being there, spent while it is lost. */
  reserveMs: number;
  /** A fill bot of this server: it yields its place to anyone else. */
  readonly isFill: boolean;
  readonly kind: 'human' | 'bot' | 'spectator';
  /** The account that a token proved, that token's id, and the address of the current connection (or of the last one, once it is lost), as far as known. */
  account: string | undefined;
  tokenId: string | undefined;
  address: string | undefined;
  part: Part;
}

/** The id of the player in a seat, or 0 for a spectator. */
export function playerIdOf(seat: Seat): number {
  return seat.part.kind === 'watching' ? 0 : seat.part.playerId;
}

/** Is its entity in the world, or on its way there, whether or not anybody controls it? */
export function isInWorld({ part }: Seat): boolean {
  return part.kind === 'playing' || idleEntityOf(part) !== undefined;
}

/** The entity in the world that nobody controls: while its player is away or its connection lost. */
export function idleEntityOf(part: Part): Away | undefined {
  const entity = part.kind === 'lost' ? part.entity : part;
  return entity.kind === 'away' ? entity : undefined;
}
