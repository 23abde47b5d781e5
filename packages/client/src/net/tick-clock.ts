// The client's clock: ticks that run just far enough ahead of the server that each input is there when its tick is simulated.
// It is steered by how early the server says that frames arrive.

/** Steering leaves errors below this alone. */
const DEAD_BAND_MS = 4;
/** The clock runs at most this much faster or slower than time. */
const MAX_STRETCH = 0.03;
/** An error of one second is corrected at this rate; low enough to be calm with half a second of delay in the loop. */
const STEER_PER_SECOND = 0.5;
/** Beyond this the clock jumps: stretching would take too long. */
const JUMP_MS = 250;
/** Margin wanted at the server, in ticks, on a line without jitter: between one and two. */
const MARGIN_TICKS = 1.5;
/** How many mean deviations of the arrival are added to the margin. */
const JITTER_MARGIN = 2;
const MAX_JITTER_MARGIN_MS = 120;
const DEVIATION_GAIN = 1 / 16;
/** The server clamps what it echoes to this. */
const CLAMPED_MS = 127;

/** The server's word on one input frame. */
export interface FrameTiming {
  /** First tick of the frame, and the tick of the snapshot that echoes it. */
  readonly frameTick: number;
  readonly snapshotTick: number;
  /** How long before its tick the frame arrived, clamped to 127 ms either way. */
  readonly earlyMs: number;
}

export class TickClock {
  readonly tickMs: number;
  /** Mean deviation of the arrival of frames. */
  jitterMs = 0;
  private positionAt: number;
  private atMs: number;
  private rate = 1;
  private isSynced = false;
  private meanEarlyMs: number | undefined;
  private ignoreThrough = 0;
  /** Set back, and nothing heard yet of what was sent since; until then echoes rise, and then they fall once. */
  private isSetBack = false;
  private lastEchoTick = -1;
  /** The last frame was too late to stretch for. */
  private wasLate = false;

  /** Starts at the server's tick as just heard; the first echo puts it where it belongs. */
  constructor(tickMs: number, serverTick: number, nowMs: number) {
    this.tickMs = tickMs;
    this.positionAt = serverTick + MARGIN_TICKS;
    this.atMs = nowMs;
  }

  /** Where the clock stands, in ticks and parts of one. */
  position(nowMs: number): number {
    return this.positionAt + ((nowMs - this.atMs) / this.tickMs) * this.rate;
  }

  /** Forgets its steering: the next echo may move it as far as needed. After a sleep. */
  unsync(): void {
    this.isSynced = false;
    this.meanEarlyMs = undefined;
  }

  /**
   * The server has simulated a tick. A clock that is behind it was never set, as where the welcome waited in a stalled line, or stood
   * still while the machine slept: it goes on from there, and the echo of what is sent from now on sets it.
   */
  reach(serverTick: number, nowMs: number): void {
    if (this.position(nowMs) >= serverTick) return;
    this.positionAt = serverTick + MARGIN_TICKS;
    this.atMs = nowMs;
    this.rate = 1;
    this.wasLate = false;
    this.isSetBack = false;
    this.ignoreThrough = serverTick;
    this.unsync();
  }

  /** Is an echo the first of a frame, and of one that was sent since the last jump? Asked once for each echo, as they come. */
  hears(frameTick: number): boolean {
    if (frameTick === this.lastEchoTick) return false;
    if (this.isSetBack && frameTick < this.lastEchoTick) this.ignoreThrough = -1;
    this.lastEchoTick = frameTick;
    if (frameTick <= this.ignoreThrough) return false;
    this.isSetBack = false;
    return true;
  }

  /** Takes an echo that it hears; `lastTick` is the newest tick that was run, and rttMs the round trip just measured. */
  steer(timing: FrameTiming, rttMs: number, lastTick: number, nowMs: number): void {
    const earlyMs = trueEarlyMs(timing, this.tickMs);
    if (!this.isSynced) {
      this.isSynced = true;
      this.jump(this.targetMs() - earlyMs, lastTick, nowMs);
      return;
    }
    const errorMs = this.targetMs() - earlyMs;
    if (Math.abs(errorMs) > JUMP_MS + rttMs / 4) {
      // No line makes a frame early. A late one may have been held up by a stall: two of them are late by the clock.
      if (errorMs < 0 || this.wasLate) this.jump(errorMs, lastTick, nowMs);
      else this.wasLate = true;
      return;
    }
    this.wasLate = false;
    this.meanEarlyMs ??= earlyMs;
    const deviation = Math.abs(earlyMs - this.meanEarlyMs);
    this.jitterMs += (deviation - this.jitterMs) * DEVIATION_GAIN;
    this.meanEarlyMs += (earlyMs - this.meanEarlyMs) * DEVIATION_GAIN;
    this.stretch(this.targetMs() - this.meanEarlyMs, nowMs);
  }

  private targetMs(): number {
    return MARGIN_TICKS * this.tickMs + Math.min(MAX_JITTER_MARGIN_MS, JITTER_MARGIN * this.jitterMs);
  }

  private stretch(errorMs: number, nowMs: number): void {
    const wanted = Math.abs(errorMs) < DEAD_BAND_MS ? 0 : (errorMs / 1000) * STEER_PER_SECOND;
    this.rebase(nowMs);
    this.rate = 1 + Math.max(-MAX_STRETCH, Math.min(MAX_STRETCH, wanted));
  }

  // What was sent before the jump says nothing about the time after it. Where the clock goes back its ticks come again, and only the
  // order of the echoes tells which of them is meant.
  private jump(byMs: number, lastTick: number, nowMs: number): void {
    this.rebase(nowMs);
    this.positionAt += byMs / this.tickMs;
    this.rate = 1;
    this.wasLate = false;
    this.meanEarlyMs = undefined;
    this.isSetBack = this.positionAt < lastTick;
    this.ignoreThrough = Math.max(lastTick, Math.floor(this.positionAt));
  }

  private rebase(nowMs: number): void {
    this.positionAt = this.position(nowMs);
    this.atMs = nowMs;
  }
}

// A clamped echo only gives the direction; but the frame arrived shortly before the snapshot that first echoes it.
function trueEarlyMs(timing: FrameTiming, tickMs: number): number {
  if (Math.abs(timing.earlyMs) < CLAMPED_MS) return timing.earlyMs;
  const sinceSnapshot = (timing.frameTick - timing.snapshotTick) * tickMs + tickMs;
  return timing.earlyMs > 0 ? Math.max(CLAMPED_MS, sinceSnapshot) : Math.min(-CLAMPED_MS, sinceSnapshot);
}
