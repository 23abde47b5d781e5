// Everything else that is painted once: rocks, shots, shards, sparks, rings, stars and clouds.

import { type Baked, spot, type TextureBook, trace } from '@starfray/client/scene';
import { item } from '@starfray/shared/core';
import { rockShape } from '../view/rock-shape.ts';
import { NEBULA_SIZE, paintNebula } from './nebula.ts';

export interface WorldArt {
  /** By size class, several shapes each; a texture's size is 2.4 radii. */
  readonly rocks: readonly (readonly Baked[])[];
  readonly shot: Baked;
  readonly shotCore: Baked;
  readonly shards: readonly Baked[];
  readonly glint: Baked;
  readonly spark: Baked;
  readonly glow: Baked;
  readonly ring: Baked;
  readonly debris: Baked;
  readonly star: Baked;
  readonly nebula: Baked;
}

/** Radii in world pixels that the size classes of rocks are painted for. */
export const ROCK_CLASSES = [48, 90, 150] as const;
/** Sides of a rock's texture per radius. */
export const ROCK_TEXTURE_RADII = 2.4;
const SHAPES_PER_CLASS = 4;

export function bakeWorld(book: TextureBook): WorldArt {
  return {
    rocks: ROCK_CLASSES.map((radius, index) =>
      Array.from({ length: SHAPES_PER_CLASS }, (_, i) => bakeRock(book, radius, index * SHAPES_PER_CLASS + i)),
    ),
    shot: book.bake('shot', 56, paintShot, 1.5),
    shotCore: book.bake('shot-core', 56, paintShotCore),
    shards: [0, 1, 2].map((kind) => book.bake(`shard-${kind}`, 28, (context) => paintShard(context, kind))),
    glint: book.bake('glint', 40, paintGlint),
    spark: book.bake('spark', 16, (context) =>
      spot(context, 8, [
        [0, 1],
        [0.25, 0.8],
        [0.6, 0.18],
        [1, 0],
      ]),
    ),
    glow: book.bake(
      'glow',
      128,
      (context) =>
        spot(context, 64, [
          [0, 0.9],
          [0.2, 0.45],
          [0.5, 0.13],
          [1, 0],
        ]),
      2,
    ),
    ring: book.bake('ring', 256, paintRing),
    debris: book.bake('debris', 24, paintDebris),
    star: book.bake('star', 8, (context) =>
      spot(context, 4, [
        [0, 1],
        [0.3, 0.9],
        [0.55, 0.2],
        [1, 0],
      ]),
    ),
    nebula: book.bake('nebula', NEBULA_SIZE, paintNebula, 5),
  };
}

function bakeRock(book: TextureBook, radius: number, seed: number): Baked {
  const shape = rockShape(seed + 1, radius > 100 ? 15 : 11);
  return book.bake(`rock-${seed}`, radius * ROCK_TEXTURE_RADII, (context, density) => {
    for (const facet of shape.facets) {
      trace(context, facet.corners, radius, true);
      const light = facet.light;
      context.fillStyle = `rgb(${14 + 30 * light} ${18 + 34 * light} ${34 + 46 * light})`;
      context.fill();
      context.strokeStyle = `rgb(120 150 215 / ${0.1 + 0.22 * light})`;
      context.lineWidth = 1.1;
      context.stroke();
    }
    for (const crater of shape.craters) {
      context.beginPath();
      context.ellipse(
        crater.x * radius,
        crater.y * radius,
        crater.radius * radius,
        crater.radius * radius * 0.8,
        0.6,
        0,
        Math.PI * 2,
      );
      context.fillStyle = 'rgb(4 8 20 / 45%)';
      context.fill();
      context.strokeStyle = 'rgb(140 170 230 / 26%)';
      context.stroke();
    }
    trace(context, shape.rim, radius, true);
    context.shadowColor = 'rgb(110 150 255 / 80%)';
    context.shadowBlur = 9 * density;
    context.strokeStyle = 'rgb(168 196 255 / 92%)';
    context.lineWidth = 2.2;
    context.stroke();
  });
}

function paintShot(context: CanvasRenderingContext2D): void {
  context.scale(1, 0.26);
  spot(context, 28, [
    [0, 0.95],
    [0.3, 0.5],
    [0.65, 0.14],
    [1, 0],
  ]);
}

function paintShotCore(context: CanvasRenderingContext2D): void {
  const gradient = context.createLinearGradient(-20, 0, 16, 0);
  gradient.addColorStop(0, 'rgb(255 255 255 / 0%)');
  gradient.addColorStop(0.7, 'rgb(255 255 255 / 90%)');
  gradient.addColorStop(1, '#fff');
  context.strokeStyle = gradient;
  context.lineWidth = 3;
  context.beginPath();
  context.moveTo(-19, 0);
  context.lineTo(15, 0);
  context.stroke();
}

const SHARD_OUTLINES = [
  [
    [0, -9],
    [6, 0],
    [0, 9],
    [-6, 0],
  ],
  [
    [0, -10],
    [7, -3],
    [5, 7],
    [-5, 7],
    [-7, -3],
  ],
  [
    [-3, -11],
    [5, -8],
    [9, 2],
    [2, 11],
    [-7, 7],
    [-9, -3],
  ],
] as const;

function paintShard(context: CanvasRenderingContext2D, kind: number): void {
  const outline = item(SHARD_OUTLINES, kind);
  trace(context, outline, 1, true);
  context.fillStyle = 'rgb(255 255 255 / 26%)';
  context.fill();
  context.lineWidth = 1.8;
  context.strokeStyle = '#fff';
  context.stroke();
  context.lineWidth = 0.9;
  context.strokeStyle = 'rgb(255 255 255 / 60%)';
  for (const [x, y] of outline) {
    trace(
      context,
      [
        [x, y],
        [1.5, -1],
      ],
      1,
      false,
    );
    context.stroke();
  }
}

function paintGlint(context: CanvasRenderingContext2D): void {
  for (const turn of [0, Math.PI / 2]) {
    context.save();
    context.rotate(turn);
    context.scale(1, 0.07);
    spot(context, 20, [
      [0, 1],
      [0.4, 0.4],
      [1, 0],
    ]);
    context.restore();
  }
  spot(context, 5, [
    [0, 1],
    [1, 0],
  ]);
}

function paintRing(context: CanvasRenderingContext2D): void {
  const gradient = context.createRadialGradient(0, 0, 84, 0, 0, 126);
  gradient.addColorStop(0, 'rgb(255 255 255 / 0%)');
  gradient.addColorStop(0.7, 'rgb(255 255 255 / 28%)');
  gradient.addColorStop(0.88, 'rgb(255 255 255 / 100%)');
  gradient.addColorStop(1, 'rgb(255 255 255 / 0%)');
  context.fillStyle = gradient;
  context.beginPath();
  context.arc(0, 0, 126, 0, Math.PI * 2);
  context.fill();
}

function paintDebris(context: CanvasRenderingContext2D): void {
  trace(
    context,
    [
      [-9, -3],
      [8, -5],
      [10, 2],
      [-4, 6],
    ],
    1,
    true,
  );
  context.fillStyle = 'rgb(40 42 54 / 90%)';
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = '#fff';
  context.stroke();
}
