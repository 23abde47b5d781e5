// Judges a recording of what is drawn, picture by picture: ships neither step back nor jump, and the time of others follows that of the page.

import type { Report } from '../../games/starfray/client/view/report.ts';

const TICK_MS = 1000 / 60;
/** Further from where a ship's speed leads than this, it jumped. */
const JUMP_PX = 8;
/** Against the way it flies by more than this, it stepped back. Positions are whole 1/256 px, speeds change within a picture. */
const BACK_PX = 0.5;
/** Slower than this a ship has no way to step back on. */
const MOVING_PX = 0.5;
/** Beyond the newest snapshot by so much, for want of another, the picture stands still: for so long, and until it has caught up. */
const STALL_MS = 99;
const SETTLED_MS = 600;
/** By then a correction of one's own ship has decayed but for some hundredths: until then it may drift back. */
const DECAY_MS = 300;
/** A machine that takes so long for a picture stands still by itself. */
const SLOW_PICTURE_MS = 80;
/** A step between pictures further apart is a stutter of this machine: in it what is closed smoothly is closed by a jump. */
const JUDGED_PICTURE_MS = 50;
/** The time of the others follows that of the page at most by so much faster or slower; beyond, it jumped. Pages count in whole ms. */
const FOLLOW = 0.32;
const CLOCK_MS = 3;
/** A turn of speed sharper than any thrust: a rock, another ship. */
const BUMP_PX = 0.6;

export interface Picture {
  readonly ms: number;
  readonly extrapolatedMs: number;
  readonly drawTick: number;
  readonly corrections: number;
  readonly ships: Report['ships'];
}

/** What the console's report tells of a picture that is drawn now. */
export function pictureOf(ms: number, { stats, drawTick, ships }: Report): Picture {
  const { extrapolatedMs, corrections } = stats;
  return { ms, extrapolatedMs, drawTick, corrections: corrections.count, ships };
}

/** A picture and the one before it, the time between them, and how far the time of the others went meanwhile. */
interface Pair {
  readonly before: Picture;
  readonly now: Picture;
  readonly pictureMs: number;
  readonly drawnMs: number;
}

export interface Fault {
  readonly what: string;
  readonly name?: string;
  readonly px?: number;
  readonly atMs: number;
  readonly pictureMs: number;
  readonly drawnMs: number;
  readonly extrapolatedMs: readonly [before: number, now: number];
}

type Ship = Report['ships'][number];

export interface Step {
  readonly pair: Pair;
  readonly last: Ship;
  readonly ship: Ship;
  readonly ticks: number;
}

function faultAt({ before, now, pictureMs, drawnMs }: Pair, fault: Pick<Fault, 'what' | 'name' | 'px'>): Fault {
  return { ...fault, atMs: now.ms, pictureMs, drawnMs, extrapolatedMs: [before.extrapolatedMs, now.extrapolatedMs] };
}

/** Where the time of the others did not follow that of the page. */
export function jumpsInTime(pictures: readonly Picture[]): Fault[] {
  return calmPairs(pictures)
    .filter(({ pictureMs, drawnMs }) => Math.abs(drawnMs - pictureMs) > FOLLOW * pictureMs + CLOCK_MS)
    .map((pair) => faultAt(pair, { what: 'jump in time' }));
}

/** The steps of ships between two pictures, without those that say nothing: of a ship that was bumped, or of one's own in a correction. */
export function stepsOf(pictures: readonly Picture[]): Step[] {
  // Speeds are those of a whole tick, places lie within it: a bump shows in the picture after it too.
  const bumpedAtMs = new Map<number, number>();
  const corrected = pictures.filter((now, i) => i > 0 && now.corrections > (pictures[i - 1]?.corrections ?? 0));
  return calmPairs(pictures).flatMap((pair) => {
    const { before, now } = pair;
    const isDecaying = corrected.some(({ ms }) => now.ms >= ms && now.ms < ms + DECAY_MS);
    return shipsOf(pair).flatMap(([last, ship]) => {
      // One's own ship is drawn at the time of the page, the others at theirs.
      const ticks = (ship.isOwn ? pair.pictureMs : pair.drawnMs) / TICK_MS;
      if (isBumped(last, ship, ticks)) bumpedAtMs.set(ship.key, now.ms);
      if ((ship.isOwn && isDecaying) || (bumpedAtMs.get(ship.key) ?? 0) >= before.ms) return [];
      return [{ pair, last, ship, ticks }];
    });
  });
}

export function faultsOf(steps: readonly Step[]): Fault[] {
  return steps.flatMap(({ pair, last, ship, ticks }) => {
    const fault = faultOf(last, ship, ticks);
    return fault === undefined ? [] : [faultAt(pair, fault)];
  });
}

// Pictures and the ones before them, but for those in and after a stall.
function calmPairs(pictures: readonly Picture[]): Pair[] {
  let unsettledUntilMs = 0;
  return pictures.slice(1).flatMap((now, i) => {
    const before = pictures[i];
    if (before === undefined) return [];
    const pictureMs = now.ms - before.ms;
    const isStalled = Math.max(before.extrapolatedMs, now.extrapolatedMs) >= STALL_MS;
    if (pictureMs > SLOW_PICTURE_MS || isStalled) unsettledUntilMs = now.ms + SETTLED_MS;
    if (pictureMs > JUDGED_PICTURE_MS || now.ms < unsettledUntilMs) return [];
    return [{ before, now, pictureMs, drawnMs: (now.drawTick - before.drawTick) * TICK_MS }];
  });
}

function shipsOf({ before, now }: Pair): (readonly [Ship, Ship])[] {
  return now.ships.flatMap((ship) => {
    const last = before.ships.find(({ key }) => key === ship.key);
    return last === undefined ? [] : [[last, ship] as const];
  });
}

function isBumped(last: Ship, ship: Ship, ticks: number): boolean {
  return Math.hypot(ship.vx - last.vx, ship.vy - last.vy) > BUMP_PX * ticks;
}

function faultOf(last: Ship, ship: Ship, ticks: number): Pick<Fault, 'what' | 'name' | 'px'> | undefined {
  const { name } = ship;
  const [dx, dy] = [ship.x - last.x, ship.y - last.y];
  const [vx, vy] = [(ship.vx + last.vx) / 2, (ship.vy + last.vy) / 2];
  const off = Math.hypot(dx - vx * ticks, dy - vy * ticks);
  const speed = Math.hypot(vx, vy);
  // A ship that turned round between two pictures, off a rock or under its own thrust, has flown both ways.
  const hasTurned = last.vx * ship.vx + last.vy * ship.vy <= 0;
  const along = speed < MOVING_PX || hasTurned ? 0 : (dx * vx + dy * vy) / speed;
  if (off > JUMP_PX) return { what: 'jump', px: off, name };
  return along < -BACK_PX ? { what: 'step back', px: along, name } : undefined;
}
