// Draws fewer pixels on a machine that cannot keep up: measured, in steps, and only ever downwards until the page is
// opened again, so that the picture does not pump.

const STEPS = [1, 0.8, 0.62, 0.5] as const;
/** Seconds per measurement, and the mean frame that is too slow: below 40 frames a second. */
const SPAN = 2.5;
const SLOW_FRAME = 1 / 40;
/** A frame longer than this is a hiccup, unless the one before it was, too: then it is the renderer's pace. */
const HICCUP = 0.25;

/** What a player wants: measured, or always the same. */
export type Quality = 'auto' | 'high' | 'medium' | 'low';
const FIXED_STEPS: Readonly<Record<Exclude<Quality, 'auto'>, number>> = { high: 0, medium: 1, low: 3 };

export class Resolution {
  private isFixed: boolean;
  private step = 0;
  private seconds = 0;
  private frames = 0;
  private wasLong = false;

  /** A fixed one stays full however slow the frames are. */
  constructor(isFixed = false) {
    this.isFixed = isFixed;
  }

  /** Part of the screen's own density to draw at. */
  get value(): number {
    return STEPS[this.step] ?? 1;
  }

  /** Begins again, at full resolution or at the one that was chosen. */
  choose(quality: Quality): void {
    this.isFixed = quality !== 'auto';
    this.step = quality === 'auto' ? 0 : FIXED_STEPS[quality];
    this.seconds = 0;
    this.frames = 0;
  }

  /** Notes a frame; true when the resolution was lowered. */
  note(seconds: number): boolean {
    const isHiccup = seconds > HICCUP && !this.wasLong;
    this.wasLong = seconds > HICCUP;
    if (this.isFixed || isHiccup) return false;
    this.seconds += seconds;
    this.frames += 1;
    if (this.seconds < SPAN) return false;
    const mean = this.seconds / this.frames;
    this.seconds = 0;
    this.frames = 0;
    if (mean < SLOW_FRAME || this.step + 1 >= STEPS.length) return false;
    this.step += 1;
    return true;
  }
}
