// Where things of the world lie on the minimap.

import type { Point } from '@starfray/shared/contract';
import { UNITS_PER_PX } from '@starfray/shared/core';

/** The density comes in 16 x 16 squares. */
const DENSITY_COLUMNS = 16;
/** The map shows at most so much of the arena, or ships in view would run together: then there is an overview of the whole in its corner. */
const MAX_SHOWN = 8192 * UNITS_PER_PX;

/** The square part of the world that the map shows, in position units. */
export interface MapPart {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/** All of a small arena; of a large one what is around the camera. */
export function mapPart(camera: Point, side: number): MapPart {
  const shown = Math.min(side, MAX_SHOWN);
  const start = (middle: number) => Math.min(Math.max(0, middle - shown / 2), side - shown);
  return { left: start(camera.x), top: start(camera.y), side: shown };
}

export interface DensitySquare {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  /** 0..1: how crowded against the fullest square. */
  readonly strength: number;
}

/** A position in the world (units, 0..side) on a square map of `size` pixels. */
export function toMap(position: number, side: number, size: number): number {
  return (position / side) * size;
}

/** The squares of a density map that hold anybody. */
export function densitySquares(counts: readonly number[], size: number): DensitySquare[] {
  const fullest = Math.max(1, ...counts);
  const square = size / DENSITY_COLUMNS;
  return counts.flatMap((count, index) =>
    count === 0
      ? []
      : {
          x: (index % DENSITY_COLUMNS) * square,
          y: Math.floor(index / DENSITY_COLUMNS) * square,
          size: square,
          strength: Math.sqrt(count / fullest),
        },
  );
}

/** The frame of the picture on the map. */
export function viewFrame(
  camera: Point,
  worldWidth: number,
  worldHeight: number,
  side: number,
  size: number,
): { readonly x: number; readonly y: number; readonly width: number; readonly height: number } {
  const scale = size / side;
  return {
    x: (camera.x - worldWidth / 2) * scale,
    y: (camera.y - worldHeight / 2) * scale,
    width: worldWidth * scale,
    height: worldHeight * scale,
  };
}
