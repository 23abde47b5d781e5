// Seeded random numbers: a generator whose state is four integers (sfc32, by Chris Doty-Humphrey), and a stateless hash.

import { mix } from './hash.ts';

/** A generator's whole state. It may be copied, stored and compared. */
export interface RandomState {
  a: number;
  b: number;
  c: number;
  counter: number;
}

/** A generator for a seed; any integer below 2^53 is a seed, and nearby seeds give unrelated sequences. */
export function createRandom(seed: number): RandomState {
  const low = seed | 0;
  const high = Math.trunc(seed / 2 ** 32) | 0;
  const state = { a: mix(low, 0x9e3779b9), b: mix(high, 0x85ebca6b), c: mix(low ^ high, 0xc2b2ae35), counter: 1 };
  for (let round = 0; round < 12; round += 1) nextUint32(state);
  return state;
}

/** The next integer of 0..2^32-1. */
export function nextUint32(state: RandomState): number {
  const sum = (state.a + state.b + state.counter) | 0;
  state.counter = (state.counter + 1) | 0;
  state.a = state.b ^ (state.b >>> 9);
  state.b = (state.c + (state.c << 3)) | 0;
  state.c = (((state.c << 21) | (state.c >>> 11)) + sum) | 0;
  return sum >>> 0;
}

/** A uniform integer of 0..bound-1, for 1 <= bound <= 2^32 (Lemire's multiply-shift; its bias is below bound / 2^32). */
export function randomBelow(state: RandomState, bound: number): number {
  return Math.floor((nextUint32(state) * bound) / 2 ** 32);
}

/** A uniform integer of least..most, both ends included. */
export function randomBetween(state: RandomState, least: number, most: number): number {
  return least + randomBelow(state, most - least + 1);
}
