// What a room's log says of its tick health: ticks that took too long, with their parts, and time that was lost.

import type { StageTimer } from './stage-timer.ts';

/** Overruns are logged at most so often. */
const OVERRUN_LOG_MS = 1000;

export interface RoomLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export class TickHealthLog {
  private readonly room: string;
  private readonly log: RoomLog;
  private readonly timer: Pick<StageTimer, 'ms'>;
  private lastOverrunMs = Number.NEGATIVE_INFINITY;
  private lastLostMs = 0;

  constructor(room: string, log: RoomLog, timer: Pick<StageTimer, 'ms'>) {
    this.room = room;
    this.log = log;
    this.timer = timer;
  }

  /** Notes that a tick took longer than it should, with its parts; at most once a second. */
  noteOverrun(tickMs: number, nowMs: number): void {
    if (nowMs - this.lastOverrunMs < OVERRUN_LOG_MS) return;
    this.lastOverrunMs = nowMs;
    const stages = Object.entries(this.timer.ms).map(([stage, ms]) => [stage, hundredths(ms)]);
    const fields = { room: this.room, tickMs: hundredths(tickMs), ...Object.fromEntries(stages) };
    this.log.warn(fields, 'a tick took too long');
  }

  /** Was time lost since this was last asked, of which `lostMs` is all there ever was? */
  hasLost(lostMs: number): boolean {
    const hasLost = lostMs > this.lastLostMs;
    this.lastLostMs = lostMs;
    return hasLost;
  }

  noteLost(lostMs: number): void {
    this.log.warn({ room: this.room, lostMs: Math.round(lostMs) }, 'slower than real time');
  }
}

function hundredths(ms: number): number {
  return Math.round(ms * 100) / 100;
}
