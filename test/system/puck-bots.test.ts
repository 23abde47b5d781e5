// The bots in a room of virtual time: they fill both sides, attack, keep their goal, and play whole matches.

import { createPuckBot } from '@starfray/puck/bots';
import { type PuckWorld, puckGame, type Rink } from '@starfray/puck/rules';
import { px } from '@starfray/shared/core';
import { Stepper } from '@starfray/testing';
import { describe, expect, it } from 'vitest';

const SECOND = 1000;

function rinkOf(bots: number, onStep: (world: PuckWorld) => void = () => undefined): Stepper<PuckWorld, Rink> {
  const stepper: Stepper<PuckWorld, Rink> = new Stepper<PuckWorld, Rink>(puckGame, {
    capacity: 8,
    bots,
    seed: 4,
    room: {
      onStep: (world: PuckWorld) => onStep(world),
      spawnBot: (join, number) => createPuckBot({ join, now: () => stepper.nowMs, number, seed: number }),
    },
  });
  stepper.join({ kind: 'spectator', draws: false });
  return stepper;
}

describe('the bots', () => {
  it('[K22] fill both sides, and score', () => {
    const stepper = rinkOf(4);
    stepper.run(3 * SECOND);
    const { world } = stepper.room;
    expect(world.roster.map(({ team }) => team).toSorted()).toEqual([1, 1, 2, 2]);
    for (let n = 0; n < 120 && world.match.score1 + world.match.score2 === 0; n += 1) stepper.run(SECOND);
    expect(world.match.score1 + world.match.score2).toBeGreaterThan(0);
  });

  it('[K22] put a resting puck into an empty goal', () => {
    const stepper = rinkOf(1);
    let scored = 0;
    stepper.run(30 * SECOND, () => {
      if (stepper.room.world.match.score1 + stepper.room.world.match.score2 > scored) scored += 1;
    });
    expect(scored).toBeGreaterThan(0);
  });

  it('[K22] stay at home when another of the side is nearer to the puck', () => {
    const stepper = rinkOf(4, (world) => {
      if (world.puckSlot < 0) return;
      Object.assign(world.puck, { x: world.rink.right - px(150), y: world.rink.top + px(80), vx: 0, vy: 0 });
    });
    stepper.run(12 * SECOND);
    const { roster, rink } = stepper.room.world;
    const left = roster.filter(({ team }) => team === 1).map(({ body }) => body.x - rink.left);
    expect(Math.min(...left)).toBeLessThan(px(200));
    expect(Math.max(...left)).toBeGreaterThan(px(700));
  });
});
