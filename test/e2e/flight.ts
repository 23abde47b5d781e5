// Flying under a held key, as a test can rely on: a ship that starts beside a wall or a rock, or is lost on the way, still shows that
// its keys work.

import type { Report } from '../../games/starfray/client/view/report.ts';
import { until, type Visitor } from './arena.ts';

/** Keys of a page, in any browser. */
export interface Pilot {
  report(): Promise<Report>;
  press(key: string): Promise<void>;
  release(key: string): Promise<void>;
}

/** A new ship has at least 48 px of free space around it. */
const FLOWN_PX = 20;
/** A key that moves the ship no further in so many ticks holds it against something. */
const BLOCKED_TICKS = 150;

const WAYS = {
  d: { x: 1, y: 0 },
  s: { x: 0, y: 1 },
  a: { x: -1, y: 0 },
  w: { x: 0, y: -1 },
} as const;
export type WayKey = keyof typeof WAYS;

export function pilotOf({ page, report }: Visitor): Pilot {
  return { report, press: (key) => page.keyboard.down(key), release: (key) => page.keyboard.up(key) };
}

/** Speed below which a ship counts as at rest, in px a tick: its drag leaves it a few hundredths. */
const AT_REST = 0.5;

/**
 * Holds a key until the own ship has flown by it, lets go, waits until the ship has come to rest, and returns the key. Where something is
 * in the way, tries the next of `keys`.
 */
export async function fly(
  pilot: Pilot,
  keys: readonly WayKey[] = ['d', 's', 'a', 'w'],
  farPx = FLOWN_PX,
): Promise<WayKey> {
  for (const key of keys) {
    await pilot.press(key);
    const hasFlown = await flies(pilot, key, farPx);
    await pilot.release(key);
    if (!hasFlown) continue;
    await rests(pilot);
    return key;
  }
  throw new Error(`the ship flies under none of ${keys.join(', ')}`);
}

/**
 * Whether the own ship, under keys that are held, flies `farPx` in the direction of one; not once that direction is blocked. Measured from
 * the furthest point on the other side, so that a bounce, or a stop between two looks, takes nothing away.
 */
export async function flies(pilot: Pick<Pilot, 'report'>, key: WayKey, farPx = FLOWN_PX): Promise<boolean> {
  const way = WAYS[key];
  let [life, least, startTick, flownPx] = [0, 0, 0, 0];
  await until(async () => {
    const { ships, drawTick } = await pilot.report();
    const own = ships.find(({ isOwn }) => isOwn);
    if (own === undefined) return false;
    const place = own.x * way.x + own.y * way.y;
    if (own.key !== life) [life, least, startTick] = [own.key, place, drawTick];
    least = Math.min(least, place);
    flownPx = place - least;
    return flownPx >= farPx || drawTick - startTick > BLOCKED_TICKS;
  }, `the ship flies under ${key}`);
  return flownPx >= farPx;
}

/** Waits until the own ship has come to rest. */
export function rests(pilot: Pick<Pilot, 'report'>): Promise<void> {
  return until(async () => {
    const own = (await pilot.report()).ships.find(({ isOwn }) => isOwn);
    return own !== undefined && Math.hypot(own.vx, own.vy) < AT_REST;
  }, 'the ship comes to rest');
}
