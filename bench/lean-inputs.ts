// The inputs of lean clients: frames that a bench pilot flew beforehand, with room for the two ticks that each must name.

import { createRandom, randomBelow } from '@starfray/shared/core';
import { QUIET_FRAMES } from '@starfray/shared/protocol';
import { input } from '@starfray/starfray/rules';
import { createBenchPilot, flyBenchPilot } from './pilot.ts';

/** Frames prebuilt for all clients, each of which starts at another one. */
const PREBUILT = 4096;
const FRAMES_APART = 37;
/** Of one input message, and of one that acknowledges alone. */
export const INPUT_BYTES = 32;
export const ACKNOWLEDGEMENT_BYTES = 7;
const ACKNOWLEDGE = 2;
const ACKNOWLEDGED_AT = 3;
const TICK_AT = 8;
const CONTROLS_AT = 14;
const CONTROLS_BYTES = 9;
/** As a client draws on loopback: 2.5 ticks behind. */
const SEEN_BEHIND = 20;
/** A lean client's inputs are for so many ticks after the snapshot it answers: on time on loopback. */
const LEAD_TICKS = 4;
/** However long snapshots stay away, inputs are never further ahead of them. */
const MAX_LEAD_TICKS = 20;

/** Input messages whose integers have a fixed length, so that their ticks can be set in place. */
export function prebuiltInputs(): Buffer {
  const frames = Buffer.alloc(PREBUILT * INPUT_BYTES);
  const pilot = createBenchPilot(1);
  const controls = input.view();
  const random = createRandom(2);
  for (let i = 0; i < PREBUILT; i += 1) {
    const at = i * INPUT_BYTES;
    // [1, acknowledged, tick, seen behind, [thrust, aim, boost, fire, choose, say, special, and those of the next tick]]
    frames.set([0x95, 1, 0xce, 0, 0, 0, 0, 0xce, 0, 0, 0, 0, SEEN_BEHIND, 0x9e], at);
    for (let t = 0; t < 2; t += 1) {
      flyBenchPilot(pilot, randomBelow(random, 2000) - 1000, randomBelow(random, 2000) - 1000, controls);
      const place = at + CONTROLS_AT + t * CONTROLS_BYTES;
      frames[place] = controls.thrust;
      frames[place + 1] = 0xcd;
      frames.writeUInt16BE(controls.aim, place + 2);
      frames[place + 4] = controls.boost;
      frames[place + 5] = controls.fire;
      frames[place + 6] = controls.choose;
      frames[place + 7] = controls.say;
      frames[place + 8] = controls.special;
    }
  }
  return frames;
}

/** Which input one lean client sends next, and when: of snapshots it needs the tick alone. */
export class LeanInputs {
  /** Of the newest snapshot; 0 before the first. */
  tick = 0;
  private readonly frames: Buffer;
  private frame: number;
  private sentTick = 0;
  /** Frames since the last that was sent. */
  private unsent = 0;

  /** @param frames What `prebuiltInputs` made, shared by all clients. */
  constructor(frames: Buffer, index: number) {
    this.frames = frames;
    this.frame = (index * FRAMES_APART) % PREBUILT;
  }

  /**
   * One frame of time passes. True when an input is due: one that differs from the last, and every QUIET_FRAMES-th all the same, as real
   * clients send them.
   */
  pass(): boolean {
    if (this.tick === 0) return false;
    const before = this.frame;
    this.frame = (this.frame + 1) % PREBUILT;
    const next = this.nextTick();
    this.unsent += 1;
    // As far ahead as inputs may be: a client that gets no snapshots waits.
    if (next <= this.sentTick) return false;
    this.sentTick = next;
    return this.unsent >= QUIET_FRAMES || !this.isSame(before, this.frame);
  }

  /**
   * True when nothing was sent for as long as clients ever stay quiet, and no input may be: a server that skips those who do not acknowledge
   * would else wait for this client, and this client for it.
   */
  get isOverdue(): boolean {
    return this.tick !== 0 && this.unsent >= QUIET_FRAMES;
  }

  /** The next frame is sent whatever it is. */
  advance(): void {
    this.sentTick = this.nextTick();
    this.frame = (this.frame + 1) % PREBUILT;
  }

  /** Writes the message that is due, INPUT_BYTES long. */
  write(out: Buffer, at: number): void {
    this.unsent = 0;
    const from = this.frame * INPUT_BYTES;
    this.frames.copy(out, at, from, from + INPUT_BYTES);
    out.writeUInt32BE(this.tick, at + ACKNOWLEDGED_AT);
    out.writeUInt32BE(this.sentTick, at + TICK_AT);
  }

  /** Writes a message that acknowledges the newest snapshot, ACKNOWLEDGEMENT_BYTES long. */
  acknowledge(out: Buffer, at: number): void {
    this.unsent = 0;
    out.set([0x92, ACKNOWLEDGE, 0xce], at);
    out.writeUInt32BE(this.tick, at + ACKNOWLEDGED_AT);
  }

  private nextTick(): number {
    const onTime = this.tick + LEAD_TICKS + (this.tick & 1);
    return Math.min(Math.max(this.sentTick + 2, onTime), onTime + MAX_LEAD_TICKS);
  }

  private isSame(a: number, b: number): boolean {
    const { frames } = this;
    for (let i = CONTROLS_AT; i < INPUT_BYTES; i += 1) {
      if (frames[a * INPUT_BYTES + i] !== frames[b * INPUT_BYTES + i]) return false;
    }
    return true;
  }
}
