// One room full of bench pilots on memory links, run tick after tick as fast as it goes. The pilots are lean: they fly by the
// true world, acknowledge, and decode nothing; a few real headless clients check that what is sent is right.

import { NetClient } from '@starfray/client/net';
import { localJoin } from '@starfray/server/joining';
import { Room, type StageTimer } from '@starfray/server/room';
import { encodeMessage, type Game } from '@starfray/shared/contract';
import { at, atUint8, atUint16, createRandom, randomBelow } from '@starfray/shared/core';
import { createCodec, createMemoryPair, createProtocol, type MemoryPair } from '@starfray/shared/protocol';
import { createFillBot } from '@starfray/starfray/bots';
import { type Arena, input, type StarfrayWorld, ship, starfray } from '@starfray/starfray/rules';
import { choosePackedArena } from './packed-arena.ts';
import { BENCH_PILOT, type BenchPilot, createBenchPilot, flyBenchPilot, type PilotOptions } from './pilot.ts';
import { sinkLink } from './sink-link.ts';

const TICK_MS = 1000 / 60;

export interface RigOptions {
  readonly players: number;
  readonly realClients: number;
  readonly fillBots: number;
  readonly pilots: PilotOptions;
  /** Sends ships and nothing else. */
  readonly shipsOnly: boolean;
  /** Everybody in the arena of a few: all in one view. */
  readonly packed?: boolean;
  /** What is sent is looked at and dropped, without a copy or a note of its size. */
  readonly drops?: boolean;
  readonly timer?: StageTimer;
  readonly seed: number;
}

export const STANDARD_RIG = {
  realClients: 8,
  fillBots: 0,
  pilots: BENCH_PILOT,
  shipsOnly: false,
  seed: 1,
} satisfies Partial<RigOptions>;

interface LeanClient {
  readonly pair: MemoryPair;
  readonly pilot: BenchPilot;
  readonly controls: number[];
  playerId: number;
  acknowledged: number;
}

interface RealClient {
  readonly client: NetClient<StarfrayWorld, Arena>;
  readonly pilot: BenchPilot;
  pair: MemoryPair | undefined;
}

export class RoomRig {
  readonly room: Room<StarfrayWorld, Arena>;
  readonly realClients: readonly RealClient[];
  /** Sizes of the snapshots that the lean clients were sent. */
  readonly sizes: number[] = [];
  /** Time spent on what arrives from clients. */
  inboxMs = 0;
  nowMs = 1_000_000;
  private readonly lean: readonly LeanClient[];
  private readonly codec = createCodec();
  private readonly protocol = createProtocol(starfray);
  private readonly controls = input.view();
  private readonly nearest = { x: 0, y: 0 };
  private measure: (run: () => void) => void = (run) => run();
  private readonly runRoom = (): void => void this.room.advance(this.nowMs);
  private shipCount = 0;
  private readonly shipX: Int32Array;
  private readonly shipY: Int32Array;
  private readonly shipPlayer: Int32Array;

  constructor(options: RigOptions) {
    const game: Game<StarfrayWorld, Arena> = {
      ...starfray,
      ...(options.shipsOnly ? { isHidden: hidesAllButShips } : {}),
      ...(options.packed === true ? { chooseArena: choosePackedArena } : {}),
    };
    const log = () => undefined;
    this.room = new Room(
      {
        game,
        codec: this.codec,
        protocol: this.protocol,
        now: () => this.nowMs,
        log: { info: log, warn: log, error: log },
        ...(options.timer === undefined ? {} : { timer: options.timer }),
        spawnBot: (join, number) => createFillBot({ join, now: () => this.nowMs, number, seed: options.seed + number }),
      },
      {
        id: 'bench',
        capacity: options.players,
        bots: options.fillBots === 0 ? 0 : options.players,
        seed: options.seed,
      },
    );
    const leanCount = options.players - options.realClients - options.fillBots;
    this.lean = Array.from({ length: leanCount }, (_, i) => this.joinLean(options, i));
    this.realClients = Array.from({ length: options.realClients }, (_, i) => this.joinReal(options, leanCount + i));
    this.shipX = new Int32Array(this.room.world.entities.capacity);
    this.shipY = new Int32Array(this.room.world.entities.capacity);
    this.shipPlayer = new Int32Array(this.room.world.entities.capacity);
  }

  /** One tick of everything; answers the milliseconds that the room itself took for it. */
  tick(): number {
    this.nowMs += TICK_MS;
    this.gatherShips();
    this.flyLean();
    const arrivedMs = performance.now();
    for (const { pair } of this.lean) pair.pumpTo('b', this.nowMs);
    for (const { pair } of this.realClients) pair?.pumpTo('b', this.nowMs);
    const startMs = performance.now();
    this.inboxMs += startMs - arrivedMs;
    this.measure(this.runRoom);
    const tookMs = performance.now() - startMs;
    for (const { pair } of this.lean) pair.pumpTo('a', this.nowMs);
    this.flyReal();
    return tookMs;
  }

  /** One tick, and what the room's own part of it left on the heap, in bytes; negative when a collection fell into it. */
  tickAllocation(): number {
    let before = 0;
    let after = 0;
    this.measure = (run) => {
      before = process.memoryUsage().heapUsed;
      run();
      after = process.memoryUsage().heapUsed;
    };
    this.tick();
    this.measure = (run) => run();
    return after - before;
  }

  private joinLean(options: RigOptions, index: number): LeanClient {
    const pair = createMemoryPair(() => this.nowMs);
    const lean: LeanClient = {
      pair,
      pilot: createBenchPilot(options.seed * 1000 + index, options.pilots),
      controls: new Array<number>(2 * input.width).fill(0),
      playerId: index + 1,
      acknowledged: 0,
    };
    const look = (bytes: Uint8Array, start: number): boolean => {
      if (!isSnapshot(bytes, start)) return false;
      lean.acknowledged = this.room.world.tick;
      return true;
    };
    pair.a.onMessage((bytes) => {
      if (look(bytes, 0)) this.sizes.push(bytes.length);
    });
    this.room.join(
      localJoin({ kind: 'bot', snapshots: 'delta' }),
      options.drops === true ? sinkLink(pair.b, look) : pair.b,
    );
    return lean;
  }

  private joinReal(options: RigOptions, index: number): RealClient {
    const random = createRandom(index);
    const real: RealClient = {
      pilot: createBenchPilot(options.seed * 1000 + index, options.pilots),
      pair: undefined,
      client: new NetClient<StarfrayWorld, Arena>({
        game: starfray,
        draws: false,
        random: () => randomBelow(random, 1000) / 1000,
        connect: () => {
          const pair = createMemoryPair(() => this.nowMs);
          real.pair = pair;
          this.room.join(localJoin({ kind: 'human', snapshots: 'delta' }), pair.b);
          return pair.a;
        },
      }),
    };
    real.client.update(this.nowMs);
    return real;
  }

  private gatherShips(): void {
    const { entities } = this.room.world;
    const view = ship.view(entities.ints, 0);
    this.shipCount = 0;
    for (let i = 0; i < entities.count; i += 1) {
      const slot = atUint16(entities.order, i);
      if (entities.kindOf(slot).name !== ship.name) continue;
      view.base = entities.base(slot);
      this.shipX[this.shipCount] = view.x;
      this.shipY[this.shipCount] = view.y;
      this.shipPlayer[this.shipCount] = view.player;
      this.shipCount += 1;
    }
  }

  private flyLean(): void {
    const { tick } = this.room.world;
    const place = tick % 2;
    for (const lean of this.lean) {
      this.findNearest(lean.playerId);
      flyBenchPilot(lean.pilot, this.nearest.x, this.nearest.y, this.controls);
      for (let i = 0; i < input.width; i += 1) lean.controls[place * input.width + i] = at(this.controls.ints, i);
      // The frame of ticks tick + 1 and tick + 2 is complete one tick before the first of them.
      if (place === 1) this.sendLean(lean, tick + 1);
    }
  }

  private sendLean(lean: LeanClient, tick: number): void {
    const { acknowledged, controls } = lean;
    lean.pair.a.send(
      this.codec.pack(encodeMessage(this.protocol.client.input, { acknowledged, tick, seenBehind: 20, controls })),
    );
  }

  private flyReal(): void {
    for (const real of this.realClients) {
      real.pair?.pumpTo('a', this.nowMs);
      this.findNearest(real.client.playerId);
      flyBenchPilot(real.pilot, this.nearest.x, this.nearest.y, this.controls);
      real.client.setInput(this.controls);
      real.client.update(this.nowMs);
      while (real.client.takeEvent() !== undefined);
    }
  }

  private findNearest(playerId: number): void {
    const { shipX, shipY, shipPlayer, nearest } = this;
    nearest.x = 0;
    nearest.y = 0;
    const own = shipPlayer.indexOf(playerId);
    if (own < 0 || own >= this.shipCount) return;
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.shipCount; i += 1) {
      if (i === own) continue;
      const dx = at(shipX, i) - at(shipX, own);
      const dy = at(shipY, i) - at(shipY, own);
      const squared = dx * dx + dy * dy;
      if (squared >= best) continue;
      best = squared;
      nearest.x = dx;
      nearest.y = dy;
    }
  }
}

// The type follows an array header of three bytes in a snapshot, and only there is it 16.
function isSnapshot(bytes: Uint8Array, start: number): boolean {
  return atUint8(bytes, start) === 0xdc && atUint8(bytes, start + 3) === 16;
}

function hidesAllButShips(world: StarfrayWorld, _playerId: number, slot: number): boolean {
  return world.entities.kindOf(slot).name !== ship.name;
}
