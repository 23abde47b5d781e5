// One room in the thread of a front end: its FrontRoom, run on whole ticks of the simulation as they are published.

import type { Game, World } from '@starfray/shared/contract';
import { CLOSE, type Codec, type Protocol } from '@starfray/shared/protocol';
import { FrontRoom } from '../front/front-room.ts';
import { PlayerStats } from '../front/player-stats.ts';
import type { SimPort } from '../front/ports.ts';
import { Traffic } from '../front/traffic.ts';
import { LineJitter } from '../input/line-jitter.ts';
import { ViewLagLimiter } from '../input/view-lag-limiter.ts';
import { InputRingWriter } from '../shared/input-ring.ts';
import { PublishedTicks } from '../shared/published-ticks.ts';
import { NO_TIMER } from '../time/stage-timer.ts';
import type { RoomSetup } from './messages.ts';

/** A front end that is behind runs so many ticks in order; beyond that it skips to the newest. */
const MAX_CATCH_UP_TICKS = 4;

export interface ThreadRoomDeps<W extends World, A> {
  readonly game: Game<W, A>;
  readonly codec: Codec;
  readonly protocol: Protocol;
  /** Milliseconds of the simulation's clock. */
  readonly now: () => number;
  readonly frontEnd: number;
  readonly setup: RoomSetup;
  /** Handles the messages that the simulation posted before its count was this. */
  readonly takeMessages: (count: number) => void;
  readonly ended: (client: number, code: number, reason: string) => void;
}

export class ThreadRoom<W extends World, A> {
  readonly front: FrontRoom<W, A>;
  private readonly deps: ThreadRoomDeps<W, A>;
  private readonly ticks: PublishedTicks;
  private readonly traffic: Traffic;
  private lastTick: number;

  constructor(deps: ThreadRoomDeps<W, A>) {
    const { game, codec, protocol, now, setup, ended } = deps;
    const { ticksPerSecond, ticksPerFrame } = game.rates;
    this.deps = deps;
    this.ticks = new PublishedTicks(setup.ticks, game.events);
    this.traffic = new Traffic(setup.traffic);
    this.lastTick = this.ticks.newest;
    const { ticks, traffic } = this;
    const tickMs = 1000 / ticksPerSecond;
    const jitter = new LineJitter(tickMs, new Int32Array(setup.jitter));
    this.front = new FrontRoom({
      ...{ game, codec, protocol, now, traffic },
      arena: game.createArena(game.arenaOptions.view(Int32Array.from(setup.arenaValues))),
      arenaValues: setup.arenaValues,
      roomId: setup.id,
      rows: ticks.table,
      history: ticks.history,
      facts: ticks.players,
      clock: {
        tick: () => Math.max(setup.tick, ticks.newest),
        dueMs: (tick) => {
          const last = ticks.tick > setup.tick ? ticks : setup;
          return last.nextDueMs + (tick - last.tick - 1) * tickMs;
        },
      },
      viewLag: new ViewLagLimiter(tickMs, ticksPerFrame, jitter),
      stats: new PlayerStats(new Int32Array(setup.pings), new Float64Array(setup.sums)),
      sim: this.createPort(new InputRingWriter(setup.ring), ended),
      timer: NO_TIMER,
      isWhole: () => ticks.isWhole(),
    });
  }

  /** Runs the ticks that were published since the last call. */
  catchUp(): void {
    const { newest } = this.ticks;
    if (newest - this.lastTick > MAX_CATCH_UP_TICKS) this.lastTick = newest - 1;
    while (this.lastTick < newest) {
      this.lastTick += 1;
      this.run(this.lastTick);
    }
  }

  private run(tick: number): void {
    const { ticks, front } = this;
    if (!ticks.begin(tick)) return;
    // They name the players of this tick, and give clients their seats.
    this.deps.takeMessages(ticks.controlCount(this.deps.frontEnd));
    try {
      ticks.recordEvents(front.events);
      const nowMs = this.deps.now();
      front.runTick(tick, nowMs, ticks.table);
      front.settle(tick, nowMs);
    } catch (error) {
      // What is of several ticks may be anything.
      if (ticks.isWhole()) throw error;
    }
    if (!ticks.isWhole()) front.mendAll();
  }

  private createPort(ring: InputRingWriter, ended: SimPort['ended']): SimPort {
    // What must not be lost: a client that was not heard does not go on as if it had been.
    const unheard = (client: number): void =>
      this.front.close(client, CLOSE.roomFailed, 'The server cannot keep up with what it is sent.', 1000);
    return {
      input: (client, playerId, tick, controls, seen, earlyMs) => {
        if (!ring.input(client, playerId, tick, seen, earlyMs, controls)) this.traffic.noteLostInput();
      },
      setBack: (client, playerId, tick) => {
        if (!ring.setBack(client, playerId, tick)) unheard(client);
      },
      away: (client) => {
        if (!ring.away(client)) unheard(client);
      },
      back: (client) => {
        if (!ring.back(client)) unheard(client);
      },
      ended,
    };
  }
}
