// How the world is laid onto the screen: everybody sees the same area of it, whatever the shape and density of the screen.

import { UNITS_PER_PX } from '@starfray/shared/core';
import { MAX_ASPECT, MIN_ASPECT } from '@starfray/shared/protocol';

/** World pixels times world pixels that a picture shows: 1600 x 900 at 16:9. */
export const VIEW_AREA = 1600 * 900;

/** Device pixels of a picture at most: a 4K screen. Denser ones are drawn at this and scaled up. */
const MAX_CANVAS_PIXELS = 3840 * 2160;

export interface ScreenFit {
  /** The picture fills the window: its size in CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** The drawing surface, in device pixels. */
  readonly canvasWidth: number;
  readonly canvasHeight: number;
  /** The part of the world in the picture, in world pixels. */
  readonly worldWidth: number;
  readonly worldHeight: number;
  /** Device pixels per world pixel. */
  readonly zoom: number;
  /** Device pixels per CSS pixel, after the bound on the canvas. */
  readonly density: number;
}

/**
 * Fits the picture into a window of CSS pixels; `resolution` below 1 draws fewer pixels for a slow machine. A window of a
 * more extreme shape than is honoured shows less than the others' area, never more.
 */
export function fitScreen(
  windowWidth: number,
  windowHeight: number,
  devicePixelRatio: number,
  resolution = 1,
): ScreenFit {
  const width = Math.max(1, windowWidth);
  const height = Math.max(1, windowHeight);
  const bound = Math.sqrt(MAX_CANVAS_PIXELS / (width * height));
  const density = Math.min(devicePixelRatio, bound) * resolution;
  const canvasWidth = Math.max(1, Math.round(width * density));
  const canvasHeight = Math.max(1, Math.round(height * density));
  const widest = Math.sqrt(VIEW_AREA * clampAspect(width / height));
  const zoom = Math.max(canvasWidth / widest, (canvasHeight * widest) / VIEW_AREA);
  return {
    width,
    height,
    canvasWidth,
    canvasHeight,
    worldWidth: canvasWidth / zoom,
    worldHeight: canvasHeight / zoom,
    zoom,
    density,
  };
}

/** The nearest shape that the server honours. */
export function clampAspect(aspect: number): number {
  return Math.min(MAX_ASPECT, Math.max(MIN_ASPECT, aspect));
}

/** Position units to world pixels, with their fraction. */
export function toPx(units: number): number {
  return units / UNITS_PER_PX;
}
