// One ship as it is drawn: hull, lines, glow, engines, shield, trail and, of others, its name.

import type { PlayerInfo } from '@starfray/client/net';
import { addSprite, scaleFor } from '@starfray/client/scene';
import { mixColors, toPx } from '@starfray/client/view';
import { ANGLE_STEPS } from '@starfray/shared/core';
import type Phaser from 'phaser';
import { hasUpgrade, hullFull, type ShipRow } from '../../rules/index.ts';
import { shipColor, shipHue } from '../view/ship-colors.ts';
import { DART, FORK, type ShipShape } from '../view/ship-shapes.ts';
import { Trail } from '../view/trail.ts';
import { CarriedSign } from './carried-sign.ts';
import { Crown } from './crown.ts';
import { NamePlate, type PlateScale } from './name-plate.ts';
import { Refit } from './refit.ts';
import { RADIUS } from './ship-radius.ts';
import type { Stage } from './stage.ts';

/** The colour of one's own ship: no hue of another comes as close to white. */
export const OWN_COLOR = 0x8ff6ff;
const OWN_HULL_COLOR = 0xc8fbff;

const HURT_SECONDS = 0.22;
const PX_PER_TICK_FULL = 8;

export class ShipSprite {
  readonly trail = new Trail();
  readonly isOwn: boolean;
  /** Whose ship it is. */
  playerId = 0;
  private readonly team: number;
  /** World pixels. */
  x = 0;
  y = 0;
  color = 0xffffff;
  /** Direction of the exhaust in radians while it boosts. */
  exhaust: number | undefined;
  /** Frame of the last picture that held the ship. */
  frame = 0;
  private readonly shape: ShipShape;
  private readonly glow: Phaser.GameObjects.Image;
  private readonly hull: Phaser.GameObjects.Image;
  private readonly lines: Phaser.GameObjects.Image;
  private readonly flames: readonly Phaser.GameObjects.Image[];
  private readonly shield: Phaser.GameObjects.Image;
  private readonly carried: CarriedSign;
  private readonly reticle: Phaser.GameObjects.Image | undefined;
  private readonly plate: NamePlate | undefined;
  /** Of the own ship; others have theirs over the name. */
  private readonly crown: Crown | undefined;
  private readonly refit: Refit;
  private lastHull = 0;
  private hurt = 0;
  private age = 0;
  private burn = 0;

  /** @param team from 1; 0 in a mode without teams. */
  constructor(stage: Stage, info: PlayerInfo | undefined, isOwn: boolean, team: number) {
    const isBot = info?.kind === 'bot';
    const art = isBot ? stage.ships.bot : stage.ships.human;
    this.isOwn = isOwn;
    this.shape = isBot ? FORK : DART;
    this.glow = addSprite(stage, 'underglow', art.glow);
    this.flames = this.shape.engines.map(() => addSprite(stage, 'underglow', stage.ships.flame));
    this.hull = addSprite(stage, 'hulls', art.hull);
    this.lines = addSprite(stage, 'light', art.lines);
    this.shield = addSprite(stage, 'light', stage.ships.shield);
    this.carried = new CarriedSign(stage);
    this.reticle = isOwn ? addSprite(stage, 'light', stage.ships.reticle).setTint(OWN_COLOR) : undefined;
    this.plate = isOwn ? undefined : new NamePlate(stage);
    this.crown = isOwn ? new Crown(stage) : undefined;
    this.team = team;
    this.paint(info);
    this.refit = new Refit(stage, isOwn ? OWN_HULL_COLOR : this.color);
  }

  /** Takes the colour of a pilot; a pilot may become known after the ship. */
  paint(info: PlayerInfo | undefined): void {
    this.color = this.isOwn && this.team === 0 ? OWN_COLOR : shipColor(shipHue(this.team, info?.hue, 210));
    this.hull.setTint(this.isOwn ? OWN_HULL_COLOR : this.color);
    this.glow.setTint(this.color);
    this.shield.setTint(mixColors(this.color, 0xffffff, 0.3));
    for (const flame of this.flames) flame.setTint(mixColors(this.color, 0xffffff, 0.35));
  }

  update(row: ShipRow, info: PlayerInfo | undefined, plateScale: PlateScale, seconds: number): void {
    this.age += seconds;
    this.playerId = row.player;
    this.x = toPx(row.x);
    this.y = toPx(row.y);
    const rotation = (row.aim / ANGLE_STEPS) * Math.PI * 2;
    this.exhaust = row.boosting === 1 ? rotation + Math.PI : undefined;
    for (const part of [this.hull, this.lines, this.glow]) part.setPosition(this.x, this.y).setRotation(rotation);
    this.refit.update(this.x, this.y, rotation, row.upgrades);
    this.showHurt(row.hull, hullFull(row), seconds);
    this.showEngines(row, rotation, seconds);
    this.showShield(row.shielded === 1, seconds);
    this.carried.update(this.x, this.y, row.carries);
    if (this.reticle !== undefined) {
      this.reticle
        .setPosition(this.x, this.y)
        .setRotation(rotation)
        .setAlpha(0.72 + 0.12 * Math.sin(this.age * 3));
    }
    const part = row.hull / hullFull(row);
    this.plate?.update(this.x, this.y, info, { part, tier: row.tier, team: row.team }, plateScale);
    this.crown?.update(this.x, this.y - RADIUS * 2.6, row.tier, plateScale.density / plateScale.zoom);
  }

  destroy(): void {
    for (const part of [this.glow, this.hull, this.lines, this.shield, ...this.flames]) part.destroy();
    this.refit.destroy();
    this.crown?.destroy();
    this.reticle?.destroy();
    this.plate?.destroy();
    this.carried.destroy();
  }

  private showHurt(hull: number, full: number, seconds: number): void {
    if (hull < this.lastHull) this.hurt = HURT_SECONDS;
    this.lastHull = hull;
    this.hurt = Math.max(0, this.hurt - seconds);
    const flash = this.hurt / HURT_SECONDS;
    // A badly hurt ship flickers like a lamp with a loose contact.
    const isFailing = hull < full * 0.3 && Math.sin(this.age * 31) + Math.sin(this.age * 17.3) > 1.1;
    this.lines
      .setAlpha(isFailing ? 0.15 : this.isOwn ? 1 : 0.55 + 0.45 * flash)
      .setTint(flash > 0 ? 0xffd0c8 : 0xffffff);
    this.lines.setScale(scaleFor(this.lines, RADIUS * 4) * (1 + 0.25 * flash));
    this.glow.setAlpha(isFailing ? 0.2 : Math.min(1, (this.isOwn ? 0.95 : 0.7) + flash));
  }

  private showEngines(row: ShipRow, rotation: number, seconds: number): void {
    const size = hasUpgrade(row, 'engine') ? 1.45 : 1;
    const wanted = row.boosting === 1 ? 1.9 : row.thrust > 0 ? 1 : 0;
    this.burn += (wanted - this.burn) * Math.min(1, seconds * 14);
    const flicker = 0.85 + 0.15 * Math.sin(this.age * 53) + 0.1 * Math.sin(this.age * 91);
    const cos = Math.cos(rotation);
    const sin = Math.sin(rotation);
    for (const [index, flame] of this.flames.entries()) {
      const [ex, ey] = this.shape.engines[index] ?? [0, 0];
      flame
        .setPosition(this.x + (ex * cos - ey * sin) * RADIUS, this.y + (ex * sin + ey * cos) * RADIUS)
        .setRotation(rotation);
      const scale = scaleFor(flame, RADIUS * 3);
      flame.setScale(scale * (0.35 + 0.75 * this.burn) * flicker * size, scale * (0.6 + 0.35 * this.burn) * size);
      flame.setAlpha(Math.min(1, this.burn)).setVisible(this.burn > 0.03);
    }
    const speed = Math.hypot(toPx(row.vx), toPx(row.vy)) / PX_PER_TICK_FULL;
    const strength = Math.min(1.6, this.burn * (0.45 + 0.6 * speed));
    this.trail.advance(this.x - cos * RADIUS * 0.75, this.y - sin * RADIUS * 0.75, strength, seconds);
  }

  private showShield(isShielded: boolean, seconds: number): void {
    const target = isShielded ? 0.62 + 0.14 * Math.sin(this.age * 7) : 0;
    const alpha = this.shield.alpha + (target - this.shield.alpha) * Math.min(1, seconds * 12);
    this.shield
      .setPosition(this.x, this.y)
      .setAlpha(alpha)
      .setVisible(alpha > 0.02);
    this.shield.rotation += seconds * 0.4;
    this.shield.setScale(scaleFor(this.shield, RADIUS * 5) * (1 + (isShielded ? 0 : 0.5 * (1 - alpha))));
  }
}
