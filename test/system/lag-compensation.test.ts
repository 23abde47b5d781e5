// Lag compensation, on the real game in virtual time: duels over lines from perfect to bad, honest and not.

import { type Conditions, LINE_PROFILES, PERFECT } from '@starfray/shared/protocol';
import { describe, expect, it } from 'vitest';
import { type AimPoint, bestOf, betterOf, type Claims, duel, duels, type Lie, rate, SEEDS } from '../support/duel.ts';

/** What a lie may seem to be worth: chance, in 1,500 shots of which one in four hits. */
const WORTH = 1.06;
/** What the newest data are worth, which every client has before it draws them: a tenth on a restless line, and chance. */
const WORTH_OF_NEWEST = 1.2;
/** What it is worth to make one's line seem restless, and claim what is then believed: up to two fifths, and chance. */
const WORTH_OF_HOLDING = 1.45;
/** What it is worth to seem far away, for one who knows the whole way of its target: up to a fifth more, and chance. */
const WORTH_OF_SEEMING_FAR = 1.3;
/** Of what hits over no distance: the rest is lost in stalls, whose late presses meet a target that went on. */
const SHARE_ON_MOBILE = 0.85;
const ATLANTIC: Conditions = { latencyMs: 60, jitterMs: 30 };

describe('lag compensation', () => {
  const near = duels(PERFECT, 1);
  const far = duels(ATLANTIC, 1);
  const nearBest = betterOf(near, PERFECT);
  const honest = betterOf(far, ATLANTIC);

  it('[R31] [L1] lets a perfect aim hit as much over 150 ms and jitter as over none', () => {
    expect([near.shots, far.shots]).toEqual([300 * SEEDS.length, 300 * SEEDS.length]);
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

  it.each<[number, AimPoint]>([
    [2, 'newest'],
    [4, 'drawn'],
  ])('[L6] bounds what a gunner wins who lets go of %d frames at once and aims by what is %s', (atOnce, aimPoint) => {
    const oldest: Claims = () => 255;
    expect(bestOf(PERFECT, { claims: oldest, atOnce }, aimPoint)).toBeLessThan(WORTH_OF_HOLDING * nearBest);
    expect(bestOf(ATLANTIC, { claims: oldest, atOnce }, aimPoint)).toBeLessThan(WORTH_OF_HOLDING * honest);
  });

  describe.each([
    ['a perfect line', PERFECT],
    ['50 ms', { latencyMs: 25, jitterMs: 5 }],
  ])('over %s', (_what, line) => {
    const claims: Claims = (behind) => behind;
    const rateOf = (lie: Lie): number => rate(duels(line, 1, lie, 'way', [1, 2]));
    const prompt = rateOf({ claims });

    it.each<[string, Lie]>([
      ['acknowledges late', { claims, acknowledges: 18 }],
      ['acknowledges late and answers no ping', { claims, acknowledges: 18, isDeafToPings: true }],
      ['acknowledges late and sends decoys', { claims, acknowledges: 18, decoys: 20 }],
      ['acknowledges late, and sends each frame late', { claims, acknowledges: 18, lateTicks: 12 }],
      ['claims the oldest picture, with decoys', { claims: () => 255, acknowledges: 18, decoys: 40 }],
    ])('[L7] takes nobody for far away who %s', (_lie, lie) => {
      expect(rateOf(lie) / prompt).toBeLessThan(WORTH_OF_SEEMING_FAR);
    });
  });

  it('[L8] takes no hits from who is far away, on a line that jitters and stalls', () => {
    const mobile = rate(duels(LINE_PROFILES.mobile, 1, undefined, 'drawn', [1, 2, 3]));
    expect(mobile).toBeGreaterThan(SHARE_ON_MOBILE * rate(near));
  });
});
