import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  angle,
  bool,
  type Field,
  flag,
  group,
  INVALID,
  type IntField,
  int,
  list,
  oneOf,
  optional,
  player,
  press,
  smooth,
  text,
  uint32,
} from './fields.ts';

const INT_FIELDS: readonly [string, IntField][] = [
  ['int', int(-5, 300)],
  ['int at the bounds of 32 bits', int(-(2 ** 31), 2 ** 31 - 1)],
  ['smooth', smooth(0, 4_194_304)],
  ['angle', angle()],
  ['flag', flag()],
  ['press', press()],
  ['player', player()],
];

/** What no field for whole numbers may take, whatever its range. */
const NO_INTEGERS: readonly unknown[] = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  0.5,
  -0.5,
  2 ** 53,
  '1',
  '',
  null,
  undefined,
  true,
  [1],
  [[]],
  {},
  1n,
  new Uint8Array(1),
  new Date(0),
];

describe.each(INT_FIELDS)('the field %s', (_name, field) => {
  it('[M1] round-trips every value of its range', () => {
    for (const value of [field.least, field.most]) expect(field.decode(value)).toBe(value);
    return fc.assert(
      fc.property(fc.integer({ min: field.least, max: field.most }), (value) => {
        expect(field.decode(field.encode(value))).toBe(value);
      }),
    );
  });

  it('[M2] refuses one below and one above its range', () => {
    expect(field.decode(field.least - 1)).toBe(INVALID);
    expect(field.decode(field.most + 1)).toBe(INVALID);
  });

  it('[M2] refuses what is no whole number', () => {
    for (const value of NO_INTEGERS) expect(field.decode(value)).toBe(INVALID);
  });
});

const OTHER_FIELDS: readonly [string, Field<unknown>, readonly unknown[], readonly unknown[]][] = [
  ['uint32', uint32(), [0, 2 ** 32 - 1], [-1, 2 ** 32, 0.5, Number.NaN, '0', null, 1n]],
  ['bool', bool(), [true, false], [0, 1, 'true', null, undefined, []]],
  ['text', text(4), ['', 'abcd', 'é', '🚀🚀'], ['abcde', 4, null, ['a'], '\ud800', 'a\udc00']],
  ['oneOf', oneOf('human', 'bot'), ['human', 'bot'], ['Human', '', 'humanbot', 0, null, ['human']]],
  ['optional', optional(int(1, 3)), [1, 3, undefined], [0, 4, 'x', [], Number.NaN]],
  ['list', list(int(1, 3), 2), [[], [1], [1, 3]], [[0], [1, 2, 3], 'x', {}, null, [[1]], [1, undefined]]],
  [
    'group',
    group({ id: int(1, 3), name: text(2) }),
    [{ id: 1, name: 'ab' }],
    [{ id: 1, name: 'ab' }, [1], [1, 'ab', 0], ['ab', 1], [0, 'ab'], [1, 'abc'], null],
  ],
];

describe.each(OTHER_FIELDS)('the field %s', (_name, field, good, bad) => {
  it('[M1] round-trips what it takes', () => {
    for (const value of good) expect(field.decode(field.encode(value))).toEqual(value);
  });

  it('[M2] refuses what it does not take', () => {
    for (const value of bad) expect(field.decode(value)).toBe(INVALID);
  });
});

describe('fields', () => {
  it('[M2] never throw, whatever comes', () => {
    const fields: readonly Field<unknown>[] = [
      ...INT_FIELDS.map(([, field]) => field),
      ...OTHER_FIELDS.map(([, field]) => field),
    ];
    return fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withTypedArray: true, withDate: true, withNullPrototype: true }),
        (value) => {
          for (const field of fields) field.decode(value);
        },
      ),
    );
  });

  it('refuse bounds that are no 32-bit integers in order', () => {
    for (const [least, most] of [
      [1, 0],
      [0.5, 1],
      [0, 2 ** 31],
      [Number.NaN, 1],
    ] as const) {
      expect(() => int(least, most)).toThrow(RangeError);
    }
  });
});
