import { defineInput, InputTable, int, press } from '@starfray/shared/contract';
import { describe, expect, it } from 'vitest';
import { InputBuffers } from './input-buffers.ts';

const controls = defineInput({ steer: int(-1, 1), fire: press() }, { steer: 0, fire: 0 });

const ADA = 1;
const BOB = 4095;

function buffersAt(tick: number): InputBuffers {
  const buffers = new InputBuffers(controls, 2);
  buffers.open(ADA, tick);
  return buffers;
}

function taken(buffers: InputBuffers, tick: number, playerId = ADA): number[] {
  const table = new InputTable(controls);
  buffers.take(tick, table);
  return [...table.ints.subarray(table.base(playerId), table.base(playerId) + 2)];
}

describe('the input buffers', () => {
  it('give each tick its own controls', () => {
    const buffers = buffersAt(10);
    expect(buffers.add(ADA, 11, [1, 0, -1, 1], 10)).toBe(true);
    expect([taken(buffers, 11), taken(buffers, 12)]).toEqual([
      [1, 0],
      [-1, 1],
    ]);
  });

  it('give each player its own controls, until it is closed', () => {
    const buffers = buffersAt(10);
    buffers.open(BOB, 10);
    buffers.add(ADA, 11, [1, 0, -1, 1], 10);
    buffers.add(BOB, 11, [-1, 0, 1, 0], 10);
    expect(taken(buffers, 11, BOB)).toEqual([-1, 0]);
    buffers.close(ADA);
    expect([taken(buffers, 12, ADA), taken(buffers, 12, BOB), buffers.count]).toEqual([[0, 0], [1, 0], 1]);
  });

  it('[I1] let late controls act at the next tick, and a press once', () => {
    const buffers = buffersAt(10);
    buffers.add(ADA, 9, [1, 1, -1, 0], 12);
    expect(buffers.late).toBe(2);
    expect([taken(buffers, 13), taken(buffers, 14)]).toEqual([
      [-1, 1],
      [-1, 0],
    ]);
  });

  it('[I3] repeat the last controls, then idle', () => {
    const buffers = buffersAt(10);
    buffers.add(ADA, 11, [1, 1, 1, 1], 10);
    for (let tick = 11; tick <= 12 + 15 + 12; tick += 1) expect(taken(buffers, tick)).toEqual([1, 1]);
    expect(taken(buffers, 12 + 15 + 12 + 1)).toEqual([0, 0]);
  });

  it('[I4] refuse a tick not above the last', () => {
    const buffers = buffersAt(10);
    buffers.add(ADA, 11, [0, 0, 0, 0], 10);
    expect(buffers.add(ADA, 12, [0, 0, 0, 0], 10)).toBe(false);
    expect(buffers.add(ADA, 13, [0, 0, 0, 0], 10)).toBe(true);
  });

  it('[I8] forget what was sent for later than a clock that is set back, and take it again', () => {
    const buffers = buffersAt(10);
    buffers.add(ADA, 13, [1, 1, 1, 1], 10);
    buffers.add(ADA, 73, [1, 1, 1, 1], 10);
    buffers.setBack(ADA, 14);
    expect(buffers.add(ADA, 13, [-1, 0, -1, 0], 10)).toBe(false);
    expect(buffers.add(ADA, 14, [-1, 0, -1, 0], 10)).toBe(true);
    const all = Array.from({ length: 74 - 10 }, (_, i) => taken(buffers, 11 + i)[0]);
    expect(all.slice(0, 5)).toEqual([0, 0, 1, -1, -1]);
    expect(all.slice(5)).not.toContain(1);
  });

  it('[I8] know of a clock that was set back while its page was away', () => {
    const buffers = buffersAt(10);
    buffers.add(ADA, 73, [1, 1, 1, 1], 10);
    buffers.close(ADA);
    buffers.setBack(ADA, 14);
    buffers.resume(ADA, 12);
    expect(buffers.add(ADA, 14, [-1, 0, -1, 0], 12)).toBe(true);
  });

  it('[I8] forget nothing where a clock is set back to after all that was sent', () => {
    const buffers = buffersAt(10);
    buffers.add(ADA, 11, [1, 0, 1, 0], 10);
    buffers.setBack(ADA, 60);
    expect(buffers.add(ADA, 12, [0, 0, 0, 0], 10)).toBe(false);
    expect(taken(buffers, 11)[0]).toBe(1);
  });

  it('idle after one comes back, who still may not go back in time', () => {
    const buffers = buffersAt(10);
    buffers.add(ADA, 11, [1, 1, 1, 1], 10);
    buffers.resume(ADA, 10);
    expect([taken(buffers, 11), buffers.count]).toEqual([[0, 0], 1]);
    expect(buffers.add(ADA, 12, [0, 0, 0, 0], 11)).toBe(false);
  });

  it('know for how long nothing changed', () => {
    const buffers = buffersAt(10);
    buffers.add(ADA, 21, [1, 0, 1, 0], 20);
    buffers.add(ADA, 31, [1, 0, 1, 0], 30);
    expect(buffers.quietTicks(ADA, 50)).toBe(30);
    buffers.add(ADA, 51, [1, 0, 0, 0], 50);
    expect(buffers.quietTicks(ADA, 50)).toBe(0);
  });

  it('[L4] keep the picture that was seen for a press that comes late, and for controls that are repeated', () => {
    const buffers = buffersAt(10);
    const table = new InputTable(controls);
    buffers.add(ADA, 11, [1, 1, 1, 1], 10, 9 * 8);
    buffers.take(11, table);
    expect(table.lags[ADA]).toBe(16);
    buffers.take(12, table);
    buffers.take(13, table);
    expect(table.lags[ADA]).toBe(16);
    buffers.add(ADA, 13, [1, 1, 1, 1], 15, 11 * 8);
    buffers.take(16, table);
    expect(table.lags[ADA]).toBe((16 - 12) * 8);
    buffers.add(ADA, 15, [1, 1, 1, 1], 60, 13 * 8);
    buffers.take(61, table);
    expect(table.lags[ADA]).toBe(18 * 8);
  });

  it.each([2 ** 28 - 4, 2 ** 28, 2 ** 29 + 6])('[L4] tell how old a picture is at tick %d, after months', (tick) => {
    const buffers = buffersAt(tick - 1);
    const table = new InputTable(controls);
    buffers.add(ADA, tick + 3, [1, 1, 1, 1], tick, (tick + 3) * 8 - 40);
    buffers.take(tick + 3, table);
    expect(table.lags[ADA]).toBe(40);
  });
});
