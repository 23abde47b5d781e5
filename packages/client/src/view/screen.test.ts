import { describe, expect, it } from 'vitest';
import { clampAspect, fitScreen, VIEW_AREA } from './screen.ts';

const SHAPES = [
  [1280, 720],
  [2560, 1440],
  [844, 400],
  [600, 1200],
] as const;

describe('fitScreen', () => {
  for (const [width, height] of SHAPES) {
    it(`shows the same area of the world at ${width}x${height}`, () => {
      const fit = fitScreen(width, height, 1);
      expect((fit.worldWidth * fit.worldHeight) / VIEW_AREA).toBeCloseTo(1, 2);
    });
  }
  for (const [width, height] of [...SHAPES, [390, 844], [3440, 1080], [300, 1200]] as const) {
    it(`shows no more than what everybody sees at ${width}x${height}`, () => {
      const fit = fitScreen(width, height, 2);
      const widest = Math.sqrt(VIEW_AREA * clampAspect(width / height));
      expect(fit.worldWidth).toBeLessThanOrEqual(widest + 1);
      expect(fit.worldHeight).toBeLessThanOrEqual(VIEW_AREA / widest + 1);
    });
  }
  it('shows 1600 x 900 at 16:9', () => expect(fitScreen(1280, 720, 1).worldWidth).toBeCloseTo(1600));
  it('draws every device pixel of a dense phone', () => expect(fitScreen(390, 844, 3).canvasHeight).toBe(2532));
  it('bounds the canvas of a huge dense screen', () => expect(fitScreen(3840, 2160, 2).canvasWidth).toBe(3840));
  it('survives a window without size', () => expect(fitScreen(0, 0, 1).canvasWidth).toBeGreaterThan(0));
});
