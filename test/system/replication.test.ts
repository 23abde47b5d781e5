// Replication, on the toy game under a seeded bad network: after every snapshot a client holds exactly what the server had.

import { type EntityTable, sameInts } from '@starfray/shared/contract';
import { atUint8, atUint16, createRandom, px, type RandomState, randomBelow } from '@starfray/shared/core';
import { MAX_SLOTS } from '@starfray/shared/protocol';
import {
  mover,
  SnapshotLog,
  type SteppedClient,
  Stepper,
  type ToyArena,
  type ToyWorld,
  tank,
  toyGame,
  toyInput,
} from '@starfray/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

type ToyStepper = Stepper<ToyWorld, ToyArena>;
type ToyClient = SteppedClient<ToyWorld, ToyArena>;

interface Table {
  readonly ids: Uint16Array;
  readonly kinds: Uint8Array;
  readonly ints: Int32Array;
  /** By player: the slot and the private row. */
  readonly own: ReadonlyMap<number, { readonly slot: number; readonly fuel: number }>;
}

/** The server's tables by tick, as they were right after it. */
class Truth {
  compared = 0;
  comparedPrivate = 0;
  private readonly tables = new Map<number, Table>();
  private readonly seenTicks = new Map<ToyClient, number>();
  private readonly stepper: ToyStepper;

  constructor(stepper: ToyStepper) {
    this.stepper = stepper;
  }

  /** To be called after every small step: compares each client that applied a snapshot since. */
  readonly check = (): void => {
    const { world } = this.stepper.room;
    if (!this.tables.has(world.tick)) {
      const { ids, kinds, ints } = world.entities;
      const own = Array.from(
        world.slots,
        ([playerId, slot]) => [playerId, { slot, fuel: world.tanks.get(playerId)?.fuel ?? -1 }] as const,
      );
      this.tables.set(world.tick, { ids: ids.slice(), kinds: kinds.slice(), ints: ints.slice(), own: new Map(own) });
      this.tables.delete(world.tick - 400);
    }
    for (const client of this.stepper.clients) this.compare(client, world.entities);
  };

  private compare(stepped: ToyClient, table: EntityTable): void {
    const { held } = stepped.client;
    if (held === undefined || held.tick === 0 || this.seenTicks.get(stepped) === held.tick) return;
    this.seenTicks.set(stepped, held.tick);
    const truth = this.tables.get(held.tick);
    if (truth === undefined) throw new Error(`no truth for tick ${held.tick}`);
    for (let slot = 0; slot < MAX_SLOTS; slot += 1) {
      const id = atUint16(held.ids, slot);
      if (id === 0) continue;
      const place = truth.ids.indexOf(id);
      expect(place, `entity ${id} lives`).toBeGreaterThanOrEqual(0);
      expect(atUint8(truth.kinds, place)).toBe(atUint8(held.kinds, slot));
      const isSame = sameInts(held.ints, held.base(slot), truth.ints, table.base(place), held.kindOf(slot).width);
      expect(isSame, `entity ${id} at tick ${held.tick}`).toBe(true);
      this.compared += 1;
    }
    this.comparePrivate(stepped, truth);
  }

  // One's own entity is always held, and with it the private row; nobody else's ever is.
  private comparePrivate({ client }: ToyClient, truth: Table): void {
    const { held, playerId } = client;
    const own = truth.own.get(playerId);
    if (held === undefined) return;
    expect(held.hasPrivate).toBe(own !== undefined);
    if (own === undefined) return;
    expect(atUint16(held.ids, held.focus)).toBe(atUint16(truth.ids, own.slot));
    expect(tank.view(held.privateInts).fuel).toBe(own.fuel);
    this.comparedPrivate += 1;
  }
}

function steerAtRandom(random: RandomState, drops = true) {
  return (input: { ints: Int32Array }): void => {
    if (randomBelow(random, 40) !== 0) return;
    const row = toyInput.view(input.ints, 0);
    row.x = randomBelow(random, 3) - 1;
    row.y = randomBelow(random, 3) - 1;
    row.drop = drops && randomBelow(random, 3) === 0 ? 1 : 0;
  };
}

const KINDS = ['human', 'bot', 'spectator'] as const;

/** One thing happens: somebody comes, goes, stalls for a while, hides or returns. */
function disturb(stepper: ToyStepper, random: RandomState): void {
  const client = stepper.clients[randomBelow(random, stepper.clients.length)];
  const choice = randomBelow(random, 8);
  if (client === undefined || (choice === 0 && stepper.clients.length < 12)) {
    const conditions = { latencyMs: randomBelow(random, 120), jitterMs: randomBelow(random, 40) };
    stepper.join({
      conditions,
      kind: KINDS[randomBelow(random, 3)] ?? 'human',
      fly: steerAtRandom(random),
      snapshots: randomBelow(random, 5) === 0 ? 'full' : 'delta',
    });
  } else if (choice === 1) client.pair?.cut();
  else if (choice < 5)
    client.pair?.stall(randomBelow(random, 2) === 0 ? 'a' : 'b', stepper.nowMs + randomBelow(random, 700));
  else if (choice === 5) client.client.setHidden(true);
  else if (choice === 6) client.client.setHidden(false);
}

function totalDesyncs(stepper: ToyStepper): number {
  return stepper.clients.reduce((sum, { client }) => sum + client.stats.desyncs, stepper.room.traffic.desyncs);
}

describe('replication', () => {
  it('[S8] what a client holds is what the server had at that tick, through joins, leaves, stalls and skips of every age', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const random = createRandom(seed);
        const stepper: ToyStepper = new Stepper(toyGame, { seed });
        const truth = new Truth(stepper);
        for (let i = 0; i < 4; i += 1) stepper.join({ fly: steerAtRandom(random) });
        for (let i = 0; i < 60; i += 1) {
          stepper.run(50 + randomBelow(random, 150), truth.check);
          disturb(stepper, random);
        }
        expect(truth.compared).toBeGreaterThan(500);
        expect(truth.comparedPrivate).toBeGreaterThan(100);
        expect(totalDesyncs(stepper)).toBe(0);
      }),
      { numRuns: 8, seed: 20_260 },
    ));

  it('[S8] holds for a baseline of every age', () => {
    const stepper: ToyStepper = new Stepper(toyGame, { seed: 5 });
    const truth = new Truth(stepper);
    const random = createRandom(9);
    const log = new SnapshotLog(toyGame);
    const watcher = stepper.join({ log });
    for (let i = 0; i < 6; i += 1) stepper.join({ fly: steerAtRandom(random) });
    stepper.run(2000, truth.check);
    for (let stallMs = 250; stallMs < 700; stallMs += 12) {
      // The room skips a client whose acknowledgements do not come, for as long as this.
      watcher.pair?.stall('b', stepper.nowMs + stallMs);
      stepper.run(stallMs + 300, truth.check);
    }
    const ages = new Set(log.snapshots.map(({ age }) => age));
    expect([...ages].sort((a, b) => a - b)).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16]);
    const gaps = log.snapshots.slice(1).map(({ tick }, i) => tick - (log.snapshots[i]?.tick ?? 0));
    expect(Math.max(...gaps)).toBeGreaterThan(16);
    expect(totalDesyncs(stepper)).toBe(0);
  });

  it('[V2] holds all that is in view, and nothing beyond it, while there is room', () => {
    const stepper: ToyStepper = new Stepper(toyGame, { seed: 3 });
    const random = createRandom(4);
    for (let i = 0; i < 30; i += 1) stepper.join({ fly: steerAtRandom(random, false) });
    stepper.run(1000);
    let compared = 0;
    stepper.run(5000, () => {
      for (const { client } of stepper.clients) compared += compareView(stepper, client.held);
    });
    expect(compared).toBeGreaterThan(10_000);
  });
});

const HALF_WIDTH = Math.sqrt((px(1600) * px(900) * 16) / 9) / 2;
const REACH_X = HALF_WIDTH + px(200);
const REACH_Y = (px(1600) * px(900)) / (4 * HALF_WIDTH) + px(200);

/** Checks what a client holds against all that exists, if it is up to date; answers how many were looked at. */
function compareView(stepper: ToyStepper, held: ToyClient['client']['held']): number {
  const { world } = stepper.room;
  if (held === undefined || held.tick !== world.tick || held.focus < 0) return 0;
  const own = mover.view(held.ints, held.base(held.focus));
  const row = mover.view(world.entities.ints, 0);
  for (let i = 0; i < world.entities.count; i += 1) {
    const slot = atUint16(world.entities.order, i);
    row.base = world.entities.base(slot);
    const isHeld = held.ids.includes(atUint16(world.entities.ids, slot));
    const away = Math.max(Math.abs(row.x - own.x) / REACH_X, Math.abs(row.y - own.y) / REACH_Y);
    if (away < 0.999) expect(isHeld, `${world.entities.kindOf(slot).name} at ${away}`).toBe(true);
    // What is held stays until it is a tenth beyond.
    if (away > 1.101) expect(isHeld, `${world.entities.kindOf(slot).name} at ${away}`).toBe(false);
  }
  return world.entities.count;
}
