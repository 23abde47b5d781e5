import { describe, expect, it } from 'vitest';
import { SCORE_SHARES, shareScores } from './score-shares.ts';

const PLAYERS = Array.from({ length: 4000 }, (_, i) => ({ key: `seat ${i}`, name: `Pilot ${i}`, score: i }));

function open() {
  const written: (typeof PLAYERS)[] = [];
  const held: (() => void)[] = [];
  const shares = shareScores(
    (share, of) => PLAYERS.filter((_, i) => i % of === share),
    (scores) => {
      written.push([...scores]);
      return new Promise<void>((resolve) => held.push(resolve));
    },
  );
  return { written, held, shares };
}

describe('points on their way to the cluster', () => {
  it('[C32] are written share by share, all of them within a heartbeat', async () => {
    const { written, held, shares } = open();
    for (let i = 0; i < SCORE_SHARES; i += 1) {
      const done = shares.next();
      held.shift()?.();
      await done;
    }
    expect(Math.max(...written.map(({ length }) => length))).toBeLessThanOrEqual(PLAYERS.length / SCORE_SHARES);
    expect(written.flat().toSorted((a, b) => a.score - b.score)).toEqual(PLAYERS);
  });

  it('[C32] wait for a write that takes long, and leave no share out', async () => {
    const { written, held, shares } = open();
    const slow = shares.next();
    await shares.next();
    await shares.next();
    expect(written).toHaveLength(1);
    held.shift()?.();
    await slow;
    const next = shares.next();
    expect(written[1]?.[0]?.score).toBe(1);
    held.shift()?.();
    await next;
  });

  it('[C32] go all at once, turn by turn, where a node ends', async () => {
    const { written, held, shares } = open();
    const done = shares.all();
    expect(written).toHaveLength(1);
    while (held.length < SCORE_SHARES) await new Promise((resolve) => setImmediate(resolve));
    for (const finish of held) finish();
    await done;
    expect(written.flat()).toHaveLength(PLAYERS.length);
  });
});
