// One client in a room: its session and the netcode's state for it. Its part is a union: a player flies or is away, a spectator
// watches.

import { MAX_PING_MS } from '@starfray/shared/protocol';
import type { Session } from '../../session/index.ts';
import type { FlowControl } from '../replication/flow-control.ts';
import type { ClientView } from '../visibility/client-view.ts';

type Part =
  | { readonly kind: 'playing'; readonly playerId: number }
  /** Its page is hidden: nothing is sent; at `leaveMs` its entity is taken out and the score kept. */
  | { readonly kind: 'away'; readonly playerId: number; readonly sinceMs: number; readonly leaveMs: number }
  /** Away for longer: in no world, which still knows its score. */
  | { readonly kind: 'parked'; readonly playerId: number; readonly sinceMs: number }
  | { readonly kind: 'watching'; readonly isAway: boolean };

export interface Seat {
  /** By which its player comes back; empty for who cannot. */
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
  /** When its connection was lost; undefined while there is one. */
  lostMs: number | undefined;
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
  /** Stamp of the leaderboard as it was last told: it is told again only when it changed. */
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

/** True while snapshots are wanted. */
export function isWatchingNow(seat: Seat): boolean {
  return seat.part.kind === 'playing' || (seat.part.kind === 'watching' && !seat.part.isAway);
}
