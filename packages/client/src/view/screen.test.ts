import { describe, expect, it } from 'vitest';
import { fitScreen, VIEW_AREA } from './screen.ts';

const SHAPES = [
  [1280, 720],
  [2560, 1440],
  [390, 844],
  [844, 390],
  [3440, 1080],
  [300, 1200],
] as const;

describe('fitScreen', () => {
  for (const [width, height] of SHAPES) {
    it(`shows the same area of the world at ${width}x${height}`, () => {
      const fit = fitScreen(width, height, 1);
      expect(fit.worldWidth * fit.worldHeight).toBeCloseTo(VIEW_AREA, 3);
    });
    it(`keeps world pixels square at ${width}x${height}`, () => {
      const fit = fitScreen(width, height, 2);
      expect(fit.canvasHeight / fit.worldHeight).toBeCloseTo(fit.zoom, 2);
    });
  }
  it('shows 1600 x 900 at 16:9', () => expect(fitScreen(1280, 720, 1).worldWidth).toBeCloseTo(1600));
  it('draws every device pixel of a dense phone', () => expect(fitScreen(390, 844, 3).canvasHeight).toBe(2470));
  it('bounds the canvas of a huge dense screen', () => {
    const fit = fitScreen(3840, 2160, 2);
    expect(fit.canvasWidth).toBe(3840);
  });
  it('centres the picture on a very wide window', () => {
    const fit = fitScreen(3000, 900, 1);
    expect(fit.left).toBeCloseTo((3000 - fit.width) / 2);
    expect(fit.width / fit.height).toBeCloseTo(19 / 9);
  });
  it('survives a window without size', () => expect(fitScreen(0, 0, 1).canvasWidth).toBeGreaterThan(0));
});
