// Reading typed arrays under noUncheckedIndexedAccess. See docs/adr/0002-typed-array-reads.md.

/** Any indexable run of numbers. */
export interface Ints {
  readonly length: number;
  readonly [index: number]: number;
}

/**
 * `array[index]` for an index that the caller has already bounded. The engine inlines it; out of bounds it answers
 * undefined in a number's place, which is a bug of the caller.
 */
export function at(array: Ints, index: number): number {
  return array[index] as number;
}

/** The element of an ordinary array at an index that the caller has already bounded. */
export function item<T>(array: readonly T[], index: number): T {
  return array[index] as T;
}
