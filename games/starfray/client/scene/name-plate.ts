// The name above another ship, with a mark for bots, and a bar once its hull is hurt. Sizes are of the screen, not of the
// world: names are as readable on a phone as on a wall.

import type { PlayerInfo } from '@starfray/client/net';
import { cssColor, nameColor } from '@starfray/client/view';
import Phaser from 'phaser';
import { TEAM_LIST } from '../../rules/index.ts';
import { shipHue } from '../view/ship-colors.ts';
import { Crown } from './crown.ts';
import { RADIUS } from './ship-radius.ts';
import type { Stage } from './stage.ts';

/** CSS pixels. */
const FONT_PX = 12;
const BAR_PX = 30;
const GAP_PX = 6;
export const FONTS =
  '"Avenir Next Condensed", "DIN Alternate", Bahnschrift, "Roboto Condensed", "Liberation Sans Narrow", "Segoe UI", system-ui, sans-serif';

export interface PlateScale {
  /** Device pixels per world pixel. */
  readonly zoom: number;
  /** Device pixels per CSS pixel. */
  readonly density: number;
  /** Size of the picture in CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** Names grow with large screens, as the HUD does. */
function growth({ width, height }: PlateScale): number {
  return Math.min(1.6, Math.max(1, Math.sqrt((width * height) / (1280 * 720)) * 0.8));
}

export class NamePlate {
  private readonly text: Phaser.GameObjects.Text;
  private readonly bar: Phaser.GameObjects.Rectangle;
  private readonly ground: Phaser.GameObjects.Rectangle;
  private info: PlayerInfo | undefined;
  private density = 0;

  private readonly crown: Crown;

  constructor(stage: Stage) {
    const { scene, layers } = stage;
    this.crown = new Crown(stage);
    this.text = new Phaser.GameObjects.Text(scene, 0, 0, '', { fontFamily: FONTS, fontStyle: '600' });
    this.text.setOrigin(0.5, 1);
    this.ground = new Phaser.GameObjects.Rectangle(scene, 0, 0, 1, 1, 0x02040c, 0.7).setOrigin(0, 0.5);
    this.bar = new Phaser.GameObjects.Rectangle(scene, 0, 0, 1, 1, 0xffffff, 1).setOrigin(0, 0.5);
    layers.plates.add([this.text, this.ground, this.bar]);
  }

  /** `part`: of a full hull, 0..1. `tier`: of the bounty, which shows as a crown from 1 on. */
  update(
    x: number,
    y: number,
    info: PlayerInfo | undefined,
    { part, tier, team }: { readonly part: number; readonly tier: number; readonly team: number },
    scale: PlateScale,
  ): void {
    const { zoom } = scale;
    const density = scale.density * growth(scale);
    this.write(info, team, density);
    const cssPx = density / zoom;
    const top = y - RADIUS * 1.5 - GAP_PX * cssPx;
    this.text.setPosition(x, top).setScale(1 / zoom);
    const isHurt = part < 1;
    this.crown.update(x, top - (FONT_PX + 5) * cssPx, tier, cssPx);
    this.ground.setVisible(isHurt);
    this.bar.setVisible(isHurt);
    if (!isHurt) return;
    const width = BAR_PX * cssPx;
    const left = x - width / 2;
    this.ground.setPosition(left, top + 3 * cssPx).setDisplaySize(width, 4 * cssPx);
    this.bar.setPosition(left, top + 3 * cssPx).setDisplaySize(width * part, 2 * cssPx);
    this.bar.setFillStyle(part < 1 / 3 ? 0xff5a6a : 0x6dffb3);
  }

  setVisible(isVisible: boolean): void {
    for (const part of [this.text, this.ground, this.bar]) part.setVisible(isVisible);
  }

  destroy(): void {
    for (const part of [this.text, this.ground, this.bar]) part.destroy();
    this.crown.destroy();
  }

  // Painting a text is costly: only when its words or the density of the screen are others.
  private write(info: PlayerInfo | undefined, team: number, density: number): void {
    if (info === this.info && density === this.density) return;
    this.info = info;
    this.density = density;
    this.text.setFontSize(Math.round(FONT_PX * density));
    this.text.setShadow(0, 1, '#000', 3 * density, true, true);
    this.text.setColor(cssColor(nameColor(shipHue(team, info?.hue, 210))));
    this.text.setText(info === undefined ? '' : plateText(info, team));
  }
}

// Team before kind: whom to shoot at matters more than who it is.
function plateText({ name, kind }: PlayerInfo, team: number): string {
  const mark = TEAM_LIST[team - 1]?.mark;
  return [mark, kind === 'bot' ? '▫' : undefined, name].filter((part) => part !== undefined).join(' ');
}
