// Engine trails as ribbons of light: two passes, one broad and faint, one narrow and bright.

import { atFloat32, atFloat64 } from '@starfray/shared/core';
import Phaser from 'phaser';
import { TRAIL_LIFE, type Trail } from '../view/trail.ts';
import type { Stage } from './stage.ts';

const PASSES = [
  { width: 7, alpha: 0.16 },
  { width: 2.4, alpha: 0.5 },
] as const;

export class Ribbons {
  private readonly graphics: Phaser.GameObjects.Graphics;

  constructor({ scene, layers }: Stage) {
    this.graphics = new Phaser.GameObjects.Graphics(scene);
    this.graphics.setBlendMode(Phaser.BlendModes.ADD);
    layers.underglow.add(this.graphics);
  }

  /** Starts a new picture. */
  begin(): void {
    this.graphics.clear();
  }

  /** `tier`: of the bounty; the higher, the broader and brighter. */
  draw(trail: Trail, color: number, tier: number): void {
    const share = 1 + 0.35 * tier;
    for (const pass of PASSES) {
      for (let i = 0; i + 1 < trail.count; i += 1)
        this.segment(trail, i, color, pass.width * share, Math.min(1, pass.alpha * share));
    }
  }

  private segment(trail: Trail, i: number, color: number, width: number, alpha: number): void {
    const a = trail.place(i);
    const b = trail.place(i + 1);
    const strength = Math.min(atFloat32(trail.strengths, a), atFloat32(trail.strengths, b));
    const leftA = 1 - atFloat32(trail.ages, a) / TRAIL_LIFE;
    const leftB = 1 - atFloat32(trail.ages, b) / TRAIL_LIFE;
    if (strength <= 0 || leftA <= 0) return;
    const ax = atFloat64(trail.xs, a);
    const ay = atFloat64(trail.ys, a);
    const bx = atFloat64(trail.xs, b);
    const by = atFloat64(trail.ys, b);
    const length = Math.hypot(bx - ax, by - ay);
    if (length < 0.01) return;
    const nx = (by - ay) / length;
    const ny = (ax - bx) / length;
    const wa = width * (0.5 + 0.5 * strength) * leftA;
    const wb = width * (0.5 + 0.5 * strength) * Math.max(0, leftB);
    const { graphics } = this;
    graphics.fillStyle(color, alpha * Math.min(1, strength) * leftA);
    graphics.fillTriangle(ax + nx * wa, ay + ny * wa, ax - nx * wa, ay - ny * wa, bx + nx * wb, by + ny * wb);
    graphics.fillTriangle(ax - nx * wa, ay - ny * wa, bx - nx * wb, by - ny * wb, bx + nx * wb, by + ny * wb);
  }
}
