import { toyGame } from '@starfray/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INVALID } from '../contract/index.ts';
import { createCodec } from './codec.ts';
import { InputReader } from './input-reader.ts';
import { createProtocol } from './messages.ts';

const codec = createCodec();
const protocol = createProtocol(toyGame);
const { inputReader } = protocol;
const COUNT = toyGame.input.width * toyGame.rates.ticksPerFrame;

/** What the general decoder makes of some bytes when that is an input message, otherwise undefined. */
function judged(bytes: Uint8Array): object | undefined {
  const message = protocol.decodeClient(codec.unpack(bytes.slice()));
  if (message === INVALID || message.name !== 'input') return undefined;
  const { acknowledged, tick, seenBehind, controls } = message;
  return { acknowledged, tick, seenBehind, controls: [...controls] };
}

function read(bytes: Uint8Array): object | undefined {
  if (!inputReader.read(bytes)) return undefined;
  const { acknowledged, tick, seenBehind, controls } = inputReader;
  return { acknowledged, tick, seenBehind, controls: [...controls] };
}

const wild = fc.oneof(
  fc.integer({ min: -3, max: 5 }),
  fc.integer({ min: -140, max: 1100 }),
  fc.integer(),
  fc.constantFrom(0, 255, 256, 65_535, 65_536, 0x7fffffff, 0xffffffff, -1, -32, -33, -128, -129, -32_768, -32_769),
);
const tame = fc.tuple(
  ...Array.from({ length: COUNT }, (_, i) => {
    const column = toyGame.input.columns[i % toyGame.input.width];
    return fc.integer({ min: column?.least ?? 0, max: column?.most ?? 0 });
  }),
);

describe('the input reader', () => {
  it('[M3] takes every input message of lawful values, and reads what was packed', () => {
    fc.assert(
      fc.property(
        fc.nat(0xffffffff),
        fc.nat(0xffffffff),
        fc.nat(255),
        tame,
        (acknowledged, tick, seenBehind, controls) => {
          const bytes = codec.pack([1, acknowledged, tick, seenBehind, controls]);
          expect(read(bytes)).toEqual({ acknowledged, tick, seenBehind, controls });
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('[M4] takes nothing that the general decoder refuses, and all of the same shape that it takes', () => {
    fc.assert(
      fc.property(
        wild,
        wild,
        wild,
        fc.array(wild, { minLength: COUNT - 1, maxLength: COUNT + 1 }),
        (first, second, third, rest) => {
          const bytes = codec.pack([1, first, second, third, rest]);
          expect(read(bytes)).toEqual(judged(bytes));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('[M4] takes nothing that is one beyond a bound', () => {
    const idle = Array.from({ length: COUNT }, (_, i) => toyGame.input.columns[i % toyGame.input.width]?.least ?? 0);
    for (let i = 0; i < COUNT; i += 1) {
      const { least, most } = toyGame.input.columns[i % toyGame.input.width] ?? { least: 0, most: 0 };
      const taken = [least - 1, least, most, most + 1].map(
        (value) => read(codec.pack([1, 2, 3, 4, idle.with(i, value)])) !== undefined,
      );
      expect(taken).toEqual([false, true, true, false]);
    }
  });

  it('[M4] agrees with the general decoder on mutated, truncated and lengthened bytes', () => {
    const whole = codec.pack([1, 70_000, 70_001, 9, Array.from({ length: COUNT }, () => 0)]);
    const mutation = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 3 });
    fc.assert(
      fc.property(mutation, fc.nat(whole.length + 2), (changes, length) => {
        const bytes = new Uint8Array(length);
        bytes.set(whole.subarray(0, length));
        for (const [place, value] of changes) if (place < length) bytes[place] = value;
        const taken = read(bytes);
        if (taken !== undefined) expect(taken).toEqual(judged(bytes));
      }),
      { numRuns: 5000 },
    );
  });

  it('takes long lists of controls too', () => {
    const reader = new InputReader(1, toyGame.input, 5);
    const controls = Array.from({ length: 5 * toyGame.input.width }, () => 0);
    expect(reader.read(codec.pack([1, 2, 3, 4, controls]))).toBe(true);
    expect(reader.read(codec.pack([1, 2, 3, 4, controls.slice(1)]))).toBe(false);
  });
});
