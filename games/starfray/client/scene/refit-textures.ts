// What upgrades add to a ship to look at: thicker armour, longer or double barrels, a bow, a horseshoe. Engines show in their flames.

import { type Baked, type TextureBook, trace } from '@starfray/client/scene';
import type { Upgrade } from '../../rules/index.ts';
import { RADIUS } from './ship-radius.ts';

/** In the order in which they are drawn over each other. */
export const SHOWN = ['plating', 'blaster', 'rapid', 'deflector', 'magnet'] as const satisfies readonly Upgrade[];
type Shown = (typeof SHOWN)[number];

export type RefitArt = Readonly<Record<Shown, Baked>>;

/** Side of each drawing in world pixels. */
export const REFIT_SIZE = RADIUS * 4;

export function bakeRefits(book: TextureBook): RefitArt {
  return {
    plating: book.bake('refit-plating', REFIT_SIZE, paintPlating),
    blaster: book.bake('refit-blaster', REFIT_SIZE, (context) => {
      bar(context, 0.9, 2, 0, 0.3);
    }),
    rapid: book.bake('refit-rapid', REFIT_SIZE, (context) => {
      for (const side of [-1, 1]) bar(context, 0.5, 1.45, side * 0.62, 0.14);
    }),
    deflector: book.bake('refit-deflector', REFIT_SIZE, paintBow),
    magnet: book.bake('refit-magnet', REFIT_SIZE, paintHorseshoe),
  };
}

// Plates along both flanks.
function paintPlating(context: CanvasRenderingContext2D): void {
  context.lineWidth = 3.4;
  context.strokeStyle = '#fff';
  for (const side of [-1, 1]) {
    trace(
      context,
      [
        [0.75, side * 0.5],
        [0, side * 0.78],
        [-0.85, side * 1.36],
      ],
      RADIUS,
      false,
    );
    context.stroke();
  }
}

function bar(context: CanvasRenderingContext2D, from: number, to: number, y: number, width: number): void {
  context.lineWidth = width * RADIUS;
  context.strokeStyle = 'rgb(58 62 78)';
  trace(
    context,
    [
      [from, y],
      [to, y],
    ],
    RADIUS,
    false,
  );
  context.stroke();
  context.lineWidth = 1.4;
  context.strokeStyle = '#fff';
  const half = width / 2;
  trace(
    context,
    [
      [from, y - half],
      [to, y - half],
      [to, y + half],
      [from, y + half],
    ],
    RADIUS,
    false,
  );
  context.stroke();
}

function paintBow(context: CanvasRenderingContext2D): void {
  context.lineWidth = 2;
  context.strokeStyle = 'rgb(255 255 255 / 85%)';
  context.beginPath();
  context.arc(0, 0, RADIUS * 1.72, -0.85, 0.85);
  context.stroke();
}

function paintHorseshoe(context: CanvasRenderingContext2D): void {
  context.lineWidth = 2.6;
  context.strokeStyle = '#fff';
  context.beginPath();
  context.arc(-RADIUS * 1.25, 0, RADIUS * 0.42, Math.PI * 0.55, Math.PI * 1.45);
  context.stroke();
}
