// Short effects that are a sprite with a beginning and an end: flashes, rings and debris.

import { addSprite, type Baked, scaleFor } from '@starfray/client/scene';
import type Phaser from 'phaser';
import type { LayerName, Stage } from './stage.ts';

export interface Burst {
  readonly texture: Baked;
  readonly layer: 'light' | 'underglow' | 'hulls';
  readonly x: number;
  readonly y: number;
  readonly color: number;
  /** Seconds from full to gone. */
  readonly life: number;
  /** World pixels across at the beginning and at the end. */
  readonly from: number;
  readonly to: number;
  readonly alpha?: number;
  readonly vx?: number;
  readonly vy?: number;
  readonly rotation?: number;
  /** Radians a second. */
  readonly spin?: number;
}

interface Running {
  readonly image: Phaser.GameObjects.Image;
  readonly burst: Burst;
  age: number;
}

/** Sprites of effects at one time; beyond, new ones are left out. */
const MAX = 160;

export class Bursts {
  private readonly stage: Stage;
  private running: Running[] = [];
  private readonly idle = new Map<string, Phaser.GameObjects.Image[]>();

  constructor(stage: Stage) {
    this.stage = stage;
  }

  add(burst: Burst): void {
    if (this.running.length >= MAX) return;
    const image = this.take(burst.layer, burst.texture);
    image
      .setPosition(burst.x, burst.y)
      .setTint(burst.color)
      .setRotation(burst.rotation ?? 0)
      .setVisible(true);
    this.running.push({ image, burst, age: 0 });
    this.show(image, burst, 0);
  }

  advance(seconds: number): void {
    let isAnyOver = false;
    for (const running of this.running) {
      const { image, burst } = running;
      running.age += seconds;
      const part = running.age / burst.life;
      if (part >= 1) {
        isAnyOver = true;
        this.give(burst, image);
        continue;
      }
      image.x += (burst.vx ?? 0) * seconds;
      image.y += (burst.vy ?? 0) * seconds;
      image.rotation += (burst.spin ?? 0) * seconds;
      this.show(image, burst, part);
    }
    if (isAnyOver) this.running = this.running.filter(({ age, burst }) => age < burst.life);
  }

  clear(): void {
    for (const { image, burst } of this.running) this.give(burst, image);
    this.running = [];
  }

  private show(image: Phaser.GameObjects.Image, burst: Burst, part: number): void {
    const eased = 1 - (1 - part) ** 3;
    image.setScale(scaleFor(image, burst.from + (burst.to - burst.from) * eased));
    image.setAlpha((burst.alpha ?? 1) * (1 - part) ** 1.5);
  }

  private take(layer: LayerName, texture: Baked): Phaser.GameObjects.Image {
    return this.idle.get(layer + texture.key)?.pop() ?? addSprite(this.stage, layer, texture);
  }

  private give(burst: Burst, image: Phaser.GameObjects.Image): void {
    image.setVisible(false);
    const key = burst.layer + burst.texture.key;
    const pool = this.idle.get(key);
    if (pool === undefined) this.idle.set(key, [image]);
    else pool.push(image);
  }
}
