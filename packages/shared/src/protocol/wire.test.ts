import * as fc from 'fast-check';
import { Unpackr } from 'msgpackr';
import { describe, expect, it } from 'vitest';
import { angle, defineEntity, defineEvent, definePrivate, INVALID, int, smooth } from '../contract/index.ts';
import { at } from '../core/index.ts';
import { ByteWriter } from './byte-writer.ts';
import { createCodec } from './codec.ts';
import { HeldRows } from './held-rows.ts';
import { createProtocol, type GameShape } from './messages.ts';
import { applyResidual, readFullRow, writeFullRow, writeResidual } from './residual.ts';
import { applySnapshot, SnapshotWriter } from './snapshot.ts';

const buoy = defineEntity({
  name: 'buoy',
  fields: {
    heading: angle(),
    x: smooth(0, 100_000),
    y: smooth(0, 100_000),
    life: int(-70_000, 70_000),
    far: smooth(0, 64_000, 32),
  },
  interest: { rank: 0, most: 9 },
  predict(row) {
    row.life -= 1;
    return row.life !== 0;
  },
});
const purse = definePrivate({ name: 'purse', fields: { gold: int(0, 1000) } });
const splash = defineEvent({ name: 'splash', audience: 'room', isCosmetic: true, fields: { loud: int(0, 9) } });
const shape: GameShape = {
  input: { ...purse, name: 'input', idle: [0] },
  rates: { ticksPerSecond: 60, ticksPerFrame: 2 },
  arenaOptions: purse,
  entities: [buoy],
  privateRow: purse,
  events: [splash],
};
const rowArbitrary = fc.tuple(
  fc.integer({ min: 0, max: 1023 }),
  fc.integer({ min: 0, max: 100_000 }),
  fc.integer({ min: 0, max: 100_000 }),
  fc.integer({ min: -70_000, max: 70_000 }),
  fc.integer({ min: 0, max: 2000 }).map((n) => n * 32),
);

function written(write: (writer: ByteWriter) => void): Uint8Array {
  const writer = new ByteWriter(1 << 16);
  write(writer);
  return writer.bytes.slice(0, writer.length);
}

function elementsOf(write: (writer: ByteWriter) => void): unknown[] {
  const bytes = written(write);
  return bytes.length === 0 ? [] : (new Unpackr({ useRecords: false }).unpackMultiple(bytes) as unknown[]);
}

describe('the byte writer', () => {
  it('[M5] writes integers as msgpackr reads them, in the shortest form', () =>
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 32 - 1 }), (value) => {
        const bytes = written((writer) => writer.int(value));
        expect(createCodec().unpack(bytes)).toBe(value);
        expect(bytes.length).toBe(shortest(value));
      }),
    ));

  it('[M5] writes nil, binaries and arrays as msgpackr reads them', () => {
    const bytes = written((writer) => {
      const place = writer.reserveArrayHeader();
      writer.nil();
      writer.binary(Uint8Array.of(1, 2, 3), 2);
      writer.int(-129);
      writer.arrayHeader(place, 3);
    });
    const [nil, binary, number] = createCodec().unpack(bytes) as [unknown, Uint8Array, unknown];
    expect([nil, [...binary], number]).toEqual([null, [1, 2], -129]);
  });
});

function shortest(value: number): number {
  if (value >= -32 && value < 128) return 1;
  if (value >= -128 && value < 256) return 2;
  if (value >= -32_768 && value < 65_536) return 3;
  return 5;
}

describe('residuals', () => {
  it('[S2] added to the prediction give the truth, for any two rows', () =>
    fc.assert(
      fc.property(rowArbitrary, rowArbitrary, (truth, predicted) => {
        const row = Int32Array.from(predicted);
        const elements = elementsOf((writer) => {
          writeResidual(buoy, Int32Array.from(truth), 0, Int32Array.from(predicted), 0, writer);
        });
        if (elements.length > 0) expect(applyResidual(buoy, elements, 0, row, 0)).toBe(elements.length);
        expect([...row]).toEqual(truth);
      }),
    ));

  it('[S2] say nothing where the prediction is true', () => {
    const row = Int32Array.of(1, 2, 3, 4, 32);
    expect(elementsOf((writer) => void writeResidual(buoy, row, 0, row, 0, writer))).toEqual([]);
  });

  it('[S3] take one byte for a lone small change of the first column, round the circle too', () => {
    for (const [from, to] of [
      [10, 26],
      [10, 1018],
      [0, 1],
      [1023, 0],
    ] as const) {
      const [truth, predicted] = [Int32Array.of(to, 0, 0, 0, 0), Int32Array.of(from, 0, 0, 0, 0)];
      expect(written((writer) => void writeResidual(buoy, truth, 0, predicted, 0, writer)).length).toBe(1);
      expect(
        applyResidual(
          buoy,
          elementsOf((writer) => void writeResidual(buoy, truth, 0, predicted, 0, writer)),
          0,
          predicted,
          0,
        ),
      ).toBe(1);
      expect(at(predicted, 0)).toBe(to);
    }
  });

  it('[S2] are refused when they name no column, one too many, no number or lead out of range', () => {
    for (const elements of [[0], [32, 1], [-33], [2], [2, 'x'], [2, 0.5], [8, -100_000], [], [null], [1.5, 1]]) {
      expect(applyResidual(buoy, elements, 0, Int32Array.of(0, 0, 0, 0, 0), 0)).toBe(INVALID);
    }
  });

  it('[S4] leave full rows to travel divided by their grain', () => {
    const elements = elementsOf((writer) => void writeFullRow(buoy, Int32Array.of(1, 2, 3, 4, 3200), 0, writer));
    expect(elements).toEqual([1, 2, 3, 4, 100]);
    const row = new Int32Array(5);
    expect(readFullRow(buoy, elements, 0, row, 0)).toBe(5);
    expect([...row]).toEqual([1, 2, 3, 4, 3200]);
  });
});

function finished(writer: SnapshotWriter): Uint8Array {
  writer.finish();
  return writer.bytes.slice(writer.start, writer.end);
}

/** A full snapshot of two buoys, the first one's own, and an event; then a delta two ticks later that changes one. */
function snapshots(): { full: Uint8Array; delta: Uint8Array } {
  const writer = new SnapshotWriter();
  const scratch = new ByteWriter(1024);
  const segment = (write: () => number): void => {
    scratch.length = 0;
    const elements = write();
    writer.segment(scratch.bytes, 0, scratch.length, elements);
  };
  const enter = (id: number, row: Int32Array) => () => {
    scratch.int(0);
    scratch.int(id);
    return 2 + writeFullRow(buoy, row, 0, scratch);
  };
  writer.begin({ tick: 500, age: 0, inputTick: 498, inputEarlyMs: 20, focus: 0, checksum: -1 });
  writer.left(new Uint8Array(0), 0);
  writer.entered(2);
  segment(enter(7, Int32Array.of(5, 1000, 2000, 30, 64)));
  segment(enter(9, Int32Array.of(6, 3000, 4000, 40, 96)));
  writer.changed(new Uint8Array(0), 0);
  writer.privateFull();
  segment(() => writeFullRow(purse, Int32Array.of(77), 0, scratch));
  segment(() => {
    scratch.int(0);
    scratch.int(3);
    return 2;
  });
  const full = finished(writer);
  writer.begin({ tick: 502, age: 2, inputTick: 500, inputEarlyMs: -5, focus: 0, checksum: -1 });
  writer.left(new Uint8Array(0), 0);
  writer.entered(0);
  writer.changed(Uint8Array.of(0b10), 1);
  segment(() =>
    writeResidual(buoy, Int32Array.of(6, 3010, 4000, 38, 96), 0, Int32Array.of(6, 3000, 4000, 38, 96), 0, scratch),
  );
  writer.privateAsPredicted();
  return { full, delta: finished(writer) };
}

function held(): HeldRows<unknown> {
  return new HeldRows(shape, undefined);
}

describe('snapshots', () => {
  const codec = createCodec();
  const { full, delta } = snapshots();
  const read = (bytes: Uint8Array) => codec.unpack(bytes) as unknown[];

  it('[S5] are applied as they were written, the delta on what the full one left', () => {
    const rows = held();
    const first = applySnapshot(read(full), rows, shape.events);
    expect(
      first.ok && [first.value.tick, first.value.inputTick, first.value.inputEarlyMs, first.value.events.length],
    ).toEqual([500, 498, 20, 1]);
    expect([rows.focus, rows.hasPrivate, at(rows.privateInts, 0)]).toEqual([0, true, 77]);
    const second = applySnapshot(read(delta), rows, shape.events);
    expect(second.ok && second.value.tick).toBe(502);
    expect([...rows.ints.subarray(0, 10)]).toEqual([5, 1000, 2000, 28, 64, 6, 3010, 4000, 38, 96]);
  });

  it('[S6] refuse a delta whose baseline is not the one held', () => {
    expect(applySnapshot(read(delta), held(), shape.events).ok).toBe(false);
    const rows = held();
    applySnapshot(read(full), rows, shape.events);
    applySnapshot(read(delta), rows, shape.events);
    expect(applySnapshot(read(delta), rows, shape.events).ok).toBe(false);
  });

  it('[S7] let what is predicted to be gone leave without a word', () => {
    const rows = held();
    applySnapshot(read(full), rows, shape.events);
    rows.advance(30);
    expect([rows.ids[0], rows.ids[1]]).toEqual([0, 9]);
  });

  it('[M6] never throw, however their bytes are cut or changed', () => {
    const mutation = fc.record({
      cut: fc.nat(full.length),
      at: fc.nat(full.length - 1),
      byte: fc.nat(255),
      source: fc.constantFrom(full, delta),
    });
    return fc.assert(
      fc.property(mutation, ({ cut, at: place, byte, source }) => {
        const bytes = source.slice(0, Math.max(1, cut));
        bytes[place % bytes.length] = byte;
        const elements = codec.unpack(bytes);
        const rows = held();
        if (source === delta) applySnapshot(read(full), rows, shape.events);
        if (Array.isArray(elements)) applySnapshot(elements, rows, shape.events);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('decoding', () => {
  const codec = createCodec();
  const { decodeClient, decodeServer } = createProtocol(shape);

  it('[M6] never throws past the codec and the schemas, whatever the bytes', () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const value = codec.unpack(bytes);
        decodeClient(value);
        decodeServer(value);
      }),
      { numRuns: 5000 },
    ));

  it.each([256, 1024, 65_536])('[M7] refuses %i bytes of nested array headers, without a flood of memory', (size) => {
    const bomb = new Uint8Array(size).map((_, i) => (i % 3 === 0 ? 0xdc : 0xff));
    const before = process.memoryUsage().rss;
    expect(decodeClient(codec.unpack(bomb))).toBe(INVALID);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  it('[M7] forgets a record that a peer defined with the message that defined it', () => {
    // Extension 0x72 defines record 0x40 with the keys ["a"]; 0x40 alone is the integer 64.
    const definition = Uint8Array.of(0xd4, 0x72, 0x40, 0x91, 0xa1, 0x61, 0x07);
    expect(decodeClient(codec.unpack(definition))).toBe(INVALID);
    expect(codec.unpack(Uint8Array.of(0x91, 0x40))).toEqual([64]);
  });

  it('[M7] takes no extension, map or date for a message', () => {
    const values = [
      Uint8Array.of(0xd6, 0xff, 0, 0, 0, 1),
      Uint8Array.of(0x81, 0xa1, 0x61, 1),
      Uint8Array.of(0xc7, 0, 5),
    ];
    for (const bytes of values) expect(decodeClient(codec.unpack(bytes))).toBe(INVALID);
  });

  it('[M4] refuses bytes after the message', () => {
    expect(codec.unpack(Uint8Array.of(0x92, 2, 5, 0))).toBe(INVALID);
  });
});
