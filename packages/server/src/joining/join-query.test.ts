import { describe, expect, it } from 'vitest';
import { readJoinQuery } from './join-query.ts';

describe('join queries', () => {
  it('[C5] have their defaults', () => {
    expect(readJoinQuery(new URLSearchParams(''))).toEqual({
      ok: true,
      value: {
        stage: 'query',
        kind: 'human',
        snapshots: 'delta',
        room: undefined,
        name: undefined,
        version: undefined,
        joinCode: undefined,
      },
    });
  });

  it.each([
    ['kind=admin', 4005],
    ['snapshots=some', 4005],
    ['room=Main', 4005],
    [`room=${'a'.repeat(49)}`, 4005],
    [`name=${'x'.repeat(300)}`, 4009],
  ])('[C5] with %s are refused with %i', (query, code) => {
    const result = readJoinQuery(new URLSearchParams(query));
    expect(!result.ok && result.fault.code).toBe(code);
  });
});
