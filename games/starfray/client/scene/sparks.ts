// A fixed number of sparks, moved by hand: cheaper than emitters, and every one can inherit the speed of what it came from.

import { addSprite, scaleFor } from '@starfray/client/scene';
import { item } from '@starfray/shared/core';
import type Phaser from 'phaser';
import type { Stage } from './stage.ts';

export interface SparkBurst {
  /** World pixels. */
  readonly x: number;
  readonly y: number;
  /** World pixels a second that every spark starts with. */
  readonly vx?: number;
  readonly vy?: number;
  readonly count: number;
  readonly color: number;
  /** Fastest speed of a spark, world pixels a second. */
  readonly speed: number;
  /** Longest life in seconds. */
  readonly life: number;
  /** Largest size in world pixels. */
  readonly size: number;
  /** Middle of the cone in radians, and its half width; all around when left out. */
  readonly angle?: number;
  readonly spread?: number;
  /** Half-life of the speed in seconds. */
  readonly drag?: number;
}

interface Spark {
  readonly image: Phaser.GameObjects.Image;
  vx: number;
  vy: number;
  age: number;
  life: number;
  size: number;
  drag: number;
}

export class Sparks {
  private readonly sparks: readonly Spark[];
  private next = 0;

  constructor(stage: Stage, capacity: number) {
    this.sparks = Array.from({ length: capacity }, () => {
      const image = addSprite(stage, 'light', stage.world.spark).setVisible(false);
      return { image, vx: 0, vy: 0, age: 0, life: 0, size: 0, drag: 1 };
    });
  }

  /** Throws sparks; when all are in use, the oldest go. */
  burst({
    x,
    y,
    vx = 0,
    vy = 0,
    count,
    color,
    speed,
    life,
    size,
    angle = 0,
    spread = Math.PI,
    drag = 0.25,
  }: SparkBurst): void {
    for (let i = 0; i < count; i += 1) {
      const spark = item(this.sparks, this.next);
      this.next = (this.next + 1) % this.sparks.length;
      const turn = angle + (Math.random() * 2 - 1) * spread;
      const pace = speed * (0.25 + 0.75 * Math.random());
      spark.vx = vx + Math.cos(turn) * pace;
      spark.vy = vy + Math.sin(turn) * pace;
      spark.age = 0;
      spark.life = life * (0.4 + 0.6 * Math.random());
      spark.size = size * (0.5 + 0.5 * Math.random());
      spark.drag = drag;
      spark.image
        .setPosition(x, y)
        .setTint(Math.random() < 0.25 ? 0xffffff : color)
        .setVisible(true);
    }
  }

  advance(seconds: number): void {
    for (const spark of this.sparks) {
      if (spark.life === 0) continue;
      spark.age += seconds;
      if (spark.age >= spark.life) {
        spark.life = 0;
        spark.image.setVisible(false);
        continue;
      }
      this.move(spark, seconds);
    }
  }

  clear(): void {
    for (const spark of this.sparks) {
      spark.life = 0;
      spark.image.setVisible(false);
    }
  }

  private move(spark: Spark, seconds: number): void {
    const { image } = spark;
    const slowing = 2 ** (-seconds / spark.drag);
    spark.vx *= slowing;
    spark.vy *= slowing;
    image.x += spark.vx * seconds;
    image.y += spark.vy * seconds;
    // Fast sparks are streaks along their path.
    const stretch = 1 + Math.hypot(spark.vx, spark.vy) / 160;
    const left = 1 - spark.age / spark.life;
    const scale = scaleFor(image, spark.size * (0.35 + 0.65 * left));
    image.rotation = Math.atan2(spark.vy, spark.vx);
    image.setScale(scale * stretch, scale).setAlpha(Math.min(1, left * 1.6));
  }
}
