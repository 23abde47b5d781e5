import { describe, expect, it } from 'vitest';
import type { ScoreWrite } from '../store/index.ts';
import { keepScores } from './score-keeper.ts';

describe('the score keeper', () => {
  it('[C32] looks at a share of the players at a time, and writes all of them together', async () => {
    const players = Array.from({ length: 100 }, (_, i) => ({ key: `key-${i}`, name: `Pilot ${i}`, score: i }));
    const looks: number[] = [];
    const writes: ScoreWrite[] = [];
    const log = () => undefined;
    const keeper = keepScores({
      shelf: { saveScores: async (write) => void writes.push(write), takeScore: async () => undefined },
      rooms: {
        keptScores: (share, shares) => {
          const scores = players.filter((_, i) => i % shares === share);
          looks.push(scores.length);
          return scores;
        },
        keepsSeat: () => false,
      },
      secret: new Uint8Array(32),
      wallNow: () => 0,
      log: { debug: log, info: log, warn: log, error: log },
    });
    await expect.poll(() => writes.length, { timeout: 60_000 }).toBe(1);
    await keeper.close();
    expect([writes[0]?.kept.length, Math.max(...looks)]).toEqual([100, 10]);
  });

  it('writes new points, forgets players who have gone, and repeats a write that failed', async () => {
    let players = [1, 2, 3].map((score) => ({ key: `key-${score}`, name: 'Pilot', score }));
    let isBroken = true;
    const writes: ScoreWrite[] = [];
    const log = () => undefined;
    const keeper = keepScores({
      shelf: {
        saveScores: async (write) => {
          if (isBroken) throw new Error('no disk');
          writes.push(write);
        },
        takeScore: async () => undefined,
      },
      rooms: {
        keptScores: (share, shares) => players.filter(({ score }) => score % shares === share),
        keepsSeat: () => false,
      },
      secret: new Uint8Array(32),
      wallNow: () => 0,
      log: { debug: log, info: log, warn: log, error: log },
    });
    await keeper.save();
    isBroken = false;
    await keeper.save();
    players = players.slice(1);
    await keeper.finish();
    expect(writes.map(({ kept, gone }) => [kept.length, gone.length])).toEqual([
      [3, 0],
      [0, 1],
    ]);
  });
});
