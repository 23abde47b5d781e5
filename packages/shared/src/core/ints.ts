// Reading typed arrays under noUncheckedIndexedAccess: docs/adr/0002-typed-array-reads.md. One function per kind of array, since
// the engine keeps one feedback per function: a single one for all of them was measured as nearly half of a room's time.
//
// Each reads an index that the caller has already bounded. The engine inlines it; out of bounds it answers undefined in a number's
// place, which is a bug of the caller.

export function at(array: Int32Array, index: number): number {
  return array[index] as number;
}

export function atUint16(array: Uint16Array, index: number): number {
  return array[index] as number;
}

export function atInt16(array: Int16Array, index: number): number {
  return array[index] as number;
}

export function atUint8(array: Uint8Array, index: number): number {
  return array[index] as number;
}

export function atFloat32(array: Float32Array, index: number): number {
  return array[index] as number;
}

export function atFloat64(array: Float64Array, index: number): number {
  return array[index] as number;
}

/** The element of an ordinary array. */
export function item<T>(array: readonly T[], index: number): T {
  return array[index] as T;
}
