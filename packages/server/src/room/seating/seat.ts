// One client in a room: its session and the netcode's state for it. Its part is a union with one arm for each way of having a seat: a
// player plays, is away, parked or lost; a spectator watches.

import { MAX_PING_MS } from '@starfray/shared/protocol';
import type { Session } from '../../session/index.ts';
import type { FlowControl } from '../replication/flow-control.ts';
import type { ClientView } from '../visibility/client-view.ts';

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
  readonly isAway: boolean;
}

export type Part = Playing | Away | Parked | Lost | Watching;

export interface Seat {
  /** By which its player comes back; empty where it cannot. */
  readonly key: string;
  /** What its player shows to come back. */
  readonly token: string;
  /** Its connection, or the last one it had. */
  session: Session;
  readonly view: ClientView;
  flow: FlowControl;
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
  /** Bytes of snapshots sent. */
  bytes: number;
  part: Part;
  /** Snapshots are due on the ticks t with (t + phase) % period = 0. */
  readonly phase: number;
  readonly periodTicks: number;
  /** A number of its own: which turn it takes when snapshots are fewer. */
  readonly turn: number;
  /** Stamp of the leaderboard as it was last sent: it is sent again only when it changed. */
  lastLeaderboard: number | undefined;
}

/** The id of the player in a seat, or 0 for a spectator. */
export function playerIdOf(seat: Seat): number {
  return seat.part.kind === 'watching' ? 0 : seat.part.playerId;
}

/** The round trip to a seat's client in whole ms, 0 while unknown; an acknowledgement also waited for the next input. */
export function pingOf({ session, flow }: Seat): number {
  const ms = session.pingMs ?? flow.rttMicros / 1000;
  return ms === 0 ? 0 : Math.min(MAX_PING_MS, Math.max(1, Math.round(ms)));
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

/** True while snapshots are wanted. */
export function isWatchingNow(seat: Seat): boolean {
  return seat.part.kind === 'playing' || (seat.part.kind === 'watching' && !seat.part.isAway);
}
