// What a room does with what one client says: each message against the client's own seat, never against anybody else's.

import { CLOSE, MAX_INPUT_LEAD_TICKS } from '@starfray/shared/protocol';
import type { Session, SessionHandlers } from '../../session/index.ts';
import type { Seat } from '../seating/seat.ts';
import type { InputBuffers } from './input-buffers.ts';
import type { ViewLagLimiter } from './view-lag-limiter.ts';

/** Earliness is echoed within this: beyond, a client only needs the direction. */
const MAX_EARLY_MS = 127;

/** What a seat's messages need of its room. */
export interface InboxRoom {
  readonly now: () => number;
  /** The last tick simulated. */
  tick(): number;
  /** When a tick is, or was, due. */
  dueMs(tick: number): number;
  readonly inputs: InputBuffers;
  readonly viewLag: ViewLagLimiter;
  counters: InboxCounters;
  tellPing(seat: Seat, playerId: number): void;
  goAway(seat: Seat): void;
  comeBack(seat: Seat): void;
  ended(seat: Seat, session: Session, code: number, reason: string): void;
}

export interface InboxCounters {
  inputs: number;
  /** Frames dropped because they were for a tick more than MAX_INPUT_LEAD_TICKS away. */
  farInputs: number;
  desyncs: number;
}

/** The handlers of one connection of a seat; `seatOf` and `sessionOf` answer them once they are made. */
export function createInbox(room: InboxRoom, seatOf: () => Seat, sessionOf: () => Session): SessionHandlers {
  return {
    input: (message) => {
      const seat = seatOf();
      room.counters.inputs += 1;
      if (!takeAcknowledgement(room, seat, message.acknowledged)) return;
      if (seat.part.kind !== 'playing') return;
      const { playerId } = seat.part;
      const earlyMs = Math.round(room.dueMs(message.tick) - room.now());
      if (message.tick > room.tick() + MAX_INPUT_LEAD_TICKS) {
        // No offence: after the server gave up time, an honest client's frames are early until it has heard of it, by this echo.
        room.counters.farInputs += 1;
        echo(seat, message.tick, earlyMs);
        return;
      }
      const { flow, session } = seat;
      const { acknowledgedTick } = flow;
      const seen = room.viewLag.bound(
        playerId,
        message.tick,
        acknowledgedTick,
        message.seenBehind,
        earlyMs,
        session.pingMs,
      );
      if (room.inputs.add(playerId, message.tick, message.controls, room.tick(), seen, earlyMs)) {
        echo(seat, message.tick, earlyMs);
        return;
      }
      seat.session.close(CLOSE.outOfOrder, 'an input for a tick that was already sent');
    },
    acknowledge: (message) => {
      takeAcknowledgement(room, seatOf(), message.acknowledged);
    },
    desync: () => {
      room.counters.desyncs += 1;
      seatOf().view.askMend(room.now());
    },
    view: (message) => seatOf().view.setAspect(message.aspectMille / 1000, room.now()),
    away: (message) => (message.isAway ? room.goAway(seatOf()) : room.comeBack(seatOf())),
    askPing: (message) => room.tellPing(seatOf(), message.playerId),
    setBack: (message) => {
      const { part } = seatOf();
      if (part.kind !== 'watching') room.inputs.setBack(part.playerId, message.tick);
    },
    ended: (code, reason) => room.ended(seatOf(), sessionOf(), code, reason),
  };
}

function echo({ view }: Seat, tick: number, earlyMs: number): void {
  view.inputTick = tick;
  view.inputEarlyMs = Math.max(-MAX_EARLY_MS, Math.min(MAX_EARLY_MS, earlyMs)) | 0;
}

function takeAcknowledgement(room: InboxRoom, seat: Seat, tick: number): boolean {
  if (tick === 0 || seat.flow.acknowledge(tick, room.now())) return true;
  seat.session.close(CLOSE.malformed, 'acknowledges a snapshot that was never sent');
  return false;
}
