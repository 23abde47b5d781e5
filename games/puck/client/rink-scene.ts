// The picture of the rink: the whole of it, whatever the shape of the window. It reads a frame and changes nothing.

import { type ScreenFit, toPx } from '@starfray/client/page';
import { type PictureScene, TextureBook } from '@starfray/client/scene';
import Phaser from 'phaser';
import { DISC_RADIUS, GOAL_DEPTH, GOAL_HALF, POST_RADIUS, PUCK_RADIUS, type Rink, TEAMS } from '../rules/index.ts';
import { DiscSprite, paintDisc, paintPuck } from './disc-sprite.ts';
import type { RinkFrame } from './rink-frame.ts';

/** World pixels around the ice. */
const MARGIN_PX = 24;
/** Of a tall window the HUD takes more. */
const PORTRAIT_MARGIN_PX = 150;
const TRAIL_LENGTH = 14;
const FLASH_S = 0.9;

export class RinkScene extends Phaser.Scene implements PictureScene<RinkFrame> {
  readonly middle = { x: 0, y: 0 };
  private fit: ScreenFit;
  private readonly bakeZoom: number;
  private readonly onReady: () => void;
  private drawnRink: Rink | undefined;
  private readonly sprites = new Map<number, DiscSprite>();
  private ice: Phaser.GameObjects.Graphics | undefined;
  private light: Phaser.GameObjects.Graphics | undefined;
  private puck: Phaser.GameObjects.Image | undefined;
  private trail: { x: number; y: number }[] = [];
  private trailKey = 0;
  private flash = { team: 0, left: 0 };
  private isReduced = false;

  constructor(fit: ScreenFit, bakeZoom: number, onReady: () => void) {
    super('rink');
    this.fit = fit;
    this.bakeZoom = bakeZoom;
    this.onReady = onReady;
  }

  create(): void {
    const book = new TextureBook(this.textures, this.bakeZoom);
    for (const [i, team] of TEAMS.entries()) {
      book.bake(`disc-${i + 1}`, toPx(DISC_RADIUS) * 2.5, (context) => paintDisc(context, i + 1, team.hue));
    }
    book.bake('puck', toPx(PUCK_RADIUS) * 2.5, paintPuck);
    this.ice = this.add.graphics();
    this.light = this.add.graphics();
    this.puck = this.add.image(0, 0, 'puck').setDepth(2);
    this.puck.setDisplaySize(toPx(PUCK_RADIUS) * 2.5, toPx(PUCK_RADIUS) * 2.5);
    this.onReady();
  }

  setFit(fit: ScreenFit): void {
    this.fit = fit;
    this.cameras.main.setSize(fit.canvasWidth, fit.canvasHeight);
  }

  setReduced(_isMotionReduced: boolean, isFlashReduced: boolean): void {
    this.isReduced = isFlashReduced;
  }

  clear(): void {
    for (const sprite of this.sprites.values()) sprite.destroy();
    this.sprites.clear();
    this.trail = [];
  }

  show(frame: RinkFrame): void {
    if (this.ice === undefined || this.light === undefined || this.puck === undefined) return;
    if (frame.rink !== this.drawnRink) this.drawIce(frame.rink, this.ice);
    this.aim(frame);
    this.showDiscs(frame);
    this.showPuck(frame, this.puck);
    const [scored] = frame.goals;
    if (scored !== undefined) this.flash = { team: scored, left: FLASH_S };
    this.showLight(frame, this.light);
  }

  private aim({ rink, turn, isPortrait }: RinkFrame): void {
    const length = toPx(rink.right - rink.left + 2 * GOAL_DEPTH) + 2 * MARGIN_PX;
    const width = toPx(rink.bottom - rink.top) + 2 * MARGIN_PX;
    const [wide, high] = isPortrait ? [width, length + PORTRAIT_MARGIN_PX] : [length, width + PORTRAIT_MARGIN_PX];
    const { canvasWidth, canvasHeight } = this.fit;
    this.middle.x = toPx(rink.middleX);
    this.middle.y = toPx(rink.middleY);
    const camera = this.cameras.main;
    camera.setZoom(Math.min(canvasWidth / wide, canvasHeight / high));
    camera.setRotation((turn * Math.PI) / 4);
    camera.centerOn(this.middle.x, this.middle.y);
  }

  private showDiscs({ discs, turn }: RinkFrame): void {
    const seen = new Set<number>();
    for (const { key, row, isOwn, name } of discs) {
      seen.add(key);
      const sprite = this.sprites.get(key) ?? new DiscSprite(this, row.team, isOwn);
      this.sprites.set(key, sprite);
      sprite.show(row, name, turn);
    }
    for (const [key, sprite] of this.sprites) {
      if (seen.has(key)) continue;
      sprite.destroy();
      this.sprites.delete(key);
    }
  }

  private showPuck({ puck }: RinkFrame, image: Phaser.GameObjects.Image): void {
    image.setVisible(puck !== undefined);
    if (puck === undefined || puck.key !== this.trailKey) this.trail = [];
    if (puck === undefined) return;
    this.trailKey = puck.key;
    const place = { x: toPx(puck.row.x), y: toPx(puck.row.y) };
    image.setPosition(place.x, place.y);
    this.trail.push(place);
    if (this.trail.length > TRAIL_LENGTH) this.trail.shift();
  }

  // The puck's way of the last moments, and a ring that a goal sends over the ice.
  private showLight({ rink }: RinkFrame, light: Phaser.GameObjects.Graphics): void {
    light.clear();
    for (const [i, { x, y }] of this.trail.entries()) {
      const share = i / TRAIL_LENGTH;
      light.fillStyle(0xbfe9ff, 0.16 * share);
      light.fillCircle(x, y, toPx(PUCK_RADIUS) * (0.4 + 0.6 * share));
    }
    if (this.flash.left <= 0) return;
    this.flash.left -= this.game.loop.delta / 1000;
    const age = 1 - Math.max(0, this.flash.left) / FLASH_S;
    const goalX = toPx(this.flash.team === 1 ? rink.right : rink.left);
    light.lineStyle(10 * (1 - age) + 1, teamColor(this.flash.team), 1 - age);
    light.strokeCircle(goalX, this.middle.y, this.isReduced ? 130 : 40 + 700 * age);
  }

  private drawIce(rink: Rink, ice: Phaser.GameObjects.Graphics): void {
    this.drawnRink = rink;
    const [left, top] = [toPx(rink.left), toPx(rink.top)];
    const [length, width] = [toPx(rink.right) - left, toPx(rink.bottom) - top];
    const [middleX, middleY] = [left + length / 2, top + width / 2];
    ice.clear();
    ice.fillStyle(0x0c1a2e, 1).fillRect(left, top, length, width);
    ice.lineStyle(3, 0x2a4568, 1);
    ice.lineBetween(middleX, top, middleX, top + width);
    ice.strokeCircle(middleX, middleY, 90);
    for (const [i, goalX] of [left, left + length].entries()) {
      const team = i + 1;
      const back = goalX + (team === 1 ? -1 : 1) * toPx(GOAL_DEPTH);
      const half = toPx(GOAL_HALF);
      ice.fillStyle(teamColor(team), 0.25).fillRect(Math.min(goalX, back), middleY - half, toPx(GOAL_DEPTH), 2 * half);
      ice
        .lineStyle(3, teamColor(team), 1)
        .strokeRect(Math.min(goalX, back), middleY - half, toPx(GOAL_DEPTH), 2 * half);
      ice.lineStyle(2, teamColor(team), 0.45).strokeCircle(goalX, middleY, half * 1.5);
    }
    // Over the goals' own lines, so that their mouths are open.
    ice.lineStyle(5, 0x7fb4e6, 1);
    for (const goalX of [left, left + length]) {
      ice.lineBetween(goalX, top, goalX, middleY - toPx(GOAL_HALF));
      ice.lineBetween(goalX, middleY + toPx(GOAL_HALF), goalX, top + width);
      for (const side of [-1, 1])
        ice.fillStyle(0xdff1ff, 1).fillCircle(goalX, middleY + side * toPx(GOAL_HALF), toPx(POST_RADIUS));
    }
    ice.lineBetween(left, top, left + length, top);
    ice.lineBetween(left, top + width, left + length, top + width);
  }
}

function teamColor(team: number): number {
  return Phaser.Display.Color.HSLToColor((TEAMS[team - 1]?.hue ?? 0) / 360, 0.9, 0.6).color;
}
