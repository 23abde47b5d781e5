// One client of a room at the front end that has its connection: its session and the netcode's state for it. What becomes of its seat is
// the simulation's business (room/seating).

import { MAX_PING_MS } from '@starfray/shared/protocol';
import type { Session } from '../../session/index.ts';
import type { FlowControl } from '../replication/flow-control.ts';
import type { ClientView } from '../visibility/client-view.ts';

export interface Client {
  /** Its own in this process, and never another's. */
  readonly number: number;
  readonly session: Session;
  readonly view: ClientView;
  readonly flow: FlowControl;
  /** Its page is hidden: it is sent nothing, and its inputs do not count. */
  isAway: boolean;
  /** The last tick that controls of it came for; -1 before the first. */
  newestInput: number;
  /** Snapshots are due on the ticks t with (t + phase) % period = 0. */
  readonly phase: number;
  readonly periodTicks: number;
  /** A number of its own: which turn it takes when snapshots are fewer. */
  readonly turn: number;
  /** Stamp of the leaderboard as it was last sent: it is sent again only when it changed. */
  lastLeaderboard: number | undefined;
  /** Bytes of snapshots sent. */
  bytes: number;
}

/** The round trip to a client in whole ms, 0 while unknown; an acknowledgement also waited for the next input. */
export function pingOf({ session, flow }: Client): number {
  const ms = session.pingMs ?? flow.rttMicros / 1000;
  return ms === 0 ? 0 : Math.min(MAX_PING_MS, Math.max(1, Math.round(ms)));
}
