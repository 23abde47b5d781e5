// Runs one's own entity ahead of the server under one's own inputs, and starts again from the server's row where the two
// differ. What is simulated is exact; only what is drawn is smoothed.

import { copyInts, type Game, type RowPlace, sameInts, type World } from '@starfray/shared/contract';
import { at, UNITS_PER_PX } from '@starfray/shared/core';
import { DrawnError } from './error-decay.ts';
import { SharedBody } from './shared-body.ts';

/** Ticks of inputs and states kept: four seconds, more than any playable lead. A power of two. */
const KEPT = 256;
const UNEXPLAINED = 'other';

export interface Corrections {
  count: number;
  maxPx: number;
  readonly causes: Record<string, number>;
}

interface Places {
  readonly own: readonly [number, number];
  readonly key: number;
  readonly shared: readonly [number, number];
}

export class Predictor<W extends World, A> {
  readonly corrections: Corrections = { count: 0, maxPx: 0, causes: {} };
  /** The newest tick run. */
  tick: number;
  /** Run ahead with the own entity, in a game that has such bodies. */
  readonly shared: SharedBody<A> | undefined;
  private readonly game: Game<W, A>;
  private readonly arena: A;
  private readonly bodyWidth: number;
  private readonly bodies: Int32Array;
  private readonly privates: Int32Array;
  private readonly inputs: Int32Array;
  private readonly inputView: RowPlace;
  private readonly privateView: RowPlace;
  private readonly bodyViews: readonly RowPlace[];
  /** Names the entity that is predicted; 0 for none. A new life is a new key. */
  private key = 0;
  private kindIndex = 0;
  private firstTick = 0;
  private readonly error = new DrawnError();

  constructor(game: Game<W, A>, arena: A, tick: number) {
    this.game = game;
    this.arena = arena;
    this.tick = tick;
    this.bodyWidth = Math.max(...game.entities.map((kind) => kind.width));
    this.bodies = new Int32Array(KEPT * this.bodyWidth);
    this.privates = new Int32Array(KEPT * game.privateRow.width);
    this.inputs = new Int32Array(KEPT * game.input.width);
    for (let place = 0; place < KEPT; place += 1) this.inputs.set(game.input.idle, place * game.input.width);
    this.inputView = game.input.view(this.inputs, 0);
    this.privateView = game.privateRow.view(this.privates, 0);
    this.bodyViews = game.entities.map((kind) => kind.view(this.bodies, 0));
    this.shared = game.shared === undefined ? undefined : new SharedBody(game.shared, KEPT);
  }

  get hasOwn(): boolean {
    return this.key !== 0;
  }

  /** Runs one tick further under an input. */
  run(input: RowPlace): void {
    this.tick += 1;
    const { width } = this.game.input;
    copyInts(input.ints, input.base, this.inputs, this.place(this.tick) * width, width);
    this.error.decay();
    this.shared?.error.decay();
    if (this.hasOwn) this.simulate(this.tick);
  }

  /** Skips ticks that there was no time to run: their input is the last one. */
  skipTo(tick: number): void {
    const { width } = this.game.input;
    const last = this.place(this.tick) * width;
    for (let t = Math.max(this.tick, tick - KEPT) + 1; t <= tick; t += 1) {
      copyInts(this.inputs, last, this.inputs, this.place(t) * width, width);
    }
    this.tick = Math.max(this.tick, tick);
    this.key = 0;
  }

  /** Goes back to a tick that was run before: those after it come again. What is drawn does not jump by it. */
  setBack(tick: number): void {
    if (!this.hasOwn || tick < this.firstTick || this.tick - tick >= KEPT) {
      this.tick = tick;
      this.key = 0;
      return;
    }
    const drawn = this.newestPlaces();
    this.tick = tick;
    this.decayFrom(drawn);
  }

  /** Shows the inputs from a tick on to the newest, as far as they are kept; the row is valid until the next one. */
  eachInput(fromTick: number, show: (input: RowPlace) => void): void {
    for (let t = Math.max(fromTick, this.tick - KEPT + 1); t <= this.tick; t += 1) {
      this.inputView.base = this.place(t) * this.game.input.width;
      show(this.inputView);
    }
  }

  /** There is no own entity now. */
  lose(): void {
    this.key = 0;
  }

  /**
   * Takes the server's rows at `tick`; where they differ from what was predicted, runs again from there. `isLate` tells that the server
   * did without inputs that were under way, which then is why. `sharedKey` names the shared body, 0 for none, whose row at that tick lies
   * at `sharedBase` of the same integers as the own.
   */
  reconcile(
    tick: number,
    key: number,
    kindIndex: number,
    body: Int32Array,
    bodyBase: number,
    own: Int32Array,
    isLate = false,
    sharedKey = 0,
    sharedBase = 0,
  ): void {
    const isSame = this.key === key && tick >= this.firstTick && tick <= this.tick && this.tick - tick < KEPT;
    const isTrue = isSame && this.matches(tick, body, bodyBase, own);
    if (isTrue && this.shared?.matches(tick, sharedKey, body, sharedBase) !== false) return;
    const drawn = this.newestPlaces();
    if (isSame && !isTrue)
      this.countCorrection(tick, body, bodyBase, isLate ? 'late input' : this.explain(tick, body, bodyBase, own));
    this.restart(tick, key, kindIndex, body, bodyBase, own, sharedKey, sharedBase);
    if (isSame) this.decayFrom(drawn);
    else {
      this.error.clear();
      this.shared?.error.clear();
    }
  }

  /** Copies the newest predicted rows out. */
  read(body: Int32Array, own: Int32Array): void {
    copyInts(
      this.bodies,
      this.place(this.tick) * this.bodyWidth,
      body,
      0,
      this.game.entities[this.kindIndex]?.width ?? 0,
    );
    const { width } = this.game.privateRow;
    copyInts(this.privates, this.place(this.tick) * width, own, 0, width);
  }

  /** Like `read`, but the body as it is to be drawn `fraction` (0..1) of a tick after the tick before. */
  readDrawn(fraction: number, body: Int32Array, own: Int32Array): void {
    this.read(body, own);
    const kind = this.game.entities[this.kindIndex];
    if (kind === undefined) return;
    const from = this.place(this.tickBefore) * this.bodyWidth;
    for (const column of [kind.xColumn, kind.yColumn]) {
      const before = at(this.bodies, from + column);
      const offset = column === kind.xColumn ? this.error.x : this.error.y;
      body[column] = Math.round(before + (at(body, column) - before) * fraction + offset);
    }
  }

  /** Like `readDrawn`, of the shared body: false where none is followed. */
  readDrawnShared(fraction: number, out: Int32Array): boolean {
    if (!this.hasOwn || this.shared === undefined || this.shared.key === 0) return false;
    this.shared.readDrawn(this.tick, this.tickBefore, fraction, out);
    return true;
  }

  private get tickBefore(): number {
    return Math.max(this.tick - 1, this.firstTick);
  }

  // Where the own body is now, and the shared one under its key.
  private newestPlaces(): Places {
    const { shared } = this;
    return { own: this.newestPlace(), key: shared?.key ?? 0, shared: shared?.placeAt(this.tick) ?? [0, 0] };
  }

  private newestPlace(): readonly [number, number] {
    const base = this.place(this.tick) * this.bodyWidth;
    return [at(this.bodies, base + this.xColumn), at(this.bodies, base + this.yColumn)];
  }

  // From where both were drawn to where they are now, unless that is too far.
  private decayFrom(before: Places): void {
    const now = this.newestPlaces();
    this.error.hide(now.own[0] - before.own[0], now.own[1] - before.own[1]);
    const error = this.shared?.error;
    if (now.key === before.key) error?.hide(now.shared[0] - before.shared[0], now.shared[1] - before.shared[1]);
    else error?.clear();
  }

  private get xColumn(): number {
    return this.game.entities[this.kindIndex]?.xColumn ?? 0;
  }

  private get yColumn(): number {
    return this.game.entities[this.kindIndex]?.yColumn ?? 0;
  }

  private matches(tick: number, body: Int32Array, bodyBase: number, own: Int32Array): boolean {
    const width = this.game.entities[this.kindIndex]?.width ?? 0;
    const privateWidth = this.game.privateRow.width;
    return (
      sameInts(this.bodies, this.place(tick) * this.bodyWidth, body, bodyBase, width) &&
      sameInts(this.privates, this.place(tick) * privateWidth, own, 0, privateWidth)
    );
  }

  private explain(tick: number, body: Int32Array, bodyBase: number, own: Int32Array): string {
    const { game } = this;
    const kind = game.entities[this.kindIndex];
    if (game.explain === undefined || kind === undefined) return UNEXPLAINED;
    return game.explain(
      kind.view(this.bodies, this.place(tick) * this.bodyWidth),
      game.privateRow.view(this.privates, this.place(tick) * game.privateRow.width),
      kind.view(body, bodyBase),
      game.privateRow.view(own, 0),
    );
  }

  private countCorrection(tick: number, body: Int32Array, bodyBase: number, cause: string): void {
    this.corrections.causes[cause] = (this.corrections.causes[cause] ?? 0) + 1;
    const base = this.place(tick) * this.bodyWidth;
    const dx = at(this.bodies, base + this.xColumn) - at(body, bodyBase + this.xColumn);
    const dy = at(this.bodies, base + this.yColumn) - at(body, bodyBase + this.yColumn);
    this.corrections.count += 1;
    this.corrections.maxPx = Math.max(this.corrections.maxPx, Math.hypot(dx, dy) / UNITS_PER_PX);
  }

  private restart(
    tick: number,
    key: number,
    kindIndex: number,
    body: Int32Array,
    bodyBase: number,
    own: Int32Array,
    sharedKey: number,
    sharedBase: number,
  ): void {
    this.key = key;
    this.kindIndex = kindIndex;
    // A client that is behind, as before its clock is set, starts from the server's tick.
    if (tick > this.tick) this.tick = tick;
    // A row older than the inputs that are kept stands for the first of them: nothing nearer is known.
    const from = Math.max(tick, this.tick - KEPT + 1);
    this.firstTick = from;
    copyInts(body, bodyBase, this.bodies, this.place(from) * this.bodyWidth, this.game.entities[kindIndex]?.width ?? 0);
    const { width } = this.game.privateRow;
    copyInts(own, 0, this.privates, this.place(from) * width, width);
    this.shared?.restart(from, sharedKey, body, sharedBase);
    for (let t = from + 1; t <= this.tick; t += 1) this.simulate(t);
  }

  private simulate(tick: number): void {
    const { bodies, privates, bodyWidth, game } = this;
    const from = this.place(tick - 1);
    const to = this.place(tick);
    const privateWidth = game.privateRow.width;
    copyInts(bodies, from * bodyWidth, bodies, to * bodyWidth, bodyWidth);
    copyInts(privates, from * privateWidth, privates, to * privateWidth, privateWidth);
    const body = this.bodyViews[this.kindIndex];
    if (body === undefined) return;
    body.base = to * bodyWidth;
    this.privateView.base = to * privateWidth;
    this.inputView.base = to * game.input.width;
    const shared = this.shared?.begin(tick);
    game.predictOwn(body, this.privateView, this.inputView, tick, this.arena, shared);
    if (shared !== undefined) this.shared?.kind.predict(shared, tick, this.arena);
  }

  private place(tick: number): number {
    return tick & (KEPT - 1);
  }
}
