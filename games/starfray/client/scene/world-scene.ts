// The picture of the world: puts every part where this frame has it. It reads the netcode's view and changes nothing there.

import type { DrawnEvent } from '@starfray/client/net';
import { CameraRig, type PictureScene, TextureBook } from '@starfray/client/scene';
import { pointAt, readEvent, type ScreenFit, toPx } from '@starfray/client/view';
import Phaser from 'phaser';
import { bump, explosion, said, ship, starfray, WEAPON } from '../../rules/index.ts';
import type { ClientView } from '../view/client-view.ts';
import type { ModeView } from '../view/mode-view.ts';
import { OwnShots } from '../view/own-shots.ts';
import { phraseText } from '../view/phrases.ts';
import type { PictureArea } from '../view/picture-area.ts';
import { railLength } from '../view/rail-length.ts';
import type { WorldWatch } from '../view/world-watch.ts';
import { Bubbles } from './bubbles.ts';
import { Crates } from './crates.ts';
import { Effects } from './effects.ts';
import { Ground } from './ground.ts';
import { Mines } from './mines.ts';
import { Missiles } from './missiles.ts';
import { ModeMarks } from './mode-marks.ts';
import { Rocks } from './rocks.ts';
import { Shards } from './shards.ts';
import { Ships } from './ships.ts';
import { Shots } from './shots.ts';
import { Sky } from './sky.ts';
import { createStage } from './stage.ts';
import { Storms } from './storms.ts';

/** One frame's question to the picture. */
export interface Frame {
  readonly client: ClientView;
  readonly watch: WorldWatch;
  readonly mode: ModeView;
  /** Those whose moment has come since the last frame. */
  readonly events: readonly DrawnEvent[];
  /** Where the pilot aims, -1..1 of the half picture. */
  readonly aimX: number;
  readonly aimY: number;
  readonly seconds: number;
}

interface Parts {
  readonly sky: Sky;
  readonly ground: Ground;
  readonly rocks: Rocks;
  readonly shards: Shards;
  readonly crates: Crates;
  readonly mines: Mines;
  readonly storms: Storms;
  readonly missiles: Missiles;
  readonly ships: Ships;
  readonly shots: Shots;
  readonly effects: Effects;
  readonly bubbles: Bubbles;
  readonly marks: ModeMarks;
}

const EMBERS_PER_SECOND = 70;

export class WorldScene extends Phaser.Scene implements PictureScene<Frame> {
  readonly rig = new CameraRig();
  private parts: Parts | undefined;
  private fit: ScreenFit;
  private readonly bakeZoom: number;
  private readonly onReady: () => void;
  private readonly shipRow = ship.view();
  private readonly ownShots = new OwnShots();
  private embers = 0;

  constructor(fit: ScreenFit, bakeZoom: number, onReady: () => void) {
    super('world');
    this.fit = fit;
    this.bakeZoom = bakeZoom;
    this.onReady = onReady;
  }

  create(): void {
    const book = new TextureBook(this.textures, this.bakeZoom);
    const stage = createStage(this, book);
    this.parts = {
      sky: new Sky(stage),
      ground: new Ground(stage),
      rocks: new Rocks(stage),
      shards: new Shards(stage),
      crates: new Crates(stage),
      mines: new Mines(stage),
      storms: new Storms(stage),
      missiles: new Missiles(stage),
      ships: new Ships(stage),
      shots: new Shots(stage),
      effects: new Effects(stage),
      bubbles: new Bubbles(stage),
      marks: new ModeMarks(stage),
    };
    const { ships, effects } = this.parts;
    ships.onAppear = (sprite, isShielded) => {
      if (isShielded) effects.arrive(sprite.x, sprite.y, sprite.color);
    };
    this.onReady();
  }

  get middle(): CameraRig {
    return this.rig;
  }

  setFit(fit: ScreenFit): void {
    this.fit = fit;
    this.cameras.main.setSize(fit.canvasWidth, fit.canvasHeight);
  }

  setReduced(isMotionReduced: boolean, isFlashReduced: boolean): void {
    this.rig.isReduced = isMotionReduced;
    if (this.parts !== undefined) this.parts.effects.isReduced = isFlashReduced;
  }

  /** Another world follows: nothing of this one may remain. */
  clear(): void {
    this.parts?.ships.clear();
    this.parts?.shards.clear();
    this.parts?.crates.clear();
    this.parts?.mines.clear();
    this.parts?.storms.clear();
    this.parts?.missiles.clear();
    this.ownShots.clear();
    this.parts?.effects.clear();
    this.parts?.bubbles.clear();
  }

  private tell(event: DrawnEvent, client: ClientView): void {
    this.parts?.effects.tell(event, client);
    const phrase = readEvent(event, said);
    if (phrase !== undefined) this.parts?.bubbles.say(phrase.player, phraseText(phrase.phrase));
    const blown = readEvent(event, explosion);
    if (blown !== undefined) this.rig.jolt(blown.victim === client.playerId ? 0.9 : 0.45, toPx(blown.x), toPx(blown.y));
    const bumped = readEvent(event, bump);
    if (bumped !== undefined) this.rig.jolt(Math.min(0.4, 0.1 + bumped.damage / 60), toPx(bumped.x), toPx(bumped.y));
  }

  /** Puts everything in its place for one frame; the renderer then draws it. */
  show({ client, watch, mode, events, aimX, aimY, seconds }: Frame): void {
    for (const event of events) this.tell(event, client);
    const { arena, camera } = client;
    if (this.parts === undefined) return;
    if (arena === undefined || camera === undefined) {
      // A page that is not let in shows deep space.
      this.look(this.parts.sky, 0, seconds);
      return;
    }
    if (watch.wound > 0) this.rig.jolt(Math.min(0.6, 0.2 + watch.wound / 70));
    this.rig.follow(camera, aimX, aimY, seconds);
    const { sky, ground, rocks, shards, ships, shots, effects, bubbles } = this.parts;
    const side = toPx(starfray.side(arena));
    const area = this.look(sky, side, seconds);
    ground.update(area, side, 1 / this.fit.zoom, seconds);
    rocks.update(arena, area);
    this.parts.marks.update(mode, area, seconds);
    shards.update(client, seconds);
    this.parts.crates.update(client, arena, area, seconds);
    this.parts.mines.update(client, seconds);
    this.parts.storms.update(client, seconds);
    ships.update(client, this.fit, seconds);
    bubbles.update((playerId) => ships.placeOf(playerId), this.fit, seconds);
    this.showFire(client, watch, effects, seconds);
    shots.update(client, this.ownShots);
    this.parts.missiles.update(client, this.ownShots.lead, effects, seconds);
    this.showBoost(effects, seconds);
    effects.advance(seconds);
  }

  // Turns the camera to where the rig is; answers what it sees.
  private look(sky: Sky, side: number, seconds: number): PictureArea {
    const { x, y } = this.rig;
    const { worldWidth, worldHeight, zoom } = this.fit;
    const area = {
      left: x - worldWidth / 2,
      top: y - worldHeight / 2,
      right: x + worldWidth / 2,
      bottom: y + worldHeight / 2,
    };
    this.cameras.main.setZoom(zoom);
    this.cameras.main.centerOn(x, y);
    sky.update(x, y, area, side, seconds);
    return area;
  }

  private showFire(client: ClientView, watch: WorldWatch, effects: Effects, seconds: number): void {
    this.ownShots.update(client, watch.hasFired, seconds);
    for (const contact of this.ownShots.contacts) effects.contact(toPx(contact.x), toPx(contact.y));
    this.ownShots.contacts.length = 0;
    for (let i = 0; i < watch.muzzleCount; i += 1) {
      const muzzle = watch.muzzles[i];
      if (muzzle === undefined) break;
      const hue = client.players.get(muzzle.player)?.hue ?? 40;
      effects.otherMuzzle(toPx(muzzle.x), toPx(muzzle.y), muzzle.angle, hue);
    }
    this.showSpecial(client, watch, effects);
    if (!watch.hasFired || client.own === undefined) return;
    const own = pointAt(this.shipRow, client.own.body);
    effects.ownMuzzle(toPx(own.x), toPx(own.y), own.aim);
    this.rig.jolt(0.07);
  }

  // What the own ship's weapon from a crate does at once, by prediction.
  private showSpecial({ own, arena }: ClientView, { released }: WorldWatch, effects: Effects): void {
    if (released === WEAPON.none || own === undefined || arena === undefined) return;
    const { x, y, aim } = pointAt(this.shipRow, own.body);
    if (released === WEAPON.rail) effects.ownRail(toPx(x), toPx(y), aim, toPx(railLength(arena, x, y, aim)));
    else if (released === WEAPON.repulsor) effects.ownPulse(toPx(x), toPx(y));
    else if (released === WEAPON.missile) effects.ownMuzzle(toPx(x), toPx(y), aim);
    this.rig.jolt(released === WEAPON.mine ? 0.05 : 0.22);
  }

  // As many embers a second at 30 as at 240 frames.
  private showBoost(effects: Effects, seconds: number): void {
    this.embers += seconds * EMBERS_PER_SECOND;
    const count = Math.min(4, Math.floor(this.embers));
    this.embers -= Math.floor(this.embers);
    if (count > 0)
      this.parts?.ships.eachBoosting((sprite, angle) => {
        for (let i = 0; i < count; i += 1) effects.embers(sprite.x, sprite.y, angle, sprite.color);
      });
  }
}
