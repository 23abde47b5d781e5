// What one client has been sent: the slots it holds, its baseline, whom it knows by name. Data with its bounds; the replicator
// decides what to send, flow control when.

import { MAX_PLAYER_ID } from '@starfray/shared/contract';
import { atUint16 } from '@starfray/shared/core';
import { MAX_ASPECT, MAX_BASELINE_AGE, MAX_SLOTS, MIN_ASPECT, NO_SLOT } from '@starfray/shared/net';

const DEFAULT_ASPECT = 16 / 9;

export class ClientView {
  /** 0 for a spectator. */
  playerId: number;
  /** Only full snapshots, at a lower rate. */
  readonly isFullOnly: boolean;
  aspect = DEFAULT_ASPECT;
  /** By client slot: id held (0 = free) and where that entity lies in the room's table. */
  readonly ids = new Uint16Array(MAX_SLOTS);
  readonly tableSlots = new Int16Array(MAX_SLOTS);
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
  lastChecksumMs = 0;
  lastMendMs = Number.NEGATIVE_INFINITY;
  /** The tick of the newest input frame and how early it came: echoed in each snapshot. */
  inputTick = -1;
  inputEarlyMs = 0;
  private readonly knownPlayers = new Uint16Array(MAX_PLAYER_ID + 1);

  constructor(playerId: number, isFullOnly: boolean) {
    this.playerId = playerId;
    this.isFullOnly = isFullOnly;
  }

  /** Ticks since the baseline, or 0 when a delta cannot be taken. */
  ageAt(tick: number): number {
    const age = tick - this.baseline;
    if (this.needsFull || this.isFullOnly || this.baseline < 0 || age > MAX_BASELINE_AGE) return 0;
    return age;
  }

  setAspect(aspect: number): void {
    this.aspect = Math.min(MAX_ASPECT, Math.max(MIN_ASPECT, aspect));
  }

  clear(): void {
    this.ids.fill(0);
    this.heldCount = 0;
    this.slotEnd = 0;
    this.focus = NO_SLOT;
    this.focusId = 0;
    this.hasPrivate = false;
  }

  release(slot: number): void {
    this.ids[slot] = 0;
    this.heldCount -= 1;
    while (this.slotEnd > 0 && atUint16(this.ids, this.slotEnd - 1) === 0) this.slotEnd -= 1;
  }

  /** Gives an entity the lowest free slot, as the client will; there is one: MAX_SEEN_ENTITIES is below MAX_SLOTS. */
  take(id: number, tableSlot: number): number {
    const slot = this.ids.indexOf(0);
    this.ids[slot] = id;
    this.tableSlots[slot] = tableSlot;
    this.heldCount += 1;
    if (slot >= this.slotEnd) this.slotEnd = slot + 1;
    return slot;
  }

  /** True once for each player (told apart by generation where an id was used before): its `player` message is then due. */
  learn(playerId: number, generation: number): boolean {
    if (atUint16(this.knownPlayers, playerId) === generation) return false;
    this.knownPlayers[playerId] = generation;
    return true;
  }

  /** A client that changes its part (idle player to spectator) starts afresh. */
  become(playerId: number): void {
    this.playerId = playerId;
    this.needsFull = true;
    this.inputTick = -1;
  }
}
