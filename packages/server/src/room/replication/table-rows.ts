// What replication reads of the entities of one tick: a table that is simulated here, or one that was published by another thread.

export interface TableRows {
  readonly capacity: number;
  /** Integers that a row takes in `ints`, whatever its kind. */
  readonly stride: number;
  readonly ints: Int32Array;
  /** By slot: index of its schema in the game's list. */
  readonly kinds: Uint8Array;
  /** By slot: entity id, 0 while the slot is free. */
  readonly ids: Uint16Array;
  /** The live slots in id order; only the first `count` count. */
  readonly order: Uint16Array;
  readonly count: number;
  /** No slot from here on was ever used. */
  readonly slotEnd: number;
  /** Where the row of a slot begins in `ints`. */
  base(slot: number): number;
}
