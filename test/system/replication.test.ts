// Replication, on the toy game under a seeded bad network: after every snapshot a client holds exactly what the server had.

import { type EntityTable, sameInts } from '@starfray/shared/contract';
import { at, atUint8, atUint16, createRandom, px, type RandomState, randomBelow } from '@starfray/shared/core';
import { MAX_SLOTS } from '@starfray/shared/net';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SteppedClient, Stepper } from '../support/stepper.ts';
import { mover, type ToyArena, type ToyWorld, toyGame, toyInput } from '../support/toy-game.ts';

type ToyStepper = Stepper<ToyWorld, ToyArena>;
type ToyClient = SteppedClient<ToyWorld, ToyArena>;

/** The server's tables by tick, as they were right after it. */
class Truth {
  compared = 0;
  private readonly tables = new Map<number, { ids: Uint16Array; kinds: Uint8Array; ints: Int32Array }>();
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
      this.tables.set(world.tick, { ids: ids.slice(), kinds: kinds.slice(), ints: ints.slice() });
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
  return stepper.clients.reduce((sum, { client }) => sum + client.stats.desyncs, stepper.room.counters.desyncs);
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
        expect(totalDesyncs(stepper)).toBe(0);
      }),
      { numRuns: 8, seed: 20_260 },
    ));

  it('[S8] holds for a baseline of every age', () => {
    const stepper: ToyStepper = new Stepper(toyGame, { seed: 5 });
    const truth = new Truth(stepper);
    const random = createRandom(9);
    const watcher = stepper.join();
    for (let i = 0; i < 6; i += 1) stepper.join({ fly: steerAtRandom(random) });
    stepper.run(2000, truth.check);
    const ages = new Set<number>();
    let last = 0;
    for (let i = 0; i < 20; i += 1) {
      // The room skips a client whose acknowledgements do not come, for as long as this.
      watcher.pair?.stall('b', stepper.nowMs + 200 + i * 45);
      stepper.run(2000, () => {
        truth.check();
        const tick = watcher.client.held?.tick ?? 0;
        if (tick !== last && last !== 0) ages.add(tick - last);
        last = tick;
      });
    }
    expect(Math.max(...ages)).toBeGreaterThan(16);
    expect([...ages].filter((age) => age > 2 && age <= 16).length).toBeGreaterThanOrEqual(3);
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

describe('healing', () => {
  it('[S9] a planted divergence is found by the checksum within about a second, and mended by one full snapshot', () => {
    const stepper: ToyStepper = new Stepper(toyGame, { seed: 2 });
    const { client } = stepper.join();
    stepper.join();
    stepper.run(3000);
    const { held } = client;
    if (held === undefined) throw new Error('not in');
    held.ints[held.base(held.focus)] = at(held.ints, held.base(held.focus)) ^ 1;
    stepper.run(1500);
    expect(client.stats.desyncs).toBe(1);
    expect(stepper.room.counters.desyncs).toBe(1);
    const slot = toyGame.ownSlot(stepper.room.world, client.playerId);
    const { entities } = stepper.room.world;
    stepper.run(100);
    expect(sameInts(held.ints, held.base(held.focus), entities.ints, entities.base(slot), mover.width)).toBe(true);
    stepper.run(5000);
    expect(client.stats.desyncs).toBe(1);
  });

  it('[S9] mends at most once a second', () => {
    const stepper: ToyStepper = new Stepper(toyGame, { seed: 2 });
    const { client } = stepper.join();
    stepper.run(2000);
    let full = 0;
    let before = client.held?.keys[0];
    stepper.run(5000, () => {
      const { held } = client;
      if (held === undefined) return;
      // A new key in the slot: the row was entered anew, by a full snapshot.
      if (held.keys[0] !== before) full += 1;
      before = held.keys[0];
      held.ints[held.base(held.focus)] = at(held.ints, held.base(held.focus)) + 1;
    });
    expect(full).toBeGreaterThanOrEqual(2);
    expect(full).toBeLessThanOrEqual(6);
  });
});
