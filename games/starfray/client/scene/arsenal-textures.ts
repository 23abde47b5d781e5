// What crates, missiles and mines look like, painted once. Each can be told by its outline alone.

import { type Baked, spot, type TextureBook, trace } from '@starfray/client/scene';
import { WEAPON_LOOKS } from '../view/weapon-names.ts';

export interface ArsenalArt {
  readonly crate: Baked;
  /** By weapon, white. */
  readonly glyphs: readonly Baked[];
  readonly pad: Baked;
  readonly missile: Baked;
  /** A mine with its spikes in, and with them out. */
  readonly mineFolded: Baked;
  readonly mineArmed: Baked;
  /** A line along x, bright in the middle: a beam is stretched from it. */
  readonly beam: Baked;
}

const GLYPH_BOX = 24;

export function bakeArsenal(book: TextureBook): ArsenalArt {
  return {
    crate: book.bake('crate', 44, paintCrate),
    glyphs: WEAPON_LOOKS.map(({ path }, weapon) =>
      book.bake(`glyph-${weapon}`, 28, (context) => paintGlyph(context, path)),
    ),
    pad: book.bake('pad', 96, paintPad),
    missile: book.bake('missile', 36, paintMissile),
    mineFolded: book.bake('mine-folded', 44, (context) => paintMine(context, 12)),
    mineArmed: book.bake('mine-armed', 44, (context) => paintMine(context, 20)),
    beam: book.bake('beam', 64, paintBeam, 2),
  };
}

function paintCrate(context: CanvasRenderingContext2D): void {
  const corner = 6;
  const half = 16;
  trace(
    context,
    [
      [-half + corner, -half],
      [half - corner, -half],
      [half, -half + corner],
      [half, half - corner],
      [half - corner, half],
      [-half + corner, half],
      [-half, half - corner],
      [-half, -half + corner],
    ],
    1,
    true,
  );
  context.fillStyle = 'rgb(10 18 36 / 88%)';
  context.fill();
  context.lineWidth = 2.4;
  context.strokeStyle = '#fff';
  context.stroke();
  // Clasps, so that it is a thing that was packed.
  context.lineWidth = 4;
  for (const turn of [0, 1, 2, 3]) {
    context.save();
    context.rotate((turn * Math.PI) / 2);
    context.beginPath();
    context.moveTo(-5, -half);
    context.lineTo(5, -half);
    context.stroke();
    context.restore();
  }
}

function paintGlyph(context: CanvasRenderingContext2D, path: string): void {
  context.translate(-GLYPH_BOX / 2, -GLYPH_BOX / 2);
  context.lineWidth = 2.2;
  context.strokeStyle = '#fff';
  context.stroke(new Path2D(path));
}

function paintPad(context: CanvasRenderingContext2D): void {
  context.lineWidth = 2;
  context.strokeStyle = '#fff';
  for (const turn of [0, 1, 2, 3]) {
    context.beginPath();
    context.arc(0, 0, 40, (turn * Math.PI) / 2 + 0.2, ((turn + 1) * Math.PI) / 2 - 0.2);
    context.stroke();
    context.save();
    context.rotate((turn * Math.PI) / 2 + Math.PI / 4);
    trace(
      context,
      [
        [30, -4],
        [24, 0],
        [30, 4],
      ],
      1,
      false,
    );
    context.stroke();
    context.restore();
  }
}

function paintMissile(context: CanvasRenderingContext2D): void {
  trace(
    context,
    [
      [15, 0],
      [8, -4],
      [-8, -4],
      [-14, -9],
      [-11, -2],
      [-11, 2],
      [-14, 9],
      [-8, 4],
      [8, 4],
    ],
    1,
    true,
  );
  context.fillStyle = 'rgb(20 26 44 / 95%)';
  context.fill();
  context.lineWidth = 1.8;
  context.strokeStyle = '#fff';
  context.stroke();
  context.beginPath();
  context.moveTo(8, -4);
  context.lineTo(8, 4);
  context.stroke();
}

function paintMine(context: CanvasRenderingContext2D, reach: number): void {
  context.strokeStyle = '#fff';
  context.lineWidth = 2.4;
  for (let spike = 0; spike < 8; spike += 1) {
    const turn = (spike * Math.PI) / 4;
    context.beginPath();
    context.moveTo(Math.cos(turn) * 9, Math.sin(turn) * 9);
    context.lineTo(Math.cos(turn) * reach, Math.sin(turn) * reach);
    context.stroke();
  }
  context.beginPath();
  context.arc(0, 0, 9.5, 0, Math.PI * 2);
  context.fillStyle = 'rgb(20 24 40 / 95%)';
  context.fill();
  context.stroke();
  spot(context, 5, [
    [0, 1],
    [0.5, 0.6],
    [1, 0],
  ]);
}

function paintBeam(context: CanvasRenderingContext2D): void {
  const gradient = context.createLinearGradient(0, -16, 0, 16);
  gradient.addColorStop(0, 'rgb(255 255 255 / 0%)');
  gradient.addColorStop(0.38, 'rgb(255 255 255 / 30%)');
  gradient.addColorStop(0.5, '#fff');
  gradient.addColorStop(0.62, 'rgb(255 255 255 / 30%)');
  gradient.addColorStop(1, 'rgb(255 255 255 / 0%)');
  context.fillStyle = gradient;
  context.fillRect(-32, -16, 64, 32);
}
