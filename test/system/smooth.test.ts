// A game over a phone's network in virtual time, recorded picture by picture: what is drawn neither steps back nor jumps, at even and at
// uneven intervals between pictures. `pnpm bench smooth` judges the same of a real browser, by the clock.

import { createRandom, randomBelow, randomBetween } from '@starfray/shared/core';
import { LINE_PROFILES } from '@starfray/shared/protocol';
import { type Arena, type StarfrayWorld, starfray } from '@starfray/starfray/rules';
import { Stepper } from '@starfray/testing';
import { describe, expect, it } from 'vitest';
import { reportOf } from '../../games/starfray/client/view/report.ts';
import { faultsOf, jumpsInTime, type Picture, pictureOf, stepsOf } from '../support/smoothness.ts';

const SECOND = 1000;
const OTHERS = 9;
/** Between two turns of a pilot who flies in circles. */
const TURN_MS = 700;
const CIRCLE = [1, 3, 5, 7] as const;

/** Flies at random, with a new decision about once a second. */
function wander(seed: number): (row: object) => void {
  const random = createRandom(seed);
  return (row) => {
    if (randomBelow(random, 60) === 0)
      Object.assign(row, {
        thrust: randomBelow(random, 9),
        aim: randomBelow(random, 1024),
        fire: randomBelow(random, 2),
      });
  };
}

function circle(row: object, nowMs: number): void {
  const turn = Math.floor(nowMs / TURN_MS);
  Object.assign(row, { thrust: CIRCLE[turn % CIRCLE.length], fire: Number(turn % 3 === 0) });
}

/** Half a minute of what a page on `mobile` draws, whose pictures are so far apart. */
function record(seed: number, nextMs: () => number): Picture[] {
  const stepper = new Stepper<StarfrayWorld, Arena>(starfray, { capacity: OTHERS + 1, seed });
  // The page updates its client where it draws, and nowhere else.
  const pilot = stepper.join({ conditions: LINE_PROFILES.mobile, fly: circle, frameMs: Number.POSITIVE_INFINITY });
  for (let i = 0; i < OTHERS; i += 1) stepper.join({ draws: false, frameMs: SECOND / 60, fly: wander(seed * 100 + i) });
  const pictures: Picture[] = [];
  let dueMs = stepper.nowMs;
  const draw = (): void => {
    if (stepper.nowMs < dueMs) return;
    dueMs = stepper.nowMs + nextMs();
    pilot.fly(pilot.input, stepper.nowMs);
    pilot.client.setInput(pilot.input);
    pilot.client.update(stepper.nowMs);
    pictures.push(pictureOf(stepper.nowMs, structuredClone(reportOf(pilot.client, undefined, { state: 'live' }))));
  };
  stepper.run(5 * SECOND, draw);
  pictures.length = 0;
  stepper.run(30 * SECOND, draw);
  return pictures;
}

function uneven(seed: number): () => number {
  const random = createRandom(seed);
  return () => randomBetween(random, 5, 45);
}

describe('a game over a phone network', () => {
  it.each<[string, () => number]>([
    ['48 pictures a second', () => SECOND / 48 - 2],
    ['pictures 5 to 45 ms apart', uneven(3)],
  ])('is drawn without a step back and without a jump, with %s', (_what, nextMs) => {
    const pictures = record(7, nextMs);
    const steps = stepsOf(pictures);
    expect({ time: jumpsInTime(pictures), ships: faultsOf(steps) }).toEqual({ time: [], ships: [] });
    // Enough of both was judged.
    expect(steps.filter(({ ship }) => !ship.isOwn).length).toBeGreaterThan(300);
    expect(steps.filter(({ ship }) => ship.isOwn).length).toBeGreaterThan(150);
  });
});
