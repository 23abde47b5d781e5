// The immutable part of a world: its size and its rocks, the same integers on both ends from the public options alone.

import { defineRow, int, type Row } from '@starfray/shared/contract';
import {
  at,
  clamp,
  createRandom,
  divide,
  px,
  type RandomState,
  randomBelow,
  randomBetween,
  UNITS_PER_PX,
} from '@starfray/shared/core';
import { PAD_AREA_PX, PAD_CLEARANCE, PAD_GAP } from './arsenal/tuning.ts';
import { isNearBase } from './modes/bases.ts';
import { FRAY, factsOf, MODE_FACTS } from './modes/facts.ts';
import {
  ENTITIES_PER_PLAYER,
  MAX_ENTITIES,
  MAX_PLAYERS,
  MAX_ROCK_RADIUS,
  MAX_SIDE,
  MIN_ROCK_RADIUS,
  MIN_SIDE,
  MODE_ENTITIES,
  ROCK_AREA_PX,
  ROCK_GAP,
  SHARD_AREA_PX,
  SHARD_CROWD_RATIO,
  SHIP_RADIUS,
  SIDE_PER_ROOT_PLAYER_PX,
  SIDE_STEP_PX,
} from './tuning.ts';

/** Cells of 128 px: most hold no rock, and a lookup there reads two integers. */
const CELL_SHIFT = 15;
const TRIES_PER_ROCK = 20;
/** Pads have a sequence of their own: rocks lie where they would without them. */
const PAD_SEED = 0x9ad5;

const optionFields = {
  mapSeed: int(-0x80000000, 0x7fffffff),
  side: int(MIN_SIDE, MAX_SIDE),
  players: int(1, MAX_PLAYERS),
  /** Index into MODE_FACTS. */
  mode: int(0, MODE_FACTS.length - 1),
};

/** The public values from which both ends build the arena. */
export const arenaOptions = defineRow('arena', optionFields);
export type ArenaOptions = Row<typeof optionFields>;

export interface Arena {
  readonly side: number;
  readonly players: number;
  /** Index into MODE_FACTS. */
  readonly mode: number;
  readonly rockCount: number;
  /** Centres and radii of the rocks, in position units. */
  readonly rockX: Int32Array;
  readonly rockY: Int32Array;
  readonly rockRadius: Int32Array;
  /** The rocks that a ship in a cell could touch: `cellRocks` from `cellStarts[cell]` to `cellStarts[cell + 1]`. */
  readonly columns: number;
  readonly cellStarts: Int32Array;
  readonly cellRocks: Int32Array;
  /** Where crates grow: whole pixels. */
  readonly padCount: number;
  readonly padX: Int32Array;
  readonly padY: Int32Array;
  /** Shards that grow, and the most there may be with what wrecks shed. */
  readonly shardTarget: number;
  readonly shardMost: number;
  readonly entityMost: number;
}

/** The options of an arena of a mode for so many players: its side grows with their root, so that its crowd stays the same. */
export function chooseArena(capacity: number, mapSeed: number, mode = FRAY): ArenaOptions {
  const options = arenaOptions.view();
  const players = clamp(capacity, 1, MAX_PLAYERS);
  const sidePx =
    Math.round((Math.sqrt(players * factsOf(mode).roominess) * SIDE_PER_ROOT_PLAYER_PX) / SIDE_STEP_PX) * SIDE_STEP_PX;
  options.mapSeed = mapSeed | 0;
  options.side = clamp(px(sidePx), MIN_SIDE, MAX_SIDE);
  options.players = players;
  options.mode = mode;
  return options;
}

/** The arena of some options, with the rocks that its map seed scatters. */
export function createArena(options: ArenaOptions): Arena {
  const sidePx = options.side / UNITS_PER_PX;
  const wanted = Math.round((sidePx * sidePx) / ROCK_AREA_PX);
  const arena = layOutArena(
    options,
    scatterRocks(createRandom(options.mapSeed), options.side, wanted, factsOf(options.mode).isMirrored),
  );
  return factsOf(options.mode).hasCrates ? { ...arena, ...scatterPads(arena, options.mapSeed) } : arena;
}

/** An arena without pads and with exactly these rocks, which keep ROCK_GAP from one another and from the edge. */
export function layOutArena(options: ArenaOptions, rocks: Rocks): Arena {
  const { side, players, mode } = options;
  const sidePx = side / UNITS_PER_PX;
  const shardTarget = Math.round((sidePx * sidePx) / SHARD_AREA_PX);
  const shardMost = shardTarget * SHARD_CROWD_RATIO;
  return {
    side,
    players,
    mode,
    ...rocks,
    ...indexRocks(side, rocks),
    ...NO_PADS,
    shardTarget,
    shardMost,
    entityMost: Math.min(MAX_ENTITIES, players * ENTITIES_PER_PLAYER + shardMost + (mode === FRAY ? 0 : MODE_ENTITIES)),
  };
}

/** The rock whose surface is within `reach` (at most SHIP_RADIUS) of a place inside the arena, or -1. */
export function rockAt(arena: Arena, x: number, y: number, reach: number): number {
  const cell = (y >> CELL_SHIFT) * arena.columns + (x >> CELL_SHIFT);
  const end = at(arena.cellStarts, cell + 1);
  for (let i = at(arena.cellStarts, cell); i < end; i += 1) {
    const rock = at(arena.cellRocks, i);
    if (isWithin(arena, rock, x, y, reach)) return rock;
  }
  return -1;
}

/** True when no rock's surface is within `clearance` of a place inside the arena. */
export function isClearOfRocks(arena: Arena, x: number, y: number, clearance: number): boolean {
  const { columns, cellStarts, cellRocks } = arena;
  const first = Math.max(0, (x - clearance) >> CELL_SHIFT);
  const last = Math.min(columns - 1, (x + clearance) >> CELL_SHIFT);
  const lastRow = Math.min(columns - 1, (y + clearance) >> CELL_SHIFT);
  for (let row = Math.max(0, (y - clearance) >> CELL_SHIFT); row <= lastRow; row += 1) {
    // The cells of a row lie side by side. A rock in two of them is looked at twice.
    const end = at(cellStarts, row * columns + last + 1);
    for (let i = at(cellStarts, row * columns + first); i < end; i += 1) {
      if (isWithin(arena, at(cellRocks, i), x, y, clearance)) return false;
    }
  }
  return true;
}

function isWithin(arena: Arena, rock: number, x: number, y: number, reach: number): boolean {
  const dx = x - at(arena.rockX, rock);
  const dy = y - at(arena.rockY, rock);
  const far = at(arena.rockRadius, rock) + reach;
  return dx * dx + dy * dy < far * far;
}

/** Some rocks: the first `rockCount` of each list count. */
export type Rocks = Pick<Arena, 'rockCount' | 'rockX' | 'rockY' | 'rockRadius'>;

// Throws darts: a rock that would come too near another one is thrown again, elsewhere.
// In a mirrored arena each has a twin, turned by half a turn about the middle, and bases stay free.
function scatterRocks(random: RandomState, side: number, wanted: number, isMirrored: boolean): Rocks {
  const rockX = new Int32Array(wanted);
  const rockY = new Int32Array(wanted);
  const rockRadius = new Int32Array(wanted);
  const rocks = { rockX, rockY, rockRadius };
  let count = 0;
  for (let left = wanted * TRIES_PER_ROCK; left > 0 && count < wanted; left -= 1) {
    const radius = rockRadiusBy(random);
    const x = randomBetween(random, radius + ROCK_GAP, side - radius - ROCK_GAP);
    const y = randomBetween(random, radius + ROCK_GAP, side - radius - ROCK_GAP);
    if (!fits(rocks, count, x, y, radius)) continue;
    if (isMirrored && !mayBeMirrored(side, x, y, radius)) continue;
    putRock(rocks, count, x, y, radius);
    count += 1;
    if (!isMirrored || count === wanted) continue;
    putRock(rocks, count, side - x, side - y, radius);
    count += 1;
  }
  return { rockCount: count, ...rocks };
}

function putRock(
  { rockX, rockY, rockRadius }: Omit<Rocks, 'rockCount'>,
  at: number,
  x: number,
  y: number,
  radius: number,
): void {
  rockX[at] = x;
  rockY[at] = y;
  rockRadius[at] = radius;
}

// Its twin is as far from all rocks as it is, since each of those has a twin; only the two may meet.
function mayBeMirrored(side: number, x: number, y: number, radius: number): boolean {
  const dx = side - 2 * x;
  const dy = side - 2 * y;
  const apart = 2 * radius + ROCK_GAP;
  return dx * dx + dy * dy >= apart * apart && !isNearBase(side, x, y, radius);
}

const NO_PADS = { padCount: 0, padX: new Int32Array(0), padY: new Int32Array(0) };

// Every other pad is the mean of two samples, as shards are: where there is more to find, there are more weapons too.
function scatterPads(arena: Arena, mapSeed: number): Pick<Arena, 'padCount' | 'padX' | 'padY'> {
  const random = createRandom(mapSeed ^ PAD_SEED);
  const sidePx = arena.side / UNITS_PER_PX;
  const wanted = Math.max(1, Math.round((sidePx * sidePx) / PAD_AREA_PX));
  const padX = new Int32Array(wanted);
  const padY = new Int32Array(wanted);
  const edge = PAD_CLEARANCE / UNITS_PER_PX;
  const sample = (isCentral: boolean): number => {
    const first = randomBetween(random, edge, sidePx - edge);
    return px(isCentral ? divide(first + randomBetween(random, edge, sidePx - edge), 2) : first);
  };
  const { isMirrored } = factsOf(arena.mode);
  let padCount = 0;
  const lay = (x: number, y: number): void => {
    if (padCount === wanted || !isClearOfRocks(arena, x, y, PAD_CLEARANCE) || isNearPad(padX, padY, padCount, x, y))
      return;
    padX[padCount] = x;
    padY[padCount] = y;
    padCount += 1;
  };
  for (let left = wanted * TRIES_PER_ROCK; left > 0 && padCount < wanted; left -= 1) {
    const isCentral = left % 2 === 0;
    const x = sample(isCentral);
    const y = sample(isCentral);
    lay(x, y);
    if (isMirrored) lay(arena.side - x, arena.side - y);
  }
  return { padCount, padX, padY };
}

function isNearPad(padX: Int32Array, padY: Int32Array, padCount: number, x: number, y: number): boolean {
  for (let i = 0; i < padCount; i += 1) {
    if (Math.abs(at(padX, i) - x) < PAD_GAP && Math.abs(at(padY, i) - y) < PAD_GAP) return true;
  }
  return false;
}

// Squared, so that small rocks are common and great ones are landmarks.
function rockRadiusBy(random: RandomState): number {
  const share = randomBelow(random, 1024);
  return MIN_ROCK_RADIUS + divide((MAX_ROCK_RADIUS - MIN_ROCK_RADIUS) * share * share, 1024 * 1024);
}

function fits(rocks: Omit<Rocks, 'rockCount'>, count: number, x: number, y: number, radius: number): boolean {
  for (let i = 0; i < count; i += 1) {
    const dx = x - at(rocks.rockX, i);
    const dy = y - at(rocks.rockY, i);
    const apart = radius + at(rocks.rockRadius, i) + ROCK_GAP;
    if (dx * dx + dy * dy < apart * apart) return false;
  }
  return true;
}

// Lists each rock under every cell that its square, grown by a ship's radius, touches.
function indexRocks(side: number, rocks: Rocks): Pick<Arena, 'columns' | 'cellStarts' | 'cellRocks'> {
  const columns = (side >> CELL_SHIFT) + 1;
  const cells: number[][] = Array.from({ length: columns * columns }, () => []);
  for (let rock = 0; rock < rocks.rockCount; rock += 1) {
    const reach = at(rocks.rockRadius, rock) + SHIP_RADIUS;
    const x = at(rocks.rockX, rock);
    const y = at(rocks.rockY, rock);
    for (let row = (y - reach) >> CELL_SHIFT; row <= (y + reach) >> CELL_SHIFT; row += 1) {
      for (let column = (x - reach) >> CELL_SHIFT; column <= (x + reach) >> CELL_SHIFT; column += 1) {
        cells[row * columns + column]?.push(rock);
      }
    }
  }
  const cellStarts = new Int32Array(cells.length + 1);
  for (const [cell, list] of cells.entries()) cellStarts[cell + 1] = at(cellStarts, cell) + list.length;
  return { columns, cellStarts, cellRocks: Int32Array.from(cells.flat()) };
}
