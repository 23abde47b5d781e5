import { describe, expect, it } from 'vitest';
import { cssColor, luminance, mixColors, nameColor, oklch } from './color.ts';

const HUES = Array.from({ length: 36 }, (_, index) => index * 10);

describe('colours', () => {
  it('gives white and black for full and no lightness', () => {
    expect(oklch(1, 0, 0)).toBe(0xffffff);
    expect(oklch(0, 0, 0)).toBe(0);
  });
  it('writes names with a contrast of at least 7:1 on the darkest ground', () => {
    for (const hue of HUES) expect((luminance(nameColor(hue)) + 0.05) / 0.05).toBeGreaterThan(7);
  });
  it('writes a colour for CSS with all six digits', () => expect(cssColor(0xff)).toBe('#0000ff'));
  it('mixes channel by channel', () => expect(mixColors(0x000000, 0xff8040, 0.5)).toBe(0x804020));
});
