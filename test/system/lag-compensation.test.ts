// Lag compensation, on the real game in virtual time: duels over lines from perfect to bad, honest and not.

import { type Conditions, PERFECT } from '@starfray/shared/net';
import { describe, expect, it } from 'vitest';
import { bestOf, type Claims, duel, duels, rate, SEEDS, type Sight } from '../support/duel.ts';

/** What a lie may seem to be worth: chance, in 2,500 shots of which one in four hits. */
const WORTH = 1.06;
/** What the newest data are worth, which every client has before it draws them: a tenth on a restless line, and chance. */
const WORTH_OF_NEWEST = 1.2;
/** What it is worth to make one's line seem restless, and claim what is then believed: up to two fifths, and chance. */
const WORTH_OF_HOLDING = 1.45;
/** What it is worth to acknowledge late, for one who knows the whole way of its target: up to half more, and chance. */
const WORTH_OF_ACKNOWLEDGING_LATE = 1.6;
const ATLANTIC: Conditions = { latencyMs: 60, jitterMs: 30 };

describe('lag compensation', () => {
  const near = duels(PERFECT, 1);
  const nearBest = bestOf(PERFECT);
  const honest = bestOf(ATLANTIC);

  it('[R31] [L1] lets a perfect aim hit as much over 150 ms and jitter as over none', () => {
    const far = duels(ATLANTIC, 1);
    expect([near.shots, far.shots]).toEqual([500 * SEEDS.length, 500 * SEEDS.length]);
    expect(rate(near)).toBeGreaterThan(0.2);
    expect(rate(far)).toBeGreaterThan(0.95 * rate(near));
  });

  it('[R31] is what does it: shots tested against the present hit far less', () => {
    expect(rate(duel(ATLANTIC, 1, { claims: () => 0 }))).toBeLessThan(0.9 * rate(near));
  });

  it.each<[string, Claims]>([
    ['always the oldest picture', () => 255],
    ['always the newest picture', () => 0],
    ['a picture that jumps back and forth', (behind, n) => (n % 20 < 10 ? 255 : behind)],
    ['a picture that trembles', (behind, n) => (n % 2 === 0 ? 0 : behind)],
  ])('[L5] gives nothing to a gunner who claims %s', (_what, claims) => {
    const lying = bestOf(ATLANTIC, { claims });
    expect(lying).toBeLessThan(WORTH * honest);
  });

  it.each<[string, Claims]>([
    ['the picture that is drawn', (behind) => behind],
    ['the oldest picture', () => 255],
  ])(
    '[L6] gives a gunner who aims by newer data than it draws, and claims %s, what those data are worth',
    (_what, claims) => {
      const knowing = bestOf(ATLANTIC, { claims }, 'newest');
      expect(knowing).toBeGreaterThan(honest);
      expect(knowing).toBeLessThan(WORTH_OF_NEWEST * honest);
    },
  );

  it.each<[number, Sight]>([
    [2, 'newest'],
    [4, 'drawn'],
  ])('[L6] bounds what a gunner wins who lets go of %d frames at once and aims by what is %s', (atOnce, sight) => {
    const oldest: Claims = () => 255;
    expect(bestOf(PERFECT, { claims: oldest, atOnce }, sight)).toBeLessThan(WORTH_OF_HOLDING * nearBest);
    expect(bestOf(ATLANTIC, { claims: oldest, atOnce }, sight)).toBeLessThan(WORTH_OF_HOLDING * honest);
  });

  it.each([
    ['a perfect line', PERFECT],
    ['50 ms', { latencyMs: 25, jitterMs: 5 }],
  ])('[L7] takes nobody for far away who acknowledges late, over %s', (_what, line) => {
    const claims: Claims = (behind) => behind;
    const prompt = rate(duels(line, 1, { claims }, 'way'));
    const late = rate(duels(line, 1, { claims, acknowledges: 18 }, 'way'));
    expect(late / prompt).toBeLessThan(WORTH_OF_ACKNOWLEDGING_LATE);
  });
});
