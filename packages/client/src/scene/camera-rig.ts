// Where the picture looks: exactly where the netcode says, plus a little lead and shake, and a glide over small jumps.

import type { Point } from '@starfray/shared/contract';
import { CameraLead } from '../motion/camera-lead.ts';
import { Shake } from '../motion/shake.ts';
import { closing } from '../motion/smoothing.ts';
import { toPx } from '../view/screen.ts';

/** What a camera may move by in a second without having jumped: more than the fastest ship. World pixels. */
const MAX_SPEED = 800;
/** A jump up to this is glided over, a farther one is a cut. World pixels. */
const MIN_JUMP = 40;
const MAX_GLIDE = 900;
const GLIDE_HALF_LIFE = 0.14;

export class CameraRig {
  /** Middle of the picture, world pixels. */
  x = 0;
  y = 0;
  isReduced = false;
  private readonly lead = new CameraLead();
  private readonly shake = new Shake();
  private lastX = 0;
  private lastY = 0;
  private glideX = 0;
  private glideY = 0;

  /** A blow of strength 0..1, felt less the farther away (world pixels) it is. */
  jolt(strength: number, x = this.lastX, y = this.lastY): void {
    if (this.isReduced) return;
    const far = Math.hypot(x - this.lastX, y - this.lastY);
    this.shake.add(strength * Math.max(0, 1 - far / 1000));
  }

  /** Follows `target` (position units); the aim is -1..1 of the half picture, 0 while nobody aims. */
  follow(target: Point, aimX: number, aimY: number, seconds: number): void {
    const x = toPx(target.x);
    const y = toPx(target.y);
    const jumpX = this.lastX - x;
    const jumpY = this.lastY - y;
    const jump = Math.hypot(jumpX, jumpY);
    if (jump > MAX_GLIDE) {
      this.glideX = 0;
      this.glideY = 0;
    } else if (jump > MIN_JUMP + MAX_SPEED * seconds) {
      this.glideX += jumpX;
      this.glideY += jumpY;
    }
    this.lastX = x;
    this.lastY = y;
    const part = closing(seconds, GLIDE_HALF_LIFE);
    this.glideX -= this.glideX * part;
    this.glideY -= this.glideY * part;
    this.lead.follow(aimX, aimY, seconds);
    this.shake.advance(seconds);
    this.x = x + this.glideX + this.lead.x + this.shake.x;
    this.y = y + this.glideY + this.lead.y + this.shake.y;
  }
}
