// Layer 0: integers, angles, randomness and the small containers that all else stands on.

export { ANGLE_MASK, ANGLE_STEPS, angleOf, cosine, sine, TRIG_ONE, turnBetween } from './angle.ts';
export { AssertionError, assert, assertNever } from './assert.ts';
export { clamp, divide, integerSqrt, px, UNITS_PER_PX } from './fixed.ts';
export { Grid } from './grid.ts';
export { HASH_START, hashHex, mix, mixText } from './hash.ts';
export { IdPool } from './id-pool.ts';
export { at, atFloat32, atFloat64, atInt16, atUint8, atUint16, item } from './ints.ts';
export { createRandom, nextUint32, type RandomState, randomBelow, randomBetween } from './random.ts';
export { failure, type Result, success } from './result.ts';
export { Ring } from './ring.ts';
