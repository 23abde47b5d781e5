// Weapons from crates over a bad line, on the real game in virtual time: who aims perfectly at what the screen shows.

import { angleOf, divide, px } from '@starfray/shared/core';
import { type Conditions, PERFECT } from '@starfray/shared/protocol';
import { type Arena, type InputRow, input, type StarfrayWorld, ship, starfray, WEAPON } from '@starfray/starfray/rules';
import { Stepper } from '@starfray/testing';
import { describe, expect, it } from 'vitest';

const SECOND = 1000;
const RUN_MS = 40 * SECOND;
/** Of map, target and jitter: what follows its target by itself is more at the mercy of chance. */
const SEEDS = { rail: [1, 2], missile: [1, 2, 3, 4, 5, 6, 7, 8] };
/** 150 ms there and back, give or take 30. */
const ATLANTIC: Conditions = { latencyMs: 60, jitterMs: 30 };
/** In the middle of an arena without rocks near it. */
const GUNNER = { x: px(1000), y: px(1000) };
/** Sooner than the rules allow, so that a minute has many. */
const WAIT_TICKS = 16;

interface Outcome {
  shots: number;
  hits: number;
}

/** The gunner stands still; the target darts about 150 to 450 px away, three turns a second. */
function duel(weapon: number, conditions: Conditions, seed: number, delay = 0): Outcome {
  const outcome: Outcome = { shots: 0, hits: 0 };
  let lastWait = 0;
  const stepper: Stepper<StarfrayWorld, Arena> = new Stepper<StarfrayWorld, Arena>(starfray, {
    capacity: 8,
    seed,
    room: { onStep: (world) => void prepare(world) },
  });
  const prepare = (world: StarfrayWorld): void => {
    const [, gunner, target] = world.pilots;
    if (gunner === undefined || target === undefined || gunner.slot < 0 || target.slot < 0) return;
    if (target.ship.hull < 100) outcome.hits += 1;
    if (gunner.own.specialWait > lastWait) outcome.shots += 1;
    gunner.own.specialWait = Math.min(gunner.own.specialWait, WAIT_TICKS);
    lastWait = gunner.own.specialWait;
    Object.assign(gunner.ship, { ...GUNNER, vx: 0, vy: 0, hull: 100, carries: weapon });
    gunner.own.charges = 2;
    for (const { ship: row } of [gunner, target]) Object.assign(row, { hull: 100, shielded: 0, repairing: 0 });
    const turn = Math.trunc(Math.trunc(world.tick / 2) / 11) * 7919;
    const [goalX, goalY] = [GUNNER.x + px(150 + ((turn * 37) % 300)), GUNNER.y + px(((turn * 53) % 500) - 250)];
    target.ship.vx += Math.sign(goalX - target.ship.x) * 90 - divide(target.ship.vx, 20);
    target.ship.vy += Math.sign(goalY - target.ship.y) * 90 - divide(target.ship.vy, 20);
  };
  const aims: number[] = [];
  const fly = (controls: InputRow): void => {
    const target = gunner.client.drawn.find(({ kind, isOwn }) => starfray.entities[kind] === ship && !isOwn);
    if (target === undefined) return;
    const { x, y } = target.row as unknown as { x: number; y: number };
    aims.push(angleOf(Math.round(y - GUNNER.y), Math.round(x - GUNNER.x)));
    controls.aim = aims.at(-1 - delay) ?? 0;
    controls.special = 1;
  };
  const gunner = stepper.join({
    conditions,
    frameMs: SECOND / 60,
    // Or the server would not believe that it is far away.
    pingMs: 2 * conditions.latencyMs + conditions.jitterMs,
    fly: (row) => fly(row as InputRow),
  });
  stepper.join({ draws: false, frameMs: 50, fly: (row) => void Object.assign(row, input.view()) });
  stepper.run(3 * SECOND);
  Object.assign(outcome, { shots: 0, hits: 0 });
  stepper.run(RUN_MS);
  return outcome;
}

function rate(name: keyof typeof SEEDS, conditions: Conditions, delay = 0): number {
  const weapon = WEAPON[name];
  const all = SEEDS[name].map((seed) => duel(weapon, conditions, seed, delay));
  const sum = (key: 'shots' | 'hits') => all.reduce((total, outcome) => total + outcome[key], 0);
  expect(sum('shots')).toBeGreaterThan(100 * all.length);
  return sum('hits') / sum('shots');
}

describe.each(['rail', 'missile'] as const)('a perfect aim with a %s', (name) => {
  it('[R31] hits as much over 150 ms and jitter as over none', () => {
    const near = rate(name, PERFECT);
    const far = rate(name, ATLANTIC);
    expect(near).toBeGreaterThan(0.3);
    expect(far).toBeGreaterThan(0.95 * near);
  });
});

it('[R31] a rail aimed at a picture that is older than the one that is tested hits far less', () => {
  expect(rate('rail', PERFECT, 9)).toBeLessThan(0.7 * rate('rail', PERFECT));
});
