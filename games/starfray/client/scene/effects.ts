// What events look like: muzzle flashes, hits, bumps, explosions, pick-ups, arrivals.

import type { DrawnEvent } from '@starfray/client/net';
import { mixColors, readEvent, toPx } from '@starfray/client/view';
import { ANGLE_STEPS } from '@starfray/shared/core';
import {
  beam,
  blast,
  bump,
  explosion,
  hit,
  MINE_BLAST,
  MUZZLE_DISTANCE,
  pickup,
  pulse,
  REPULSOR_RADIUS,
  WEAPON,
} from '../../rules/index.ts';
import type { ClientView } from '../view/client-view.ts';
import { shipColor, shotColor } from '../view/ship-colors.ts';
import { Beams } from './beams.ts';
import { Bursts } from './bursts.ts';
import { shardColor } from './shards.ts';
import { OWN_COLOR } from './ship-sprite.ts';
import { Sparks } from './sparks.ts';
import type { Stage } from './stage.ts';

const SPARKS = 420;
const FIRE = 0xffb066;

export class Effects {
  private readonly stage: Stage;
  private readonly sparks: Sparks;
  private readonly bursts: Bursts;
  private readonly beams: Beams;
  /** Bright full flashes are left out for those who asked for less motion. */
  isReduced = false;

  constructor(stage: Stage) {
    this.stage = stage;
    this.sparks = new Sparks(stage, SPARKS);
    this.bursts = new Bursts(stage);
    this.beams = new Beams(stage);
  }

  advance(seconds: number): void {
    this.sparks.advance(seconds);
    this.bursts.advance(seconds);
    this.beams.advance(seconds);
  }

  clear(): void {
    this.sparks.clear();
    this.bursts.clear();
    this.beams.clear();
  }

  tell(event: DrawnEvent, client: ClientView): void {
    const struck = readEvent(event, hit);
    if (struck !== undefined)
      this.hit(toPx(struck.x), toPx(struck.y), struck.damage, this.colorOf(client, struck.victim));
    const bumped = readEvent(event, bump);
    if (bumped !== undefined) this.bump(toPx(bumped.x), toPx(bumped.y), bumped.damage);
    const blown = readEvent(event, explosion);
    if (blown !== undefined) this.explode(toPx(blown.x), toPx(blown.y), this.colorOf(client, blown.victim));
    this.tellArsenal(event, client);
    const collected = readEvent(event, pickup);
    if (collected !== undefined) this.collect(toPx(collected.x), toPx(collected.y), shardColor(collected.value));
  }

  /** What weapons from crates do; one's own rail and repulsor were shown when they were used. */
  private tellArsenal(event: DrawnEvent, client: ClientView): void {
    const ended = readEvent(event, blast);
    if (ended !== undefined) this.blast(toPx(ended.x), toPx(ended.y), ended.weapon, ended.isHarmful === 1);
    const fired = readEvent(event, beam);
    if (fired !== undefined && fired.player !== client.playerId) {
      const turn = (fired.angle / ANGLE_STEPS) * Math.PI * 2;
      this.beam(toPx(fired.x), toPx(fired.y), turn, 2 * fired.reach, this.colorOf(client, fired.player));
    }
    const pushed = readEvent(event, pulse);
    if (pushed !== undefined && pushed.player !== client.playerId) {
      this.pulse(toPx(pushed.x), toPx(pushed.y), this.colorOf(client, pushed.player));
    }
  }

  /** The own rail, as far as it goes before a rock; from the middle of the ship. */
  ownRail(x: number, y: number, angle: number, length: number): void {
    const turn = (angle / ANGLE_STEPS) * Math.PI * 2;
    const half = length / 2;
    this.beam(x + Math.cos(turn) * half, y + Math.sin(turn) * half, turn, length, OWN_COLOR);
  }

  ownPulse(x: number, y: number): void {
    this.pulse(x, y, OWN_COLOR);
  }

  /** Smoke behind a missile. */
  smoke(x: number, y: number, angle: number, count: number): void {
    this.sparks.burst({ x, y, count, color: 0xffb27a, speed: 60, life: 0.55, size: 9, angle, spread: 0.35, drag: 0.4 });
  }

  /** A missile is no more. */
  fizzle(x: number, y: number): void {
    this.sparks.burst({ x, y, count: 8, color: FIRE, speed: 150, life: 0.35, size: 7 });
  }

  private blast(x: number, y: number, weapon: number, isHarmful: boolean): void {
    const { ring } = this.stage.world;
    if (!isHarmful) {
      this.bursts.add({ ...this.flash(x, y, 0xbfe4ff), life: 0.2, from: 20, to: 60, alpha: 0.8 });
      this.sparks.burst({ x, y, count: 14, color: 0xbfe4ff, speed: 260, life: 0.4, size: 8 });
      return;
    }
    const across = weapon === WEAPON.mine ? 2 * toPx(MINE_BLAST) : 120;
    this.bursts.add({
      ...this.flash(x, y, FIRE),
      life: 0.3,
      from: 50,
      to: across * (this.isReduced ? 0.7 : 1.2),
      alpha: 0.9,
    });
    this.bursts.add({ texture: ring, layer: 'light', x, y, color: FIRE, life: 0.45, from: 20, to: across, alpha: 0.9 });
    this.sparks.burst({ x, y, count: 26, color: FIRE, speed: 420, life: 0.6, size: 10, drag: 0.3 });
  }

  private beam(x: number, y: number, turn: number, length: number, color: number): void {
    this.beams.add(x, y, turn, length, color);
    const endX = x + (Math.cos(turn) * length) / 2;
    const endY = y + (Math.sin(turn) * length) / 2;
    this.bursts.add({ ...this.flash(endX, endY, color), life: 0.2, from: 40, to: 16, alpha: 0.8 });
    this.sparks.burst({ x: endX, y: endY, count: 8, color, speed: 260, life: 0.3, size: 7 });
  }

  private pulse(x: number, y: number, color: number): void {
    const { ring } = this.stage.world;
    const across = 2 * toPx(REPULSOR_RADIUS);
    this.bursts.add({ texture: ring, layer: 'light', x, y, color, life: 0.5, from: 40, to: across, alpha: 0.95 });
    this.bursts.add({
      texture: ring,
      layer: 'light',
      x,
      y,
      color: 0xffffff,
      life: 0.35,
      from: 20,
      to: across * 0.7,
      alpha: 0.5,
    });
    this.sparks.burst({ x, y, count: 24, color, speed: 620, life: 0.4, size: 8, drag: 0.2 });
  }

  /** A flash at a muzzle; position in world pixels, angle in steps. */
  muzzle(x: number, y: number, angle: number, color: number): void {
    const turn = (angle / ANGLE_STEPS) * Math.PI * 2;
    this.bursts.add({ ...this.flash(x, y, color), life: 0.09, from: 46, to: 20 });
    this.sparks.burst({ x, y, count: 4, color, speed: 320, life: 0.16, size: 6, angle: turn, spread: 0.5 });
  }

  /** The flash of the own blaster, at the muzzle of a ship at (x, y). */
  ownMuzzle(x: number, y: number, angle: number): void {
    const turn = (angle / ANGLE_STEPS) * Math.PI * 2;
    const far = toPx(MUZZLE_DISTANCE) + 4;
    this.muzzle(x + Math.cos(turn) * far, y + Math.sin(turn) * far, angle, OWN_COLOR);
  }

  /** An own shot seems to have met something; what it did, the server tells later. */
  contact(x: number, y: number): void {
    this.sparks.burst({ x, y, count: 5, color: OWN_COLOR, speed: 260, life: 0.2, size: 6 });
  }

  /** The flash of another's blaster. */
  otherMuzzle(x: number, y: number, angle: number, hue: number): void {
    this.muzzle(x, y, angle, shotColor(hue));
  }

  /** A ship comes into the world. */
  arrive(x: number, y: number, color: number): void {
    const { ring } = this.stage.world;
    this.bursts.add({ texture: ring, layer: 'light', x, y, color, life: 0.55, from: 190, to: 26, alpha: 0.9 });
    this.bursts.add({ ...this.flash(x, y, color), life: 0.4, from: 30, to: 150, alpha: 0.7 });
    this.sparks.burst({ x, y, count: 18, color, speed: 220, life: 0.5, size: 8 });
  }

  /** A boost throws embers behind it. */
  embers(x: number, y: number, angle: number, color: number): void {
    this.sparks.burst({ x, y, count: 1, color, speed: 170, life: 0.42, size: 9, angle, spread: 0.35, drag: 0.4 });
  }

  private hit(x: number, y: number, damage: number, color: number): void {
    const isHarmless = damage === 0;
    const tint = isHarmless ? 0xbfe4ff : mixColors(color, FIRE, 0.6);
    this.bursts.add({ ...this.flash(x, y, tint), life: 0.16, from: 26, to: isHarmless ? 44 : 74 });
    this.sparks.burst({ x, y, count: isHarmless ? 5 : 12, color: tint, speed: 330, life: 0.34, size: 8 });
  }

  private bump(x: number, y: number, damage: number): void {
    this.sparks.burst({ x, y, count: 6 + Math.min(18, damage), color: FIRE, speed: 240, life: 0.45, size: 8 });
    this.bursts.add({ ...this.flash(x, y, FIRE), life: 0.14, from: 20, to: 50, alpha: 0.8 });
  }

  private collect(x: number, y: number, color: number): void {
    const { ring } = this.stage.world;
    this.bursts.add({ texture: ring, layer: 'light', x, y, color, life: 0.35, from: 16, to: 74, alpha: 0.8 });
    this.sparks.burst({ x, y, count: 8, color, speed: 130, life: 0.4, size: 8 });
  }

  private explode(x: number, y: number, color: number): void {
    const { ring, glow, debris } = this.stage.world;
    const core = mixColors(color, FIRE, 0.5);
    this.bursts.add({
      ...this.flash(x, y, 0xffffff),
      life: 0.22,
      from: 110,
      to: this.isReduced ? 160 : 330,
      alpha: this.isReduced ? 0.5 : 1,
    });
    this.bursts.add({
      texture: glow,
      layer: 'underglow',
      x,
      y,
      color: core,
      life: 1.1,
      from: 260,
      to: 420,
      alpha: 0.7,
    });
    this.bursts.add({ texture: ring, layer: 'light', x, y, color, life: 0.65, from: 24, to: 320 });
    this.bursts.add({ texture: ring, layer: 'light', x, y, color: 0xffffff, life: 0.4, from: 10, to: 190, alpha: 0.6 });
    for (let i = 0; i < 9; i += 1) {
      const turn = Math.random() * Math.PI * 2;
      const speed = 40 + 150 * Math.random();
      const size = 12 + 16 * Math.random();
      this.bursts.add({
        texture: debris,
        layer: 'hulls',
        x,
        y,
        color,
        life: 0.8 + 0.8 * Math.random(),
        from: size,
        to: size * 0.7,
        vx: Math.cos(turn) * speed,
        vy: Math.sin(turn) * speed,
        rotation: turn,
        spin: (Math.random() - 0.5) * 12,
      });
    }
    this.sparks.burst({ x, y, count: 46, color: core, speed: 520, life: 1, size: 11, drag: 0.3 });
    this.sparks.burst({ x, y, count: 22, color, speed: 190, life: 1.4, size: 14, drag: 0.6 });
  }

  private flash(x: number, y: number, color: number) {
    return { texture: this.stage.world.glow, layer: 'light', x, y, color, alpha: 1 } as const;
  }

  private colorOf(client: ClientView, player: number): number {
    if (player === 0) return 0x9fb8e8;
    if (player === client.playerId) return OWN_COLOR;
    return shipColor(client.players.get(player)?.hue ?? 210);
  }
}
