// Bases, flags, the ring, and arrows to flags that are not in the picture: few lines, drawn new each frame. Teams differ by shape, too: one is
// a triangle, the other a disc.

import { mixColors, oklch, toPx } from '@starfray/client/view';
import Phaser from 'phaser';
import { FLAG_STATES, TEAM_LIST } from '../../rules/index.ts';
import { arrowTo, type ModeView, type SeenFlag } from '../view/mode-view.ts';
import type { PictureArea } from '../view/picture-area.ts';
import type { Stage } from './stage.ts';

const BASE_RADIUS = 90;
const RING_COLOR = 0xff8a3d;
const BEYOND_COLOR = 0xff3d2e;
/** World pixels between an arrow and the picture's edge. */
const ARROW_INSET = 46;
const POLE = 30;

export class ModeMarks {
  private readonly below: Phaser.GameObjects.Graphics;
  private readonly above: Phaser.GameObjects.Graphics;
  private time = 0;

  constructor({ scene, layers }: Stage) {
    this.below = new Phaser.GameObjects.Graphics(scene);
    this.above = new Phaser.GameObjects.Graphics(scene);
    layers.ground.add(this.below);
    layers.plates.add(this.above);
  }

  update(mode: ModeView, area: PictureArea, seconds: number): void {
    this.time += seconds;
    this.below.clear();
    this.above.clear();
    for (const [i, place] of mode.bases.entries()) this.drawBase(i + 1, toPx(place.x), toPx(place.y));
    for (const one of mode.flags) this.drawFlag(one, area);
    this.drawRing(mode, area);
  }

  private drawBase(team: number, x: number, y: number): void {
    const { below } = this;
    const color = teamColor(team);
    below.fillStyle(color, 0.07).fillCircle(x, y, BASE_RADIUS);
    below.lineStyle(3, color, 0.75).strokeCircle(x, y, BASE_RADIUS);
    below.lineStyle(2, color, 0.35).strokeCircle(x, y, BASE_RADIUS * 0.62);
    drawMark(below, team, x, y, 22, color, 0.45);
  }

  private drawFlag({ team, x: atX, y: atY, state }: SeenFlag, area: PictureArea): void {
    const { above } = this;
    const [x, y] = [toPx(atX), toPx(atY)];
    const color = teamColor(team);
    const arrow = arrowTo(area, { x: atX, y: atY }, ARROW_INSET);
    if (arrow !== undefined) {
      drawArrow(above, arrow.x, arrow.y, arrow.angle, color);
      drawMark(above, team, arrow.x - Math.cos(arrow.angle) * 20, arrow.y - Math.sin(arrow.angle) * 20, 7, color, 1);
      return;
    }
    const isCarried = state === FLAG_STATES.carried;
    const lift = isCarried ? 24 : 0;
    const wave = Math.sin(this.time * 5) * 3;
    const top = y - POLE - lift;
    above.lineStyle(3, 0xf4feff, 0.95).lineBetween(x, y + (isCarried ? -16 : 8), x, top);
    above.fillStyle(color, 0.95).fillTriangle(x, top, x + 26, top + 8 + wave, x, top + 17);
    drawMark(above, team, x + 8, top + 8, 4, 0x05070f, 1);
    if (state === FLAG_STATES.dropped)
      above.lineStyle(2, color, 0.8).strokeCircle(x, y, 40 + 4 * Math.sin(this.time * 4));
  }

  // A bright rim, and streaks beyond it that show the way in.
  private drawRing({ ring }: ModeView, area: PictureArea): void {
    if (ring === undefined) return;
    const { below } = this;
    const [x, y, radius] = [toPx(ring.x), toPx(ring.y), toPx(ring.radius)];
    for (const [width, alpha] of [
      [34, 0.08],
      [14, 0.2],
      [4, 0.95],
    ] as const) {
      below.lineStyle(width, RING_COLOR, alpha);
      below.beginPath();
      below.arc(x, y, Math.max(1, radius), 0, Math.PI * 2, false, 0.002);
      below.strokePath();
    }
    this.drawBeyond(x, y, radius, area);
  }

  private drawBeyond(x: number, y: number, radius: number, area: PictureArea): void {
    const { below } = this;
    below.lineStyle(3, BEYOND_COLOR, 0.5);
    const step = 120;
    const drift = (this.time * 60) % step;
    for (let gx = Math.floor(area.left / step) * step; gx < area.right; gx += step) {
      for (let gy = Math.floor(area.top / step) * step; gy < area.bottom; gy += step) {
        const [dx, dy] = [x - gx, y - gy];
        const distance = Math.hypot(dx, dy);
        if (distance < radius + 30 || distance === 0) continue;
        const along = drift * 0.3;
        const [ux, uy] = [dx / distance, dy / distance];
        below.lineBetween(gx + ux * along, gy + uy * along, gx + ux * (along + 26), gy + uy * (along + 26));
      }
    }
  }
}

/** The colour of a team on black. */
function teamColor(team: number): number {
  return oklch(0.78, 0.16, TEAM_LIST[team - 1]?.hue ?? 0);
}

function drawMark(
  graphics: Phaser.GameObjects.Graphics,
  team: number,
  x: number,
  y: number,
  size: number,
  color: number,
  alpha: number,
): void {
  graphics.fillStyle(color, alpha);
  if (team === 1) graphics.fillTriangle(x, y - size, x + size, y + size * 0.8, x - size, y + size * 0.8);
  else graphics.fillCircle(x, y, size * 0.9);
}

function drawArrow(graphics: Phaser.GameObjects.Graphics, x: number, y: number, angle: number, color: number): void {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const at = (along: number, across: number): readonly [number, number] => [
    x + along * cos - across * sin,
    y + along * sin + across * cos,
  ];
  graphics.fillStyle(mixColors(color, 0xffffff, 0.15), 0.95);
  graphics.fillTriangle(...at(18, 0), ...at(-8, -13), ...at(-8, 13));
}
