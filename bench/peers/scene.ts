// The scene that every server of this bench serves: movers in a square, each under a heading that its client sets, about 25 of them in
// anybody's view, positions to an eighth of a pixel.

import { createRandom, Grid, randomBelow } from '@starfray/shared/core';

export const TICKS_PER_SECOND = 20;
export const TICK_MS = 1000 / TICKS_PER_SECOND;
export const HEADINGS = 16;
/** Eighths of a pixel. */
export const STEPS_PER_PX = 8;
export const VIEW_WIDTH_PX = 1600;
export const VIEW_HEIGHT_PX = 900;
const IN_VIEW = 25;
const SPEED_PX = 12;
const CELL_PX = 512;

/** The heading of those who stand still: all do in the end, so that what clients hold can be compared with what is. */
export const HALT = HEADINGS;
/** The bits of a heading. */
export const HEADING_MASK = 31;

/** What a mover goes in each heading, in eighths of a pixel a tick. */
export const STEPS: readonly (readonly [number, number])[] = Array.from({ length: HEADINGS + 1 }, (_, heading) => {
  if (heading === HALT) return [0, 0] as const;
  const angle = (heading * 2 * Math.PI) / HEADINGS;
  return [
    Math.round(Math.cos(angle) * SPEED_PX * STEPS_PER_PX),
    Math.round(Math.sin(angle) * SPEED_PX * STEPS_PER_PX),
  ] as const;
});

/** The side of the square for so many, in whole pixels. */
export function sidePx(players: number): number {
  return Math.round(Math.sqrt((players / IN_VIEW) * VIEW_WIDTH_PX * VIEW_HEIGHT_PX));
}

/** The movers of a server that has no engine of its own, and who sees whom. */
export class Crowd {
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly heading: Uint8Array;
  readonly isIn: Uint8Array;
  /** Whom the last `look` found; only the first of its answer count. */
  readonly seen: Int32Array;
  private readonly side: number;
  private readonly grid: Grid;
  private readonly order: Uint16Array;
  private readonly random = createRandom(1);

  constructor(capacity: number, players: number) {
    this.side = sidePx(players) * STEPS_PER_PX;
    this.x = new Int32Array(capacity);
    this.y = new Int32Array(capacity);
    this.heading = new Uint8Array(capacity);
    this.isIn = new Uint8Array(capacity);
    this.seen = new Int32Array(capacity);
    this.order = new Uint16Array(capacity);
    this.grid = new Grid(this.side, Math.round(Math.log2(CELL_PX * STEPS_PER_PX)), capacity);
  }

  enter(id: number): void {
    this.isIn[id] = 1;
    this.x[id] = randomBelow(this.random, this.side);
    this.y[id] = randomBelow(this.random, this.side);
    this.heading[id] = randomBelow(this.random, HEADINGS);
  }

  leave(id: number): void {
    this.isIn[id] = 0;
  }

  step(): void {
    const { x, y, heading, side } = this;
    let count = 0;
    for (let id = 0; id < x.length; id += 1) {
      if (this.isIn[id] === 0) continue;
      const [dx, dy] = STEPS[heading[id] ?? 0] ?? [0, 0];
      x[id] = Math.min(side, Math.max(0, (x[id] ?? 0) + dx));
      y[id] = Math.min(side, Math.max(0, (y[id] ?? 0) + dy));
      this.order[count] = id;
      count += 1;
    }
    this.grid.rebuild(count, this.order, x, y);
  }

  /** Finds who is in the view of a mover, itself included; answers how many. */
  look(id: number): number {
    const reachX = (VIEW_WIDTH_PX * STEPS_PER_PX) / 2;
    const reachY = (VIEW_HEIGHT_PX * STEPS_PER_PX) / 2;
    return this.grid.collectAround(this.x[id] ?? 0, this.y[id] ?? 0, reachX, reachY, NO_MARKS, 255, this.seen);
  }

  /** What each mover has in view, as places. */
  views(): string[][] {
    const views: string[][] = [];
    for (let id = 0; id < this.isIn.length; id += 1) {
      if (this.isIn[id] === 0) continue;
      views.push(Array.from(this.seen.subarray(0, this.look(id)), (other) => this.placeOf(other)));
    }
    return views;
  }

  /** Where everybody is. */
  places(): string[] {
    const ids = Array.from(this.isIn.keys()).filter((id) => this.isIn[id] === 1);
    return ids.map((id) => this.placeOf(id));
  }

  private placeOf(id: number): string {
    return placeName(this.x[id] ?? 0, this.y[id] ?? 0);
  }
}

/** A place as the truth and what clients hold are compared by. */
export function placeName(x: number, y: number): string {
  return `${x},${y}`;
}

/** Nobody is marked: `collectAround` leaves none out and marks none twice. */
const NO_MARKS = new Uint8Array(1 << 16);
