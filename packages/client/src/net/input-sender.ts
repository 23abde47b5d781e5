// Which input frames go out: two ticks each, all of them while controls change, every sixth while nothing does, and none that
// would queue behind others on a line that is backed up.

import { encodeMessage, type InputKind, type RowPlace } from '@starfray/shared/contract';
import { at, atFloat64, item } from '@starfray/shared/core';
import { type Codec, type Link, type Protocol, QUIET_FRAMES } from '@starfray/shared/protocol';

/** Frames in the socket's own buffer beyond this are superseded before they leave: newer ones replace them. */
const MAX_BACKLOG_BYTES = 2048;
/** Frames whose time of sending is remembered, to measure the round trip by their echo. A power of two. */
const KEPT_FRAMES = 256;

/** What the player sees: the newest snapshot applied, and how far behind it the picture is, in 1/8 tick. */
export interface ViewLag {
  readonly acknowledged: number;
  readonly seenBehind: number;
}

export class InputSender {
  framesSent = 0;
  private readonly kind: InputKind;
  private readonly ticksPerFrame: number;
  private readonly codec: Codec;
  private readonly protocol: Protocol;
  private readonly controls: number[];
  private readonly lastSent: number[];
  private readonly heldPresses: Int32Array;
  private readonly sentMs = new Float64Array(KEPT_FRAMES);
  private readonly sentTicks = new Int32Array(KEPT_FRAMES).fill(-1);
  private readonly quietMost: number;
  private quietFrames: number;

  /** @param quietMost While nothing changes, a frame is sent at least every so many. */
  constructor(
    kind: InputKind,
    ticksPerFrame: number,
    codec: Codec,
    protocol: Protocol,
    quietMost: number = QUIET_FRAMES,
  ) {
    this.quietMost = quietMost;
    this.quietFrames = quietMost;
    this.kind = kind;
    this.ticksPerFrame = ticksPerFrame;
    this.codec = codec;
    this.protocol = protocol;
    this.controls = new Array<number>(ticksPerFrame * kind.width).fill(0);
    this.lastSent = [...kind.idle];
    this.heldPresses = new Int32Array(kind.width);
  }

  /** Takes the controls of a tick; the frame goes out with its last tick. */
  add(tick: number, input: RowPlace, viewLag: ViewLag, link: Link, nowMs: number): void {
    const { kind, controls, ticksPerFrame } = this;
    const place = tick % ticksPerFrame;
    for (let i = 0; i < kind.width; i += 1) controls[place * kind.width + i] = at(input.ints, input.base + i);
    if (place !== ticksPerFrame - 1) return;
    this.quietFrames += 1;
    if (!this.hasNews() && this.quietFrames < this.quietMost) return;
    if (link.bufferedBytes > MAX_BACKLOG_BYTES) {
      this.holdPresses(ticksPerFrame);
      return;
    }
    this.send(tick - ticksPerFrame + 1, viewLag, link, nowMs);
  }

  /** When the frame that begins with a tick was sent; undefined when it is not remembered. */
  sentAt(tick: number): number | undefined {
    const place = Math.floor(tick / this.ticksPerFrame) % KEPT_FRAMES;
    return at(this.sentTicks, place) === tick ? atFloat64(this.sentMs, place) : undefined;
  }

  /** No tick follows on `tick`: a press in a frame that it leaves unfinished waits for the next. */
  breakOff(tick: number): void {
    this.holdPresses((tick + 1) % this.ticksPerFrame);
  }

  /** What was sent is void, and the next frame is news. */
  forget(): void {
    this.sentTicks.fill(-1);
    this.quietFrames = this.quietMost;
  }

  private send(firstTick: number, { acknowledged, seenBehind }: ViewLag, link: Link, nowMs: number): void {
    const { kind, controls, heldPresses } = this;
    for (let i = 0; i < kind.width; i += 1) if (at(heldPresses, i) !== 0) controls[i] = at(heldPresses, i);
    heldPresses.fill(0);
    const message = { acknowledged, tick: firstTick, seenBehind, controls };
    link.send(this.codec.pack(encodeMessage(this.protocol.client.input, message)));
    const lastBase = controls.length - kind.width;
    for (let i = 0; i < kind.width; i += 1) this.lastSent[i] = item(controls, lastBase + i);
    const place = Math.floor(firstTick / this.ticksPerFrame) % KEPT_FRAMES;
    this.sentTicks[place] = firstTick;
    this.sentMs[place] = nowMs;
    this.quietFrames = 0;
    this.framesSent += 1;
  }

  private hasNews(): boolean {
    for (let i = 0; i < this.controls.length; i += 1) {
      if (item(this.controls, i) !== item(this.lastSent, i % this.kind.width)) return true;
    }
    return this.heldPresses.some((press) => press !== 0);
  }

  // Of so many ticks of the frame.
  private holdPresses(ticks: number): void {
    for (let i = 0; i < ticks * this.kind.width; i += 1) {
      const column = i % this.kind.width;
      if (item(this.kind.columns, column).isPress && item(this.controls, i) !== 0) {
        this.heldPresses[column] = item(this.controls, i);
      }
    }
  }
}
