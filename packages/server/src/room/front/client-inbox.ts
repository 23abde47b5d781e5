// What a front end does with what one client says: each message against the client's own seat, never against anybody else's.

import { CLOSE, MAX_INPUT_LEAD_TICKS } from '@starfray/shared/protocol';
import type { SessionHandlers } from '../../session/index.ts';
import type { ViewLagLimiter } from '../input/view-lag-limiter.ts';
import type { Client } from './client.ts';
import type { SimPort } from './ports.ts';
import type { Traffic } from './traffic.ts';

/** Earliness is echoed within this: beyond, a client only needs the direction. */
const MAX_EARLY_MS = 127;

/** When the ticks of a room are. */
export interface TickClock {
  /** The last tick simulated, as far as this thread knows. */
  tick(): number;
  /** When a tick is, or was, due. */
  dueMs(tick: number): number;
}

/** What a client's messages need of its room. */
export interface InboxRoom {
  readonly now: () => number;
  readonly clock: TickClock;
  readonly viewLag: ViewLagLimiter;
  readonly traffic: Traffic;
  readonly ticksPerFrame: number;
  readonly sim: SimPort;
  tellPing(client: Client, playerId: number): void;
  comeBack(client: Client): void;
  ended(client: Client, code: number, reason: string): void;
}

/** The handlers of one client's connection; `clientOf` answers it once it is made. */
export function createInbox(room: InboxRoom, clientOf: () => Client): SessionHandlers {
  const { sim, clock, traffic, viewLag } = room;
  return {
    input: (message) => {
      const client = clientOf();
      traffic.noteInput();
      if (!takeAcknowledgement(room, client, message.acknowledged)) return;
      const { view, flow, session } = client;
      if (view.playerId === 0 || client.isAway) return;
      const { tick } = message;
      const earlyMs = Math.round(clock.dueMs(tick) - room.now());
      if (tick > clock.tick() + MAX_INPUT_LEAD_TICKS) {
        // No offence: after the server gave up time, an honest client's frames are early until it has heard of it, by this echo.
        traffic.noteFarInput();
        echo(client, tick, earlyMs);
        return;
      }
      const { acknowledgedTick } = flow;
      const seen = viewLag.bound(view.playerId, tick, acknowledgedTick, message.seenBehind, earlyMs, session.pingMs);
      if (tick <= client.newestInput) {
        session.close(CLOSE.outOfOrder, 'an input for a tick that was already sent');
        return;
      }
      client.newestInput = tick + room.ticksPerFrame - 1;
      sim.input(client.number, view.playerId, tick, message.controls, seen, earlyMs);
      echo(client, tick, earlyMs);
    },
    acknowledge: (message) => {
      takeAcknowledgement(room, clientOf(), message.acknowledged);
    },
    desync: () => {
      traffic.noteDesync();
      clientOf().view.askMend(room.now());
    },
    view: (message) => clientOf().view.setAspect(message.aspectMille / 1000, room.now()),
    away: (message) => {
      const client = clientOf();
      if (client.isAway === message.isAway) return;
      client.isAway = message.isAway;
      if (message.isAway) sim.away(client.number);
      else room.comeBack(client);
    },
    askPing: (message) => room.tellPing(clientOf(), message.playerId),
    setBack: (message) => {
      const client = clientOf();
      const { playerId } = client.view;
      if (playerId === 0) return;
      client.newestInput = Math.min(client.newestInput, message.tick - 1);
      sim.setBack(client.number, playerId, message.tick);
    },
    ended: (code, reason) => room.ended(clientOf(), code, reason),
  };
}

function echo({ view }: Client, tick: number, earlyMs: number): void {
  view.inputTick = tick;
  view.inputEarlyMs = Math.max(-MAX_EARLY_MS, Math.min(MAX_EARLY_MS, earlyMs)) | 0;
}

function takeAcknowledgement(room: InboxRoom, client: Client, tick: number): boolean {
  if (tick === 0 || client.flow.acknowledge(tick, room.now())) return true;
  client.session.close(CLOSE.malformed, 'acknowledges a snapshot that was never sent');
  return false;
}
