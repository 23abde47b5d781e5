// The scene as a game for Starfray's engine: movers that go straight under a heading, and nothing else.

import {
  defineEntity,
  defineInput,
  definePrivate,
  defineRow,
  EntityTable,
  type Game,
  identify,
  int,
  player,
  type RowPlace,
  smooth,
} from '@starfray/shared/contract';
import {
  at,
  clamp,
  createRandom,
  HASH_START,
  mix,
  px,
  type RandomState,
  randomBelow,
  UNITS_PER_PX,
} from '@starfray/shared/core';
import {
  HALT,
  placeName,
  STEPS,
  STEPS_PER_PX,
  sidePx,
  TICKS_PER_SECOND,
  VIEW_HEIGHT_PX,
  VIEW_WIDTH_PX,
} from './scene.ts';
import type { Truth } from './server-report.ts';

export const VERSION = 'bench';
export const BENCH_IDENTITY = identify({ name: 'bench' });
const GRAIN = UNITS_PER_PX / STEPS_PER_PX;
const MAX_SIDE = px(20_000);
const MAX_SPEED = px(32);

interface BenchArena {
  readonly side: number;
}

const mover = defineEntity({
  name: 'mover',
  fields: {
    vx: smooth(-MAX_SPEED, MAX_SPEED, GRAIN),
    vy: smooth(-MAX_SPEED, MAX_SPEED, GRAIN),
    x: smooth(0, MAX_SIDE, GRAIN),
    y: smooth(0, MAX_SIDE, GRAIN),
    player: player(),
  },
  interest: { rank: 0, most: 96 },
  predict(row, _tick, arena: BenchArena) {
    go(row, arena);
    return true;
  },
});
type MoverRow = ReturnType<typeof mover.view>;
const nothing = definePrivate({ name: 'nothing', fields: { spare: int(0, 1) }, predict: () => undefined });
export const benchInput = defineInput({ heading: int(0, HALT) }, { heading: 0 });
type HeadingRow = ReturnType<typeof benchInput.view>;
const options = defineRow('arena', { side: int(1, MAX_SIDE) });

export interface BenchWorld {
  tick: number;
  readonly entities: EntityTable;
  readonly arena: BenchArena;
  readonly random: RandomState;
  readonly slots: Int32Array;
  readonly roster: number[];
}

function go(row: MoverRow, arena: BenchArena): void {
  row.x = clamp(row.x + row.vx, 0, arena.side);
  row.y = clamp(row.y + row.vy, 0, arena.side);
}

function steer(row: MoverRow, { heading }: HeadingRow, arena: BenchArena): void {
  const step = STEPS[heading];
  row.vx = (step?.[0] ?? 0) * GRAIN;
  row.vy = (step?.[1] ?? 0) * GRAIN;
  go(row, arena);
}

/** The place of a mover whose row begins at `base`. */
export function placeAt(ints: Int32Array, base: number): string {
  return placeName(at(ints, base + mover.xColumn) / GRAIN, at(ints, base + mover.yColumn) / GRAIN);
}

/** Where everybody is in a world, and what each has in its exact view. */
export function truthOf({ entities, roster, slots }: BenchWorld): Truth {
  const bases = roster.map((playerId) => entities.base(slots[playerId] ?? 0));
  const isNear = (a: number, b: number, column: number, reachPx: number) =>
    Math.abs(at(entities.ints, a + column) - at(entities.ints, b + column)) <= px(reachPx);
  const views = bases.map((base) =>
    bases
      .filter(
        (other) =>
          isNear(base, other, mover.xColumn, VIEW_WIDTH_PX / 2) &&
          isNear(base, other, mover.yColumn, VIEW_HEIGHT_PX / 2),
      )
      .map((other) => placeAt(entities.ints, other)),
  );
  return { places: bases.map((base) => placeAt(entities.ints, base)), views };
}

/** The game in a square for so many. */
export function createBenchGame(players: number): Game<BenchWorld, BenchArena> {
  const input = benchInput.view();
  const body = mover.view();
  const own = nothing.view();
  const enter = (world: BenchWorld, playerId: number): void => {
    const slot = world.entities.spawn(mover, world.tick);
    const row = mover.view(world.entities.ints, world.entities.base(slot));
    row.x = randomBelow(world.random, world.arena.side / GRAIN) * GRAIN;
    row.y = randomBelow(world.random, world.arena.side / GRAIN) * GRAIN;
    row.player = playerId;
    world.slots[playerId] = slot;
    world.roster.push(playerId);
  };
  const game: Game<BenchWorld, BenchArena> = {
    identity: BENCH_IDENTITY,
    version: '1',
    rates: { ticksPerSecond: TICKS_PER_SECOND, ticksPerFrame: 1 },
    viewSize: { area: px(VIEW_WIDTH_PX) * px(VIEW_HEIGHT_PX), margin: 0 },
    entities: [mover],
    privateRow: nothing,
    input: benchInput,
    events: [],
    arenaOptions: options,
    chooseArena: () => options.view(Int32Array.of(px(sidePx(players)))),
    createArena: (row: RowPlace) => ({ side: at(row.ints, row.base) }),
    side: (arena) => arena.side,
    createWorld: (arena, seed) => ({
      tick: 0,
      entities: new EntityTable([mover], 4096),
      arena,
      random: createRandom(seed),
      slots: new Int32Array(4096).fill(-1),
      roster: [],
    }),
    step(world, commands, inputs) {
      world.tick += 1;
      for (const { kind, playerId } of commands) {
        if (kind === 'join') enter(world, playerId);
        else {
          world.entities.remove(world.slots[playerId] ?? -1, world.tick);
          world.slots[playerId] = -1;
          world.roster.splice(world.roster.indexOf(playerId), 1);
        }
      }
      body.ints = world.entities.ints;
      input.ints = inputs.ints;
      for (let i = 0; i < world.roster.length; i += 1) {
        const playerId = world.roster[i] ?? 0;
        body.base = world.entities.base(world.slots[playerId] ?? 0);
        input.base = inputs.base(playerId);
        steer(body, input, world.arena);
      }
    },
    ownSlot: (world, playerId) => world.slots[playerId] ?? -1,
    ownPrivateRow: () => own,
    attention(world, playerId, out) {
      const slot = world.slots[playerId] ?? -1;
      if (slot < 0) return;
      const base = world.entities.base(slot);
      out.x = at(world.entities.ints, base + mover.xColumn);
      out.y = at(world.entities.ints, base + mover.yColumn);
    },
    score: () => 0,
    predictOwn: (row: MoverRow, _own, heading: HeadingRow, _tick, arena) => steer(row, heading, arena),
    hash: (world) => mix(HASH_START, world.tick),
    fingerprint: () => HASH_START,
  };
  return game;
}
