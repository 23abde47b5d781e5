// The one shared body that a client runs ahead beside its own: its states by tick, as the predictor steps them, and how it is drawn.

import { copyInts, type EntityKind, type RowPlace, sameInts } from '@starfray/shared/contract';
import { at } from '@starfray/shared/core';
import { DrawnError } from './error-decay.ts';

/** A body that somebody else is nearer to is drawn in the past, with them; one that is clearly nearer to us, in our present. */
const PAST_SHARE = 0.35;
const PRESENT_SHARE = 0.6;

export class SharedBody<A> {
  /** Names the body that is followed; 0 for none. */
  key = 0;
  readonly kind: EntityKind<A>;
  private readonly kept: number;
  private readonly states: Int32Array;
  private readonly view: RowPlace;
  /** Of what is drawn. */
  readonly error = new DrawnError();

  /** @param kept How many ticks of states are kept; a power of two. */
  constructor(kind: EntityKind<A>, kept: number) {
    this.kind = kind;
    this.kept = kept;
    this.states = new Int32Array(kept * kind.width);
    this.view = kind.view(this.states, 0);
  }

  /** Was the body of this key, which is 0 for none, predicted to be like this at that tick? */
  matches(tick: number, key: number, ints: Int32Array, base: number): boolean {
    if (key !== this.key) return false;
    return key === 0 || sameInts(this.states, this.placeOf(tick), ints, base, this.kind.width);
  }

  /** Takes the row of a body at a tick, from which it is run on. */
  restart(tick: number, key: number, ints: Int32Array, base: number): void {
    this.key = key;
    if (key !== 0) copyInts(ints, base, this.states, this.placeOf(tick), this.kind.width);
  }

  /** The row for `tick`, begun as it was the tick before; undefined where no body is followed. */
  begin(tick: number): RowPlace | undefined {
    if (this.key === 0) return undefined;
    this.view.base = this.placeOf(tick);
    copyInts(this.states, this.placeOf(tick - 1), this.states, this.view.base, this.kind.width);
    return this.view;
  }

  placeAt(tick: number): readonly [number, number] {
    const base = this.placeOf(tick);
    return [at(this.states, base + this.kind.xColumn), at(this.states, base + this.kind.yColumn)];
  }

  /** Copies out the row of `tick`, with the place that is `fraction` (0..1) of the way there from the tick before. */
  readDrawn(tick: number, before: number, fraction: number, out: Int32Array): void {
    copyInts(this.states, this.placeOf(tick), out, 0, this.kind.width);
    const [x, y] = this.placeAt(before);
    const { xColumn, yColumn } = this.kind;
    out[xColumn] = Math.round(x + (at(out, xColumn) - x) * fraction + this.error.x);
    out[yColumn] = Math.round(y + (at(out, yColumn) - y) * fraction + this.error.y);
  }

  private placeOf(tick: number): number {
    return (tick & (this.kept - 1)) * this.kind.width;
  }
}

/**
 * How much of the present is in what is drawn of a shared body, 0..1, by how far it is from one's own body, which is drawn in the present,
 * and from the nearest other, which is drawn in the past: so that both are seen to touch it where it is drawn. After Sharkey, Ryan and
 * Roberts, "A local perception filter for distributed virtual environments" (1998).
 */
export function shareOfPresent(toOwn: number, toOther: number): number {
  if (toOther === Number.POSITIVE_INFINITY) return 1;
  const share = toOther / Math.max(1, toOwn + toOther);
  return Math.max(0, Math.min(1, (share - PAST_SHARE) / (PRESENT_SHARE - PAST_SHARE)));
}

/** How far the entities of two rows are from each other, in position units. */
export function distanceBetween<A>(
  a: EntityKind<A>,
  aInts: Int32Array,
  aBase: number,
  b: EntityKind<A>,
  bInts: Int32Array,
  bBase: number,
): number {
  return Math.hypot(
    at(aInts, aBase + a.xColumn) - at(bInts, bBase + b.xColumn),
    at(aInts, aBase + a.yColumn) - at(bInts, bBase + b.yColumn),
  );
}
