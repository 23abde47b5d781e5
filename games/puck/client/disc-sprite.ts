// One disc as it is drawn, and what discs and the puck look like: teams by shape and colour, the own one with a white edge.

import { toPx } from '@starfray/client/page';
import type Phaser from 'phaser';
import { DISC_RADIUS, type DiscRow, KICK_REACH, PUCK_RADIUS } from '../rules/index.ts';

const SIZE_PX = toPx(DISC_RADIUS) * 2.5;
const NAME_PX = 15;

export class DiscSprite {
  private readonly body: Phaser.GameObjects.Image;
  private readonly marks: Phaser.GameObjects.Graphics;
  private readonly name: Phaser.GameObjects.Text;
  private readonly isOwn: boolean;

  constructor(scene: Phaser.Scene, team: number, isOwn: boolean) {
    this.isOwn = isOwn;
    this.marks = scene.add.graphics().setDepth(1);
    this.body = scene.add.image(0, 0, `disc-${team}`).setDepth(1).setDisplaySize(SIZE_PX, SIZE_PX);
    const style = { fontFamily: 'system-ui, sans-serif', fontSize: `${2 * NAME_PX}px`, color: '#dcebff' };
    this.name = scene.add.text(0, 0, '', style).setOrigin(0.5).setDepth(3).setScale(0.5);
  }

  show(row: DiscRow, name: string, turn: number): void {
    const [x, y] = [toPx(row.x), toPx(row.y)];
    const upright = (-turn * Math.PI) / 4;
    this.body.setPosition(x, y).setRotation(upright);
    if (this.name.text !== name) this.name.setText(name);
    // Below it on the screen, however the world is turned.
    const below = toPx(DISC_RADIUS) + NAME_PX;
    this.name.setPosition(x - Math.sin(upright) * below, y + Math.cos(upright) * below).setRotation(upright);
    this.drawMarks(row, x, y);
  }

  destroy(): void {
    this.body.destroy();
    this.marks.destroy();
    this.name.destroy();
  }

  // Behind the disc: its flame, the edge of the own one, and a kick that waits for the puck.
  private drawMarks({ thrust, boosting, swing }: DiscRow, x: number, y: number): void {
    const { marks } = this;
    const radius = toPx(DISC_RADIUS);
    marks.clear();
    if (thrust > 0) {
      const angle = ((thrust - 1) * Math.PI) / 4 + Math.PI;
      const reach = radius * (boosting === 1 ? 2.3 : 1.75);
      const [tipX, tipY] = [x + Math.cos(angle) * reach, y + Math.sin(angle) * reach];
      const [sideX, sideY] = [Math.sin(angle) * radius * 0.5, -Math.cos(angle) * radius * 0.5];
      marks.fillStyle(boosting === 1 ? 0xffe08a : 0x8fd8ff, 0.75);
      marks.fillTriangle(tipX, tipY, x + sideX, y + sideY, x - sideX, y - sideY);
    }
    if (this.isOwn) marks.lineStyle(3, 0xffffff, 0.95).strokeCircle(x, y, radius + 3);
    if (swing > 0) marks.lineStyle(4, 0xffffff, 0.85).strokeCircle(x, y, radius + toPx(KICK_REACH));
  }
}

/** Team 1 is a plate with a triangle, team 2 a ring around a hole. */
export function paintDisc(context: CanvasRenderingContext2D, team: number, hue: number): void {
  const radius = toPx(DISC_RADIUS);
  context.fillStyle = `hsl(${hue} 80% 30%)`;
  context.beginPath();
  context.arc(0, 0, radius, 0, Math.PI * 2);
  context.fill();
  context.strokeStyle = `hsl(${hue} 90% 62%)`;
  context.fillStyle = context.strokeStyle;
  if (team === 1) {
    context.lineWidth = 3;
    context.stroke();
    context.beginPath();
    context.moveTo(0, -radius * 0.62);
    context.lineTo(radius * 0.56, radius * 0.38);
    context.lineTo(-radius * 0.56, radius * 0.38);
    context.fill();
    return;
  }
  context.lineWidth = radius * 0.32;
  context.beginPath();
  context.arc(0, 0, radius * 0.82, 0, Math.PI * 2);
  context.stroke();
  context.beginPath();
  context.arc(0, 0, radius * 0.3, 0, Math.PI * 2);
  context.fill();
}

export function paintPuck(context: CanvasRenderingContext2D): void {
  const radius = toPx(PUCK_RADIUS);
  context.fillStyle = '#f4f8ff';
  context.beginPath();
  context.arc(0, 0, radius, 0, Math.PI * 2);
  context.fill();
  context.strokeStyle = '#20354f';
  context.lineWidth = 3;
  context.beginPath();
  context.arc(0, 0, radius * 0.6, 0, Math.PI * 2);
  context.stroke();
}
