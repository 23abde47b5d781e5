// Where a sound of the world is heard: how loud by its distance from the middle of the picture, and on which side.

export interface Heard {
  /** 0..1; 0 is not worth playing. */
  readonly volume: number;
  /** -1 left to 1 right. */
  readonly pan: number;
}

/** World pixels at which a sound has half its volume, and beyond which it is not heard. */
const HALF_PX = 520;
const FARTHEST_PX = 1700;
const WIDEST_PAN = 0.75;

/** What is heard of a sound at an offset (world pixels) from the middle of the picture. */
export function placeSound(dx: number, dy: number): Heard {
  const far = Math.hypot(dx, dy);
  if (far >= FARTHEST_PX) return { volume: 0, pan: 0 };
  const volume = (1 - far / FARTHEST_PX) / (1 + (far / HALF_PX) ** 2);
  return { volume, pan: Math.max(-1, Math.min(1, dx / 800)) * WIDEST_PAN };
}
