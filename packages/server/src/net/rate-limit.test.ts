import { MAX_COUNTED_ADDRESSES, UPGRADE_BURST_RATIO } from '@starfray/shared/protocol';
import { describe, expect, it } from 'vitest';
import { AddressLimits } from './rate-limit.ts';

function limitsOf(connections: number) {
  const clock = { nowMs: 0 };
  return { clock, limits: new AddressLimits(connections, () => clock.nowMs) };
}

describe('AddressLimits', () => {
  it('admits as many connections as allowed, and one more when one has gone', () => {
    const { limits } = limitsOf(2);
    expect([1, 2, 3].map(() => limits.admit('a'))).toEqual(['admitted', 'admitted', 'too many connections']);
    limits.release('a');
    expect(limits.admit('a')).toBe('admitted');
  });

  it('counts each address apart', () => {
    const { limits } = limitsOf(1);
    expect(limits.admit('a')).toBe('admitted');
    expect(limits.admit('b')).toBe('admitted');
  });

  it('bounds attempts, connected or not, and forgives with time', () => {
    const { clock, limits } = limitsOf(10);
    for (let i = 0; i < 10 * UPGRADE_BURST_RATIO; i += 1) {
      expect(limits.admit('a')).toBe('admitted');
      limits.release('a');
    }
    expect(limits.admit('a')).toBe('too many attempts');
    clock.nowMs += 1000;
    expect(limits.admit('a')).toBe('admitted');
  });

  it('[J7] says beforehand what it would answer, and that counts for nothing', () => {
    const { clock, limits } = limitsOf(2);
    const same = () => {
      const told = Array.from({ length: 100 }, () => limits.ask('a'));
      const answer = limits.admit('a');
      expect(new Set(told)).toEqual(new Set([answer]));
      return answer;
    };
    const answers = Array.from({ length: 2 * UPGRADE_BURST_RATIO + 1 }, same);
    expect(new Set(answers)).toEqual(new Set(['admitted', 'too many connections', 'too many attempts']));
    limits.release('a');
    clock.nowMs += 10_000;
    expect(same()).toBe('admitted');
  });

  it('[J7] says so of addresses that it cannot count any more, too', () => {
    const { limits } = limitsOf(1);
    for (let i = 0; i < MAX_COUNTED_ADDRESSES; i += 1) limits.admit(`live ${i}`);
    expect([limits.ask('new'), limits.admit('new')]).toEqual(['too many attempts', 'too many attempts']);
    for (let i = 0; i < MAX_COUNTED_ADDRESSES; i += 1) limits.release(`live ${i}`);
    expect([limits.ask('new'), limits.admit('new')]).toEqual(['admitted', 'admitted']);
  });

  it('has no limit of any kind at 0', () => {
    const { limits } = limitsOf(0);
    for (let i = 0; i < 1000; i += 1) expect(limits.admit('a')).toBe('admitted');
    expect(limits.addresses).toBe(0);
  });

  it('remembers a bounded number of addresses, and live ones longest', () => {
    const { limits } = limitsOf(1);
    limits.admit('live');
    for (let i = 0; i < 2 * MAX_COUNTED_ADDRESSES; i += 1) {
      limits.admit(`passing ${i}`);
      limits.release(`passing ${i}`);
    }
    expect(limits.addresses).toBe(MAX_COUNTED_ADDRESSES);
    expect(limits.admit('live')).toBe('too many connections');
  });
});
