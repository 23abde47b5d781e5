// What one client has been sent: the slots it holds, its baseline, the players it knows by name. Data with its bounds;
// replication/snapshots.ts decides what to send, flow control when.

import { at } from '@starfray/shared/core';
import {
  MAX_ASPECT,
  MAX_BASELINE_AGE,
  MAX_SLOTS,
  MEND_INTERVAL_MS,
  MIN_ASPECT,
  NO_SLOT,
} from '@starfray/shared/protocol';
import type { Runs } from '../replication/runs.ts';

const DEFAULT_ASPECT = 16 / 9;
const FREE = -1;
/** A picture changes its shape at most so often: who turns it to and fro would see more than any one shows. */
const ASPECT_MS = 1000;

export class ClientView {
  /** 0 for a spectator. */
  playerId: number;
  /** Only full snapshots, at a lower rate. */
  readonly isFullOnly: boolean;
  aspect = DEFAULT_ASPECT;
  private wantedAspect = DEFAULT_ASPECT;
  private aspectMs = Number.NEGATIVE_INFINITY;
  heldCount = 0;
  /** No slot from here on is held: loops over slots end here. */
  slotEnd = 0;
  /** Tick of the last snapshot sent; -1 before the first. */
  baseline = -1;
  /** Client slot and id of its own (or followed) entity at the baseline; slot -1 for none. */
  focus = NO_SLOT;
  focusId = 0;
  hasPrivate = false;
  /** The next snapshot is full, whatever the baseline. */
  needsFull = true;
  /** Tick up to which events have been sent. */
  eventsTick = -1;
  /** The same before the snapshot that was made last: that of now, where nothing comes of that one. */
  eventsBefore = -1;
  lastChecksumMs = 0;
  private wantsMend = false;
  private lastMendMs = Number.NEGATIVE_INFINITY;
  /** The last round of newcomers that it got. */
  round = 0;
  /** Newcomers came while it was away, and it knows nothing of them. */
  hasMissed = false;
  /** The tick of the newest input frame and how early it came: echoed in each snapshot. */
  inputTick = -1;
  inputEarlyMs = 0;
  /** By client slot: where the entity held lies in the room's table, or FREE. A run of MAX_SLOTS in the room's memory. */
  readonly held: Runs;
  readonly heldFrom: number;
  /** No slot below is free. */
  private lowestFree = 0;
  /** The newcomers whose names this client has, until every client has them. */
  private readonly newcomers = new Set<object>();

  /** @param held The room's memory of who holds what: runs of MAX_SLOTS. */
  constructor(playerId: number, isFullOnly: boolean, held: Runs) {
    this.playerId = playerId;
    this.isFullOnly = isFullOnly;
    this.held = held;
    this.heldFrom = held.claim(FREE);
  }

  /** Gives its memory back: it is not used any more. */
  end(): void {
    this.held.release(this.heldFrom);
  }

  /** Ticks since the baseline, or 0 when a delta cannot be taken. */
  ageAt(tick: number): number {
    const age = tick - this.baseline;
    if (this.needsFull || this.isFullOnly || this.baseline < 0 || age > MAX_BASELINE_AGE) return 0;
    return age;
  }

  /** Takes a new shape of the picture: at once, or with `settleAspect` where the last one is too new. */
  setAspect(aspect: number, nowMs: number): void {
    this.wantedAspect = Math.min(MAX_ASPECT, Math.max(MIN_ASPECT, aspect));
    this.settleAspect(nowMs);
  }

  /** Gives the picture the shape that was asked for last, once that is due. */
  settleAspect(nowMs: number): void {
    if (this.wantedAspect === this.aspect || nowMs - this.aspectMs < ASPECT_MS) return;
    this.aspect = this.wantedAspect;
    this.aspectMs = nowMs;
  }

  /** A full snapshot is asked for, since what the client holds is wrong: at once, or with `settleMend` where the last one is too new. */
  askMend(nowMs: number): void {
    this.wantsMend = true;
    this.settleMend(nowMs);
  }

  /** Makes the next snapshot the full one that was asked for, once that is due. */
  settleMend(nowMs: number): void {
    if (!this.wantsMend || nowMs - this.lastMendMs < MEND_INTERVAL_MS) return;
    this.wantsMend = false;
    this.lastMendMs = nowMs;
    this.needsFull = true;
  }

  clear(): void {
    this.held.ints.fill(FREE, this.heldFrom, this.heldFrom + MAX_SLOTS);
    this.heldCount = 0;
    this.slotEnd = 0;
    this.lowestFree = 0;
    this.focus = NO_SLOT;
    this.focusId = 0;
    this.hasPrivate = false;
  }

  /** Where the entity in a client slot lies in the room's table; negative for none. */
  tableSlot(slot: number): number {
    return at(this.held.ints, this.heldFrom + slot);
  }

  release(slot: number): void {
    this.held.ints[this.heldFrom + slot] = FREE;
    this.heldCount -= 1;
    if (slot < this.lowestFree) this.lowestFree = slot;
    while (this.slotEnd > 0 && this.tableSlot(this.slotEnd - 1) === FREE) this.slotEnd -= 1;
  }

  /** Gives an entity the lowest free slot, as the client will; there is one: MAX_SEEN_ENTITIES is below MAX_SLOTS. */
  take(tableSlot: number): number {
    let slot = this.lowestFree;
    while (this.tableSlot(slot) !== FREE) slot += 1;
    this.held.ints[this.heldFrom + slot] = tableSlot;
    this.lowestFree = slot + 1;
    this.heldCount += 1;
    if (slot >= this.slotEnd) this.slotEnd = slot + 1;
    return slot;
  }

  /** True once for each newcomer: its `players` message is then due. */
  learn(newcomer: object): boolean {
    if (this.newcomers.has(newcomer)) return false;
    this.newcomers.add(newcomer);
    return true;
  }

  /** The newcomers of a round are known to all. */
  forgetNewcomers(): void {
    this.newcomers.clear();
  }

  /** A client that changes its part (idle player to spectator) starts afresh. */
  become(playerId: number): void {
    this.playerId = playerId;
    this.needsFull = true;
    this.inputTick = -1;
  }
}
