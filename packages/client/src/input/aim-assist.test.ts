import { describe, expect, it } from 'vitest';
import { ASSIST_CONE, assistedAim } from './aim-assist.ts';

describe('[E67] aim assist', () => {
  it.each([
    ['ahead of it', 100, [112]],
    ['behind it', 100, [88]],
    ['across the end of a turn', 1020, [4]],
    ['beside another one further off', 100, [110, 122]],
  ])('draws the aim to a target %s, and never past it', (_what, aim, bearings) => {
    const target = bearings[0] ?? 0;
    const off = (angle: number) => Math.abs(((target - angle + 1536) & 1023) - 512);
    expect(off(assistedAim(aim, bearings))).toBeLessThan(off(aim));
    expect(assistedAim(target, [target])).toBe(target);
  });
  it('leaves an aim alone that lies beside none', () => {
    for (const off of [ASSIST_CONE, ASSIST_CONE + 1, 200, 512, -ASSIST_CONE])
      expect(assistedAim(300, [300 + off])).toBe(300);
    expect(assistedAim(300, [])).toBe(300);
  });
  it('is gentle: it never moves the aim by more than two degrees, and always to an angle that may be sent', () => {
    for (let aim = 0; aim < 1024; aim += 1) {
      const assisted = assistedAim(aim, [512]);
      expect(Number.isInteger(assisted) && assisted >= 0 && assisted < 1024).toBe(true);
      expect(Math.abs(assisted - aim)).toBeLessThanOrEqual(6);
    }
  });
});
