import { INPUT_RING_RESERVED_SHARE } from '@starfray/shared/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createInputRing, InputRingReader, InputRingWriter, type PlayerOrders } from './input-ring.ts';

const CONTROLS = 4;
/** Counts of records wrap around after 2^31 - 1: they are begun shortly before. */
const NEARLY_WRAPPED = 0x7fff_ff80;

type Order = readonly [kind: string, ...values: number[]];

function collector(): PlayerOrders & { readonly all: Order[] } {
  const all: Order[] = [];
  return {
    all,
    input: (client, playerId, tick, seen, earlyMs, controls) =>
      void all.push(['input', client, playerId, tick, seen, earlyMs, ...controls]),
    setBack: (client, playerId, tick) => void all.push(['setBack', client, playerId, tick]),
    away: (client) => void all.push(['away', client]),
    back: (client) => void all.push(['back', client]),
  };
}

function ringAt(count: number) {
  const memory = createInputRing(1, CONTROLS);
  new Int32Array(memory.state).fill(count);
  return { memory, writer: new InputRingWriter(memory), reader: new InputRingReader(structuredClone(memory)) };
}

function write(
  writer: InputRingWriter,
  [kind, client = 0, playerId = 0, tick = 0, seen = 0, early = 0, ...controls]: Order,
) {
  if (kind === 'input') return writer.input(client, playerId, tick, seen, early, controls);
  if (kind === 'setBack') return writer.setBack(client, playerId, tick);
  return kind === 'away' ? writer.away(client) : writer.back(client);
}

/** The same from so many clients. */
function burst([kind, first = 1, ...values]: Order, count: number): Order[] {
  return Array.from({ length: count }, (_, i) => [kind, (first + i) & 0x7fff_ffff, ...values]);
}

const client = fc.integer({ min: 1, max: 0x7fff_ffff });
const playerId = fc.integer({ min: 1, max: 4095 });
const tick = fc.integer({ min: 0, max: 0xffff_ffff });
const int = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff });
const earlyMs = fc.integer({ min: -0x7fff, max: 0x7fff });
const order: fc.Arbitrary<Order> = fc.oneof(
  fc.tuple(fc.constant('input'), client, playerId, tick, int, earlyMs, int, int, int, int),
  fc.tuple(fc.constant('setBack'), client, playerId, tick),
  fc.tuple(fc.constantFrom('away', 'back'), client),
);

describe('the ring of inputs', () => {
  it('[TH5] hands on all that it took, in order, over the end of the ring and of its count', () => {
    let refused = 0;
    // An order that comes so many times from as many clients, then perhaps the reader.
    const step = fc.tuple(order, fc.integer({ min: 1, max: 160 }), fc.boolean());
    fc.assert(
      fc.property(
        fc.constantFrom(0, NEARLY_WRAPPED),
        fc.array(step, { minLength: 8, maxLength: 20 }),
        (start, steps) => {
          const { writer, reader } = ringAt(start);
          const [taken, expected] = [collector(), [] as Order[]];
          let tried = 0;
          for (const [next, count, takes] of steps) {
            expected.push(...burst(next, count).filter((one) => write(writer, one)));
            tried += count;
            if (takes) reader.take(taken);
          }
          reader.take(taken);
          expect(taken.all).toEqual(expected);
          expect(writer.refused).toBe(tried - expected.length);
          refused += writer.refused;
        },
      ),
      { numRuns: 40 },
    );
    expect(refused).toBeGreaterThan(0);
  });

  it('[TH5] refuses inputs when it is full and counts them, and keeps room for those who leave and come back', () => {
    const { memory, writer, reader } = ringAt(NEARLY_WRAPPED);
    const fill = (kind: string) => {
      let count = 0;
      while (count <= memory.capacity && write(writer, [kind, count, 1, count, 0, 0, 1, 2, 3, 4])) count += 1;
      return count;
    };
    const reserve = memory.capacity / INPUT_RING_RESERVED_SHARE;
    expect([fill('input'), fill('away')]).toEqual([memory.capacity - reserve, reserve]);
    expect([write(writer, ['setBack', 1, 1, 1]), write(writer, ['back', 1]), writer.refused]).toEqual([
      false,
      false,
      4,
    ]);
    expect(reader.take(collector())).toBe(memory.capacity);
    expect([fill('setBack'), writer.refused]).toEqual([memory.capacity, 5]);
  });

  it('[TH5] gives an end that begins again what is still there', () => {
    const { memory, writer, reader } = ringAt(0);
    const orders: Order[] = [1, 2, 3, 4].map((id) => ['away', id]);
    for (const next of orders) write(writer, next);
    const taken = collector();
    reader.take(taken);
    const again = new InputRingWriter(memory);
    write(again, ['back', 5]);
    new InputRingReader(memory).take(taken);
    expect(taken.all).toEqual([...orders, ['back', 5]]);
  });

  it('takes an earliness beyond what matters for the most that does', () => {
    const { writer, reader } = ringAt(0);
    for (const early of [1e12, -1e12]) writer.input(1, 1, 1, 1, early, [0, 0, 0, 0]);
    const taken = collector();
    reader.take(taken);
    expect(taken.all.map((input) => input[5])).toEqual([0x7fff, -0x7fff]);
  });
});
