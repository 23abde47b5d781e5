// The simulator with a game that has no invariants of its own: what holds in all games is checked all the same.

import type { Game } from '@starfray/shared/contract';
import { randomBetween } from '@starfray/shared/core';
import { type ToyArena, type ToyWorld, toyGame, toyInput } from '@starfray/testing';
import { runSeed, type SimulatedGame } from '@starfray/testing/simulator';
import { describe, expect, it } from 'vitest';
import { Interest } from '../../packages/server/src/room/visibility/interest.ts';

const SECONDS = 2;

function plugFor(game: Game<ToyWorld, ToyArena>): SimulatedGame<ToyWorld, ToyArena> {
  return {
    game,
    steer: ({ input: { ints, base } }, random) => {
      const controls = toyInput.view(ints, base);
      controls.x = randomBetween(random, -1, 1);
      controls.y = randomBetween(random, -1, 1);
      controls.drop = randomBetween(random, 0, 30) === 0 ? 1 : 0;
    },
  };
}

/** Every second pellet is hidden from everybody. */
const hiding: Game<ToyWorld, ToyArena> = {
  ...toyGame,
  isHidden: ({ entities }, _playerId, slot) => slot % 2 === 0 && entities.kindOf(slot).name === 'pellet',
};

describe('the simulator with any game', () => {
  it('compares rows, controls and what is in view', () => {
    const { broken, compared, controlsCompared, visibilityChecks, counts } = runSeed(plugFor(hiding), 1, SECONDS);
    expect(broken).toBeUndefined();
    expect(Math.min(compared, controlsCompared, visibilityChecks)).toBeGreaterThan(1000);
    expect(counts).toEqual({});
  });

  it('finds that something hidden is sent', () => {
    const original = Interest.prototype.maySee;
    Interest.prototype.maySee = () => true;
    try {
      expect(runSeed(plugFor(hiding), 1, SECONDS).broken?.what).toMatch(
        /^Actor \d+ is shown entity \d+, which is hidden from it at tick/,
      );
    } finally {
      Interest.prototype.maySee = original;
    }
  });

  it('finds that a game fails, and says how', () => {
    const failing: Game<ToyWorld, ToyArena> = {
      ...toyGame,
      step(world, commands, inputs, events) {
        toyGame.step(world, commands, inputs, events);
        if (world.tick === 60) throw new RangeError('sixty is too much');
      },
    };
    const { broken } = runSeed(plugFor(failing), 1, SECONDS);
    expect(broken?.what).toBe('the server logged: the room failed {"room":"main","err":"sixty is too much"}');
  });
});
