import { type Command, EventQueue, InputTable } from '@starfray/shared/contract';
import { at, atUint16, randomBelow } from '@starfray/shared/core';
import { MAX_BASELINE_AGE } from '@starfray/shared/protocol';
import { dropped, stampedGame, type ToyWorld, toyGame } from '@starfray/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PlayerFacts, WorldFacts } from '../front/player-facts.ts';
import { PlayerSet } from '../front/player-set.ts';
import { PublishedTicks } from './published-ticks.ts';
import { createRoomMemory, EVENT_PLACES, type SharedRoomMemory, SLACK_TICKS, STATE, shapeOf } from './room-memory.ts';
import { PUBLICATION, TickPublisher } from './tick-publisher.ts';

const PLAYERS = 12;
const FRONT_ENDS = 2;
/** A private row that is always the same one. */
const ROW = toyGame.privateRow.view();

/** Everything is hidden from a player whose id is that of the entity, modulo 3. */
const hidingGame = {
  ...toyGame,
  isHidden: ({ entities }: ToyWorld, playerId: number, slot: number) =>
    (atUint16(entities.ids, slot) + playerId) % 3 === 0,
};

function memoryFor(game: typeof toyGame): SharedRoomMemory {
  return createRoomMemory(shapeOf(game, game.createWorld({ side: 1 }, 1).entities, PLAYERS, FRONT_ENDS));
}

/** A room of the toy game whose players come, go and steer by chance, and which publishes every tick. */
class ToyRoom {
  readonly memory: SharedRoomMemory;
  readonly world: ToyWorld;
  readonly facts: WorldFacts<ToyWorld, { readonly side: number }>;
  readonly publisher: TickPublisher<ToyWorld, { readonly side: number }>;
  readonly queue = new EventQueue(toyGame.events, 64);
  private readonly game: typeof toyGame;
  private readonly present = new PlayerSet();
  private readonly inputs = new InputTable(toyGame.input);

  constructor(game: typeof toyGame, seed: number) {
    this.game = game;
    this.memory = memoryFor(game);
    this.world = game.createWorld(game.createArena(game.chooseArena(PLAYERS, seed)), seed);
    this.facts = new WorldFacts(game, this.world, this.present);
    this.publisher = new TickPublisher(this.memory, game, this.world, this.facts);
  }

  step(): void {
    const { world, present, inputs, queue } = this;
    const commands: Command[] = [];
    const playerId = 1 + randomBelow(world.random, PLAYERS);
    if (randomBelow(world.random, 4) === 0) {
      if (present.has(playerId)) commands.push({ kind: 'leave', playerId, isDismissed: false });
      else commands.push({ kind: 'join', playerId, score: 0 });
    }
    for (let id = 1; id <= PLAYERS; id += 1)
      inputs.ints.set([randomBelow(world.random, 3) - 1, 1, randomBelow(world.random, 2)], inputs.base(id));
    queue.clear();
    this.game.step(world, commands, inputs, queue);
    for (const { kind } of commands) kind === 'join' ? present.add(playerId) : present.remove(playerId);
    this.publisher.controlCounts.fill(world.tick * 3);
    this.publisher.publish(queue, world.tick * 16.5);
  }
}

function answersOf(facts: PlayerFacts, slotEnd: number): unknown {
  const of = (playerId: number) => {
    const place = { x: 1, y: 1 };
    facts.attention(playerId, place);
    const slot = facts.ownSlot(playerId);
    const { ints, base } = playerId > 0 && slot >= 0 ? facts.privateRow(playerId) : { ints: Int32Array.of(0), base: 0 };
    const hidden = Array.from({ length: slotEnd }, (_, i) => facts.isHidden(playerId, i));
    return { place, slot, fuel: at(ints, base), hidden, score: facts.score(playerId), isIn: facts.isInWorld(playerId) };
  };
  const present = [...facts.present.ids.subarray(0, facts.present.count)].sort((a, b) => a - b);
  // Of one who is not in the world nothing is asked but these.
  const inWorld = Array.from({ length: PLAYERS + 1 }, (_, id) => [facts.isInWorld(id), id > 0 ? facts.ownSlot(id) : 0]);
  return { hides: facts.hides, present, inWorld, spectator: { ...of(0), score: 0 }, players: present.map(of) };
}

describe.each([
  ['hides nothing', toyGame],
  ['hides some', hidingGame],
])('a room that %s', (_what, game) => {
  it('[TH1] [TH2] is read by another thread as it is', () => {
    for (let seed = 1; seed <= 3; seed += 1) {
      const room = new ToyRoom(game, seed);
      const reader = new PublishedTicks(structuredClone(room.memory), game.events);
      const rows: { ids: number[]; ints: number[] }[] = [];
      for (let tick = 1; tick <= 120; tick += 1) {
        room.step();
        const { entities } = room.world;
        const { count, slotEnd } = entities;
        rows[tick] = { ids: [...entities.ids.slice(0, slotEnd)], ints: [...entities.ints.slice(0, slotEnd * 5)] };
        expect([reader.newest, reader.begin(tick), reader.isWhole()]).toEqual([tick, true, true]);
        const { table } = reader;
        expect([table.count, table.slotEnd, table.base(2)]).toEqual([count, slotEnd, entities.base(2)]);
        expect(table.order.slice(0, count)).toEqual(entities.order.slice(0, count));
        expect(table.kinds.slice(0, slotEnd)).toEqual(entities.kinds.slice(0, slotEnd));
        expect([...table.ints.slice(0, slotEnd * 5)]).toEqual(rows[tick]?.ints);
        const age = Math.min(tick - 1, MAX_BASELINE_AGE);
        const past = reader.history.at(tick - age);
        expect([...past.ids.slice(0, rows[tick - age]?.ids.length)]).toEqual(rows[tick - age]?.ids);
        expect([...past.ints.slice(0, rows[tick - age]?.ints.length)]).toEqual(rows[tick - age]?.ints);
        expect(answersOf(reader.players, slotEnd)).toEqual(answersOf(room.facts, slotEnd));
        expect([reader.nextDueMs, reader.controlCount(0), reader.controlCount(1)]).toEqual([
          tick * 16.5,
          tick * 3,
          tick * 3,
        ]);
      }
      expect(answersOf(reader.players, 1)).not.toEqual(answersOf(new ToyRoom(game, seed).facts, 1));
    }
  });
});

/** A room whose ticks are to be recognized by any of their integers. */
function stampedRoom(game = stampedGame) {
  const memory = memoryFor(game);
  const world = game.createWorld({ side: 1 }, 1);
  const present = new PlayerSet();
  for (const playerId of [1, 2, 5]) present.add(playerId);
  const queue = new EventQueue(stampedGame.events, 64);
  const inputs = new InputTable(stampedGame.input);
  const publisher = new TickPublisher(memory, game, world, new WorldFacts(game, world, present));
  const publish = (before?: Before) => {
    stampedGame.step(world, [], inputs, queue);
    publisher.controlCounts.fill(world.tick);
    publisher.publish(queue, world.tick, before);
  };
  return { memory, world, publish };
}

/** All integers that a reader sees of its tick, less the tick; and of a baseline, less its tick. */
function deviations(reader: PublishedTicks, tick: number): number[] {
  const { players, table, history } = reader;
  const place = { x: 0, y: 0 };
  players.attention(5, place);
  const own = players.privateRow(2);
  const age = Math.min(MAX_BASELINE_AGE, tick - 1);
  const values = [place.x, place.y, players.score(1), at(own.ints, own.base), reader.nextDueMs, reader.controlCount(1)];
  for (const i of [0, 7, 8 * table.stride - 1])
    values.push(at(table.ints, i), at(history.at(tick - age).ints, i) + age);
  values.push(tick - (tick % 8) + players.ownSlot(1));
  values.push(tick + (players.isHidden(1, 4) === (tick + 5) % 2 < 1 ? 0 : 1));
  return values.filter((value) => value !== tick);
}

type Before = (part: (typeof PUBLICATION)[number]) => void;
type Schedule = readonly (readonly (readonly [place: number, back: number | undefined])[])[];

/** Publishes, and acts before the parts that the schedule names. */
function run(schedule: Schedule, publish: (before: Before) => void, act: (back: number | undefined) => void): void {
  for (const acts of schedule) {
    publish((name) => {
      for (const [place, back] of acts) if (PUBLICATION[place] === name) act(back);
    });
  }
}

describe('a tick', () => {
  // The publications, and within each what the reader does before which of its parts: it turns to a tick so far back, or looks.
  const part = fc.nat(PUBLICATION.length - 1);
  const act = fc.tuple(part, fc.option(fc.nat(SLACK_TICKS + 4), { nil: undefined, freq: 2 }));
  const publications = fc.array(fc.array(act, { maxLength: 3 }), { minLength: 20, maxLength: 90 });

  it('[TH2] [TH3] that is still whole was read as it is, wherever its reader and the next ticks stood', () => {
    let looks = 0;
    fc.assert(
      fc.property(publications, (schedule) => {
        const { memory, publish } = stampedRoom();
        const reader = new PublishedTicks(memory, stampedGame.events);
        let tick = 0;
        const look = () => {
          if (tick === 0) return;
          const found = deviations(reader, tick);
          expect(reader.isWhole()).toBe(reader.newest - tick <= SLACK_TICKS);
          if (!reader.isWhole()) return;
          looks += 1;
          expect(found).toEqual([]);
        };
        run(schedule, publish, (back) => {
          const { newest } = reader;
          if (back !== undefined && newest > back) {
            tick = back <= SLACK_TICKS ? newest - back : 0;
            expect(reader.begin(newest - back)).toBe(tick > 0);
          }
          look();
        });
      }),
      { numRuns: 60 },
    );
    expect(looks).toBeGreaterThan(500);
  });

  it('[TH4] brings its events to each reader once, in order, wherever reader and writer stood', () => {
    let recorded = 0;
    fc.assert(
      fc.property(publications, fc.boolean(), (schedule, isNearTheEnd) => {
        const { memory, publish } = stampedRoom();
        // The count of events wraps around.
        if (isNearTheEnd) new Int32Array(memory.state)[STATE.eventEnd] = 0x7fff_ffff - 20;
        const reader = new PublishedTicks(memory, stampedGame.events);
        const seen: number[] = [];
        const into = {
          record: (tick: number, queue: EventQueue) => {
            for (let i = 0; i < queue.count; i += 1) {
              expect(queue.kindOf(i)).toBe(dropped);
              seen.push(tick, ...queue.ints.subarray(queue.base(i), queue.base(i) + 2));
            }
          },
        };
        run(schedule, publish, (back = 0) => {
          if (reader.newest > back && reader.begin(reader.newest - back)) reader.recordEvents(into);
        });
        reader.begin(reader.newest);
        reader.recordEvents(into);
        const all = Array.from({ length: reader.newest }, (_, i) => i + 1).flatMap((tick) =>
          Array.from({ length: tick % 8 }, (_, i) => [tick, tick, i]).flat(),
        );
        expect(seen).toEqual(all);
        expect(reader.lostEvents).toBe(0);
        recorded += seen.length;
      }),
      { numRuns: 30 },
    );
    expect(recorded).toBeGreaterThan(1000);
  });

  it('[TH4] counts the events that a reader came too late for, and never gives others for them', () => {
    const { memory, publish, world } = stampedRoom();
    const reader = new PublishedTicks(memory, stampedGame.events);
    while (world.tick < EVENT_PLACES / 3) publish();
    const seen: number[] = [];
    let last = 0;
    reader.begin(reader.newest);
    reader.recordEvents({
      record: (tick, queue) => {
        expect(tick).toBeGreaterThan(last);
        last = tick;
        for (let i = 0; i < queue.count; i += 1) seen.push(at(queue.ints, queue.base(i)) - tick);
      },
    });
    const total = Array.from({ length: world.tick }, (_, i) => (i + 1) % 8).reduce((sum, count) => sum + count, 0);
    expect(reader.lostEvents).toBeGreaterThan(0);
    expect(seen.length + reader.lostEvents).toBe(total);
    expect(seen.length).toBeGreaterThan(EVENT_PLACES / 2);
    expect(new Set(seen)).toEqual(new Set([0]));
  });

  it('[TH2] is not there before it is published, and not any more once others took its place', () => {
    const { memory, publish, world } = stampedRoom();
    const reader = new PublishedTicks(memory, stampedGame.events);
    expect(reader.newest).toBe(0);
    while (world.tick < 100) publish();
    expect([101, 100, 100 - SLACK_TICKS, 99 - SLACK_TICKS].map((tick) => reader.begin(tick))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('[TH2] leaves nothing on the heap, published or read', () => {
    const { memory, publish } = stampedRoom({ ...stampedGame, ownPrivateRow: () => ROW });
    const reader = new PublishedTicks(memory, stampedGame.events);
    const place = { x: 0, y: 0 };
    const into = { record: () => undefined };
    const run = () => {
      const before = process.memoryUsage().heapUsed;
      for (let i = 0; i < 1000; i += 1) {
        publish();
        reader.begin(reader.newest);
        reader.recordEvents(into);
        reader.players.attention(5, place);
        reader.players.privateRow(2);
        reader.isWhole();
      }
      return (process.memoryUsage().heapUsed - before) / 1000;
    };
    // The least of several: the first ones are compiled meanwhile.
    expect(Math.min(...Array.from({ length: 12 }, run))).toBeLessThan(16);
  });
});
