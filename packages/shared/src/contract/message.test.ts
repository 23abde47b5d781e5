import { describe, expect, it } from 'vitest';
import { INVALID, int, text } from './fields.ts';
import { defineMessage, encodeMessage, messageDecoder } from './message.ts';

const hello = defineMessage({ name: 'hello', type: 1, purpose: 'Greets.', fields: { who: text(8), times: int(1, 3) } });
const bye = defineMessage({ name: 'bye', type: 2, purpose: 'Ends.', fields: {} });
const decode = messageDecoder<typeof hello | typeof bye>([hello, bye]);

describe('messages', () => {
  it('[M3] are an array of the type and the fields in order', () => {
    expect(encodeMessage(hello, { who: 'you', times: 2 })).toEqual([1, 'you', 2]);
  });

  it('[M3] decode to their name and fields', () => {
    expect(decode([1, 'you', 2])).toEqual({ name: 'hello', who: 'you', times: 2 });
    expect(decode([2])).toEqual({ name: 'bye' });
  });

  it('[M4] are refused with an element too few, too many, out of range or of another type', () => {
    for (const array of [
      [1, 'you'],
      [1, 'you', 2, 0],
      [1, 'you', 4],
      [1, 2, 'you'],
      [2, 0],
      [],
      [3],
      ['1', 'you', 2],
    ]) {
      expect(decode(array)).toBe(INVALID);
    }
  });

  it('[M4] are refused when they are no array at all', () => {
    for (const value of [null, undefined, 1, 'x', { 0: 2, length: 1 }, new Uint8Array([2])])
      expect(decode(value)).toBe(INVALID);
  });

  it('cannot share a type number', () => {
    expect(() => messageDecoder([hello, { ...bye, type: 1 }])).toThrow(RangeError);
  });
});
