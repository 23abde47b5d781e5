import { describe, expect, it } from 'vitest';
import { Names } from './names.ts';

describe('the names that a front end knows', () => {
  const player = (id: number, name: string) => ({ id, name, kind: 'human', hue: 0 }) as const;

  it('announces newcomers once, and only those who stayed', () => {
    const names = new Names();
    names.add(player(1, 'a'));
    names.add(player(2, 'b'));
    names.remove(2, 0);
    const newcomers = names.takeNewcomers(1);
    expect(newcomers.map(({ name, round }) => [name, round])).toEqual([['a', 1]]);
    expect(names.takeNewcomers(2)).toEqual([]);
    expect(names.newcomer(1)?.name).toBe('a');
    names.settle(newcomers);
    expect(names.newcomer(1)).toBeUndefined();
  });
});
