import { describe, expect, it } from 'vitest';
import { grown, readSample } from './server-sample.ts';

function p99Of(...rooms: readonly { readonly tick: number; readonly p99: number }[]): number | undefined {
  return readSample({ rooms: rooms.map(({ tick, p99 }) => ({ tick, intervalMs: { p99 } })) })?.intervalP99Ms;
}

describe('what a server says of itself', () => {
  it('is the p99 of the room that keeps time worst', () => {
    expect(p99Of({ tick: 9000, p99: 34 }, { tick: 8000, p99: 41 })).toBe(41);
  });

  it('leaves out a room that has just been opened, whose p99 is its worst tick', () => {
    expect(p99Of({ tick: 9000, p99: 34 }, { tick: 20, p99: 107 })).toBe(34);
  });

  it('takes what there is of a server whose rooms are all new', () => {
    expect(p99Of({ tick: 20, p99: 107 })).toBe(107);
  });

  it('is nothing where something else answers', () => {
    expect(readSample('<html>')).toBeUndefined();
  });

  it('counts what came since the first look, and not what was there before', () => {
    expect([grown([7, 7, 9, 8]), grown([3]), grown([])]).toEqual([2, 0, 0]);
  });
});
