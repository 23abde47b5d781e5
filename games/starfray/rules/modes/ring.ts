// The ring of Last Light: how wide it is, from the arena and the ticks since it began. Both ends work it out; nothing of it is sent but
// where and when it began.

import { divide } from '@starfray/shared/core';
import { TICKS_PER_SECOND } from '../tuning.ts';

/** Seconds since the round began, and thousandths of the widest radius from then on; between two it changes evenly. */
const STAGES = [
  [0, 1000],
  [20, 1000],
  [45, 640],
  [55, 640],
  [80, 380],
  [90, 380],
  [115, 180],
  [125, 180],
  [150, 60],
  [160, 60],
  [175, 0],
] as const;

/** From here on no place is inside: a round does not go on for long. */
const RING_END_TICKS = 175 * TICKS_PER_SECOND;

/** The ring's radius, in position units, `ticks` after it began; at first it holds all of the arena, wherever its middle is. */
export function ringRadius(side: number, ticks: number): number {
  const widest = side + (side >> 1);
  for (let i = 1; i < STAGES.length; i += 1) {
    const [untilS, to] = STAGES[i] ?? [0, 0];
    const [fromS, from] = STAGES[i - 1] ?? [0, 0];
    const passed = ticks - fromS * TICKS_PER_SECOND;
    const length = (untilS - fromS) * TICKS_PER_SECOND;
    if (passed > length) continue;
    const part = from + divide((to - from) * Math.max(0, passed), length);
    return divide(widest, 1000) * part;
  }
  return 0;
}

/** Points of hull that a ship outside loses at a time: more the longer the round goes on. */
export function ringHarm(ticks: number): number {
  return 1 + divide(Math.max(0, ticks) * 4, RING_END_TICKS);
}

/** Is a place outside a ring of this radius? */
export function isOutside(
  ring: { readonly x: number; readonly y: number },
  radius: number,
  x: number,
  y: number,
): boolean {
  const dx = x - ring.x;
  const dy = y - ring.y;
  return dx * dx + dy * dy > radius * radius;
}

/** Seconds until the ring next begins to close, 0 while it does, undefined when it has closed. */
export function secondsToClosing(ticks: number): number | undefined {
  const seconds = divide(ticks, TICKS_PER_SECOND);
  for (let i = 1; i < STAGES.length; i += 1) {
    const [untilS, to] = STAGES[i] ?? [0, 0];
    const from = STAGES[i - 1]?.[1] ?? 0;
    if (seconds < untilS) return to === from ? untilS - seconds : 0;
  }
  return undefined;
}
