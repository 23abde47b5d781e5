// How ships are painted: a dark hull with a bright rim that takes the pilot's colour, white lines over it, a glow below.

import { type Baked, spot, type TextureBook, trace } from '@starfray/client/scene';
import { CROWN } from '../view/crown.ts';
import { DART, FORK, type ShipShape } from '../view/ship-shapes.ts';
import { RADIUS } from './ship-radius.ts';

interface ShipTextures {
  readonly hull: Baked;
  readonly lines: Baked;
  readonly glow: Baked;
}

export interface ShipArt {
  readonly human: ShipTextures;
  readonly bot: ShipTextures;
  readonly shield: Baked;
  readonly flame: Baked;
  /** Brackets around the own ship. */
  readonly reticle: Baked;
  /** Over a ship with a bounty. */
  readonly crown: Baked;
}

export function bakeShips(book: TextureBook): ShipArt {
  return {
    human: bakeShape(book, 'dart', DART),
    bot: bakeShape(book, 'fork', FORK),
    shield: book.bake('shield', RADIUS * 5, paintShield),
    flame: book.bake('flame', RADIUS * 3, paintFlame, 2),
    reticle: book.bake('reticle', RADIUS * 5, paintReticle),
    crown: book.bake('crown', RADIUS * 2, paintCrown),
  };
}

function bakeShape(book: TextureBook, key: string, shape: ShipShape): ShipTextures {
  const size = RADIUS * 4;
  return {
    hull: book.bake(`${key}-hull`, size, (context) => {
      trace(context, shape.hull, RADIUS, true);
      context.fillStyle = 'rgb(58 62 78 / 95%)';
      context.fill();
      context.lineWidth = 2.4;
      context.strokeStyle = '#fff';
      context.stroke();
      context.lineWidth = 1;
      context.strokeStyle = 'rgb(255 255 255 / 42%)';
      for (const panel of shape.panels) {
        trace(context, panel, RADIUS, false);
        context.stroke();
      }
    }),
    lines: book.bake(`${key}-lines`, size, (context) => {
      context.lineWidth = 0.9;
      context.strokeStyle = 'rgb(255 255 255 / 85%)';
      trace(context, shape.hull, RADIUS, true);
      context.stroke();
      trace(context, shape.cockpit, RADIUS, true);
      context.fillStyle = 'rgb(255 255 255 / 90%)';
      context.fill();
    }),
    glow: book.bake(
      `${key}-glow`,
      size * 1.6,
      (context, density) => {
        context.shadowColor = '#fff';
        context.strokeStyle = 'rgb(255 255 255 / 55%)';
        context.lineWidth = 2;
        trace(context, shape.hull, RADIUS, true);
        for (const blur of [4, 9, 18]) {
          context.shadowBlur = blur * density;
          context.stroke();
        }
      },
      2,
    ),
  };
}

function paintShield(context: CanvasRenderingContext2D): void {
  const radius = RADIUS * 2;
  const gradient = context.createRadialGradient(0, 0, radius * 0.5, 0, 0, radius * 1.08);
  gradient.addColorStop(0, 'rgb(255 255 255 / 0%)');
  gradient.addColorStop(0.72, 'rgb(255 255 255 / 16%)');
  gradient.addColorStop(0.88, 'rgb(255 255 255 / 70%)');
  gradient.addColorStop(1, 'rgb(255 255 255 / 0%)');
  context.fillStyle = gradient;
  context.beginPath();
  context.arc(0, 0, radius * 1.08, 0, Math.PI * 2);
  context.fill();
  // A honeycomb, clipped to the bubble.
  context.beginPath();
  context.arc(0, 0, radius * 0.96, 0, Math.PI * 2);
  context.clip();
  context.strokeStyle = 'rgb(255 255 255 / 30%)';
  context.lineWidth = 0.8;
  const cell = RADIUS * 0.52;
  for (let row = -6; row <= 6; row += 1) {
    for (let column = -6; column <= 6; column += 1) {
      const x = (column + (row % 2 === 0 ? 0 : 0.5)) * cell * 1.732;
      const y = row * cell * 1.5;
      trace(
        context,
        Array.from({ length: 6 }, (_, i) => hexCorner(x, y, cell, i)),
        1,
        true,
      );
      context.stroke();
    }
  }
}

function hexCorner(x: number, y: number, size: number, corner: number): readonly [number, number] {
  const turn = Math.PI / 6 + (corner * Math.PI) / 3;
  return [x + Math.cos(turn) * size, y + Math.sin(turn) * size];
}

// A plume along -x whose root is in the middle of the texture.
function paintFlame(context: CanvasRenderingContext2D): void {
  const length = RADIUS * 1.45;
  const gradient = context.createLinearGradient(0, 0, -length, 0);
  gradient.addColorStop(0, 'rgb(255 255 255 / 72%)');
  gradient.addColorStop(0.35, 'rgb(255 255 255 / 38%)');
  gradient.addColorStop(1, 'rgb(255 255 255 / 0%)');
  context.fillStyle = gradient;
  for (const width of [0.42, 0.26, 0.14]) {
    context.beginPath();
    context.moveTo(0, -RADIUS * width);
    context.quadraticCurveTo(-length * 0.5, -RADIUS * width, -length, 0);
    context.quadraticCurveTo(-length * 0.5, RADIUS * width, 0, RADIUS * width);
    context.fill();
  }
  spot(context, RADIUS * 0.34, [
    [0, 0.5],
    [0.5, 0.18],
    [1, 0],
  ]);
}

function paintCrown(context: CanvasRenderingContext2D): void {
  trace(context, CROWN, RADIUS * 0.85, true);
  context.fillStyle = '#ffc857';
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = '#1a1204';
  context.stroke();
}

function paintReticle(context: CanvasRenderingContext2D): void {
  context.strokeStyle = '#fff';
  context.lineWidth = 2.4;
  for (let quarter = 0; quarter < 4; quarter += 1) {
    const turn = Math.PI / 4 + (quarter * Math.PI) / 2;
    context.beginPath();
    context.arc(0, 0, RADIUS * 2.1, turn - 0.3, turn + 0.3);
    context.stroke();
  }
  // A chevron ahead of the nose.
  context.lineWidth = 2.2;
  trace(
    context,
    [
      [1.95, -0.32],
      [2.28, 0],
      [1.95, 0.32],
    ],
    RADIUS,
    false,
  );
  context.stroke();
}
