// The controls on their way to the next tick. A press may begin and end between two ticks, on a fast screen or by a tap on a touchpad:
// it waits for one.

import { copyInts, type InputKind, type RowPlace } from '@starfray/shared/contract';
import { at, atUint8, item } from '@starfray/shared/core';

export class TickInput {
  /** What the next tick takes. */
  readonly row: RowPlace;
  private readonly kind: InputKind;
  /** The controls of now, without presses that are over. */
  private readonly current: Int32Array;
  /** By column: 1 for a press that no tick took yet. */
  private readonly isNew: Uint8Array;

  constructor(kind: InputKind) {
    this.kind = kind;
    this.current = Int32Array.from(kind.idle);
    this.isNew = new Uint8Array(kind.width);
    this.row = kind.view(Int32Array.from(kind.idle), 0);
  }

  /** Takes the controls of now: a row of the game's input schema, copied. */
  set(input: RowPlace): void {
    const { columns, width } = this.kind;
    for (let i = 0; i < width; i += 1) {
      const value = at(input.ints, input.base + i);
      if (item(columns, i).isPress && value !== 0 && at(this.current, i) === 0) this.isNew[i] = 1;
      this.current[i] = value;
      if (value !== 0 || atUint8(this.isNew, i) === 0) this.row.ints[i] = value;
    }
  }

  /** The next tick takes the presses of a row too, whose own tick was given up. */
  pressAgain(row: RowPlace): void {
    for (let i = 0; i < this.kind.width; i += 1) {
      const value = at(row.ints, row.base + i);
      if (value === 0 || !item(this.kind.columns, i).isPress) continue;
      this.isNew[i] = 1;
      if (at(this.current, i) === 0) this.row.ints[i] = value;
    }
  }

  /** No press waits any longer: a tick took the row, or there will be none for it. */
  settle(): void {
    this.isNew.fill(0);
    copyInts(this.current, 0, this.row.ints, 0, this.kind.width);
  }
}
