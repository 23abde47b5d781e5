import { EventQueue, InputTable } from '@starfray/shared/contract';
import { toyGame } from '@starfray/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PlayerFacts, WorldFacts } from './player-facts.ts';
import { PlayerSet } from './player-set.ts';

const [ADA, BEA] = [1, 2];

describe('the facts about players', () => {
  it('[TH1] are what the game says of its world as it is', () => {
    const arena = toyGame.createArena(toyGame.chooseArena(8, 1));
    const world = toyGame.createWorld(arena, 1);
    const present = new PlayerSet();
    const facts: PlayerFacts = new WorldFacts(toyGame, world, present);
    toyGame.step(
      world,
      [{ kind: 'join', playerId: ADA, score: 0 }],
      new InputTable(toyGame.input),
      new EventQueue(toyGame.events, 8),
    );
    present.add(ADA);
    world.scores.set(ADA, 7);
    const place = { x: 3, y: 4 };
    facts.attention(ADA, place);
    const { ints } = world.entities;
    expect(place).toEqual({ x: ints[0], y: ints[1] });
    facts.attention(BEA, place);
    expect(place).toEqual({ x: 0, y: 0 });
    expect([facts.ownSlot(ADA), facts.ownSlot(BEA), facts.ownSlot(0)]).toEqual([0, -1, 0]);
    expect([facts.score(ADA), facts.isInWorld(ADA), facts.isInWorld(BEA)]).toEqual([7, true, false]);
    expect([facts.hides, facts.isHidden(ADA, 0)]).toEqual([false, false]);
    expect(facts.privateRow(ADA).ints[0]).toBe(200);
  });
});

describe('a set of players', () => {
  it('holds whom a set of numbers would hold', () => {
    const step = fc.tuple(fc.boolean(), fc.constantFrom(0, 1, 2, 3, 4094, 4095));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const [set, model] = [new PlayerSet(), new Set<number>()];
        for (const [isAdded, playerId] of steps) {
          if (isAdded) {
            set.add(playerId);
            model.add(playerId);
          } else {
            set.remove(playerId);
            model.delete(playerId);
          }
          expect([...set.ids.subarray(0, set.count)].sort()).toEqual([...model].sort());
          for (const id of [0, 1, 2, 3, 4094, 4095]) expect(set.has(id)).toBe(model.has(id));
        }
      }),
      { numRuns: 50 },
    );
  });
});
