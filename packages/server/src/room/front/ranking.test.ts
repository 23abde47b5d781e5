import { createRandom, randomBelow } from '@starfray/shared/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RANKING_SHARE, Ranking } from './ranking.ts';

/** Ranks some players from the last id down; answers how many scores were read in each call. */
function rank(ranking: Ranking, scores: readonly number[]): number[] {
  const ids = Uint16Array.from(scores, (_, i) => scores.length - i);
  const reads: number[] = [];
  ranking.begin(ids, ids.length);
  for (let isDone = false; !isDone; ) {
    let read = 0;
    isDone = ranking.work((id) => {
      read += 1;
      return scores[id - 1] ?? 0;
    });
    reads.push(read);
  }
  return reads;
}

describe('a ranking', () => {
  it('is by score, of equals by id, however many they are', () => {
    const ranking = new Ranking();
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 1, max: 1000 }), (count, spread) => {
        const random = createRandom(count * 1001 + spread);
        const scores = Array.from({ length: count }, () => randomBelow(random, spread));
        rank(ranking, scores);
        const order = scores.map((score, i) => ({ id: i + 1, score })).sort((a, b) => b.score - a.score || a.id - b.id);
        const places = Array.from({ length: ranking.count }, (_, place) => place);
        expect(places.map((place) => ({ id: ranking.idAt(place), score: ranking.scoreAt(place) }))).toEqual(order);
        expect(order.every(({ id }, place) => ranking.rankOf(id) === place + 1)).toBe(true);
        expect(ranking.rankOf(count + 1)).toBe(0);
      }),
      { numRuns: 40 },
    );
  });

  it('[C32] of a small room is there at once, and one of 4,095 reads a share in a tick and is there within a second', () => {
    const ranking = new Ranking();
    expect(rank(ranking, new Array<number>(RANKING_SHARE).fill(3))).toEqual([RANKING_SHARE]);
    const reads = rank(
      ranking,
      Array.from({ length: 4095 }, (_, i) => i),
    );
    expect([Math.max(...reads), reads.length < 60, ranking.rankOf(4095)]).toEqual([RANKING_SHARE, true, 1]);
  });

  it('holds until the next one is complete', () => {
    const ranking = new Ranking();
    rank(ranking, [1, 2, 3]);
    ranking.begin(
      Uint16Array.from({ length: 1000 }, (_, i) => i + 1),
      1000,
    );
    ranking.work((id) => id);
    expect([ranking.count, ranking.rankOf(3), ranking.idAt(0), ranking.scoreAt(0)]).toEqual([3, 1, 3, 3]);
  });
});
