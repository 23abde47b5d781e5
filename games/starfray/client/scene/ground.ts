// The lie of the land in empty space: a faint grid to feel one's speed by, and the glowing barrier at the world's edge.

import Phaser from 'phaser';
import type { PictureArea } from '../view/picture-area.ts';
import type { Stage } from './stage.ts';

const GRID = 200;
const GRID_COLOR = 0x6f9cff;
const EDGE_COLOR = 0xff4d7a;
const EDGE_HEART = 0xffd3dd;
/** World pixels between the lines beyond the edge, and how many there are. */
const BEYOND_STEP = 56;
const BEYOND_LINES = 9;

export class Ground {
  private readonly grid: Phaser.GameObjects.Graphics;
  private readonly edge: Phaser.GameObjects.Graphics;
  private time = 0;

  constructor({ scene, layers }: Stage) {
    this.grid = new Phaser.GameObjects.Graphics(scene);
    this.edge = new Phaser.GameObjects.Graphics(scene).setBlendMode(Phaser.BlendModes.ADD);
    layers.ground.add([this.grid, this.edge]);
  }

  /** `side` is that of the world and `pixel` a device pixel, both in world pixels. */
  update(area: PictureArea, side: number, pixel: number, seconds: number): void {
    this.time += seconds;
    this.drawGrid(area, side, pixel);
    this.edge.clear();
    const isNear = area.left < 20 || area.top < 20 || area.right > side - 20 || area.bottom > side - 20;
    if (isNear) this.drawEdge(area, side, pixel);
  }

  private drawGrid(area: PictureArea, side: number, pixel: number): void {
    const { grid } = this;
    grid.clear();
    const left = Math.max(0, area.left);
    const top = Math.max(0, area.top);
    const right = Math.min(side, area.right);
    const bottom = Math.min(side, area.bottom);
    grid.lineStyle(pixel, GRID_COLOR, 0.07);
    for (let x = Math.ceil(left / GRID) * GRID; x < right; x += GRID) grid.lineBetween(x, top, x, bottom);
    for (let y = Math.ceil(top / GRID) * GRID; y < bottom; y += GRID) grid.lineBetween(left, y, right, y);
    grid.lineStyle(1.6 * pixel, GRID_COLOR, 0.3);
    for (let x = Math.ceil(left / GRID) * GRID; x < right; x += GRID) {
      for (let y = Math.ceil(top / GRID) * GRID; y < bottom; y += GRID) {
        grid.lineBetween(x - 5, y, x + 5, y);
        grid.lineBetween(x, y - 5, x, y + 5);
      }
    }
  }

  private drawEdge(area: PictureArea, side: number, pixel: number): void {
    const { edge } = this;
    const pulse = 0.85 + 0.15 * Math.sin(this.time * 2.2);
    for (let line = 1; line <= BEYOND_LINES; line += 1) {
      // The lines beyond wander outwards and fade.
      const drift = (line - 1 + ((this.time * 0.25) % 1)) * BEYOND_STEP;
      const fade = 1 - drift / (BEYOND_LINES * BEYOND_STEP);
      edge.lineStyle(Math.max(pixel, 1.4), EDGE_COLOR, 0.4 * fade * fade);
      edge.strokeRect(-drift, -drift, side + 2 * drift, side + 2 * drift);
    }
    this.drawSpokes(area, side, pixel);
    for (const [width, alpha] of [
      [46, 0.05],
      [22, 0.1],
      [9, 0.28],
    ] as const) {
      edge.lineStyle(width, EDGE_COLOR, alpha * pulse);
      edge.strokeRect(0, 0, side, side);
    }
    edge.lineStyle(Math.max(2.2, pixel), EDGE_HEART, 0.95);
    edge.strokeRect(0, 0, side, side);
  }

  // Short lines across the barrier, where the grid meets it.
  private drawSpokes(area: PictureArea, side: number, pixel: number): void {
    const { edge } = this;
    edge.lineStyle(Math.max(pixel, 1.2), EDGE_COLOR, 0.35);
    const reach = BEYOND_LINES * BEYOND_STEP;
    for (
      let along = Math.ceil(Math.max(0, area.left) / GRID) * GRID;
      along <= Math.min(side, area.right);
      along += GRID
    ) {
      if (area.top < 0) edge.lineBetween(along, -reach, along, 0);
      if (area.bottom > side) edge.lineBetween(along, side, along, side + reach);
    }
    for (
      let along = Math.ceil(Math.max(0, area.top) / GRID) * GRID;
      along <= Math.min(side, area.bottom);
      along += GRID
    ) {
      if (area.left < 0) edge.lineBetween(-reach, along, 0, along);
      if (area.right > side) edge.lineBetween(side, along, side + reach, along);
    }
  }
}
