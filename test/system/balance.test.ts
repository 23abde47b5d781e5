import { UPGRADES } from '@starfray/starfray/rules';
import { describe, expect, it } from 'vitest';
import { measureBalance } from '../../bench/balance.ts';

describe('the measured balance', () => {
  it('[R53] is the same for the same seed, and counts every duel and every run', () => {
    let steps = 0;
    const figures = measureBalance(10, 7, () => {
      steps += 1;
    });
    expect(measureBalance(10, 7)).toEqual(figures);
    expect(measureBalance(10, 8)).not.toEqual(figures);
    expect(steps).toBe(11);
    expect(Object.keys(figures.upgrades)).toEqual([...UPGRADES]);
    expect(figures.rooms.count).toBe(1);
    expect(figures.rooms.runs).toBeGreaterThan(13);
    // Each duel that somebody won has as many upgrades on either side.
    const { upgrades, duels } = figures;
    const wins = Object.values(upgrades).reduce(
      (sum, { duels: fought, winShare }) => sum + Math.round(fought * winShare),
      0,
    );
    const fought = Object.values(upgrades).reduce((sum, { duels: each }) => sum + each, 0);
    expect(wins * 2).toBe(fought);
    expect(duels.draws).toBeLessThan(10);
    expect(duels.secondsToKill.p90).toBeGreaterThanOrEqual(duels.secondsToKill.p50);
  });
});
