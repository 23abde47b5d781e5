// Beams of rails: a line of light that thins out within a third of a second.

import { addSprite } from '@starfray/client/scene';
import type Phaser from 'phaser';
import type { Stage } from './stage.ts';

const LIFE_SECONDS = 0.35;
/** Beams at one time; beyond, the oldest goes. */
const MAX_BEAMS = 12;

interface Beam {
  readonly line: Phaser.GameObjects.Image;
  age: number;
  length: number;
}

export class Beams {
  private readonly stage: Stage;
  private readonly beams: Beam[] = [];
  private next = 0;

  constructor(stage: Stage) {
    this.stage = stage;
  }

  /** Shows a beam around its middle; world pixels and radians. */
  add(x: number, y: number, rotation: number, length: number, color: number): void {
    const beam = this.beams[this.next] ?? this.make();
    this.next = (this.next + 1) % MAX_BEAMS;
    beam.age = 0;
    beam.length = length;
    beam.line.setPosition(x, y).setRotation(rotation).setTint(color).setVisible(true);
    this.show(beam);
  }

  advance(seconds: number): void {
    for (const beam of this.beams) {
      if (!beam.line.visible) continue;
      beam.age += seconds;
      if (beam.age >= LIFE_SECONDS) beam.line.setVisible(false);
      else this.show(beam);
    }
  }

  clear(): void {
    for (const { line } of this.beams) line.setVisible(false);
  }

  private show({ line, age, length }: Beam): void {
    const left = 1 - age / LIFE_SECONDS;
    line.setDisplaySize(length, 8 + 22 * left).setAlpha(Math.min(1, left * 1.4));
  }

  private make(): Beam {
    const beam = { line: addSprite(this.stage, 'light', this.stage.arsenal.beam), age: 0, length: 0 };
    this.beams.push(beam);
    return beam;
  }
}
