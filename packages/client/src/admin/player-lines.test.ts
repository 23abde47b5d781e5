import { describe, expect, it } from 'vitest';
import { filtered, type PlayerLine, pressed, sorted } from './player-lines.ts';

let lastId = 0;

function line(name: string, more: Partial<PlayerLine> = {}): PlayerLine {
  lastId += 1;
  return {
    playerId: lastId,
    room: 'main',
    name,
    kind: 'human',
    state: 'playing',
    account: undefined,
    address: undefined,
    canBanSession: true,
    score: 0,
    pingMs: 0,
    bytes: 0,
    bytesPerSecond: undefined,
    x: 0,
    y: 0,
    ...more,
  };
}

const names = (lines: readonly PlayerLine[]) => lines.map(({ name }) => name);

describe('the order of players', () => {
  it('goes by names as people do', () => {
    const lines = ['zoe', 'Zoe 10', 'Zoe 9', 'Ärger', 'Ada'].map((name) => line(name));
    const order = { column: 'name', isDescending: false } as const;
    expect(names(sorted(lines, order))).toEqual(['Ada', 'Ärger', 'zoe', 'Zoe 9', 'Zoe 10']);
  });

  it('goes by figures as figures, and breaks ties by id', () => {
    const lines = [line('a', { score: 9 }), line('b', { score: 10 }), line('c', { score: 9 })];
    expect(names(sorted(lines.toReversed(), { column: 'score', isDescending: true }))).toEqual(['b', 'a', 'c']);
  });

  it.each([true, false])('has those without a value last, descending: %s', (isDescending) => {
    const lines = [line('none'), line('some', { account: 'ada' })];
    expect(names(sorted(lines, { column: 'account', isDescending }))).toEqual(['some', 'none']);
  });

  it('turns round when its column is pressed again; figures begin with the largest', () => {
    const byName = { column: 'name', isDescending: false } as const;
    expect(pressed(byName, 'name')).toEqual({ column: 'name', isDescending: true });
    expect(pressed(byName, 'score')).toEqual({ column: 'score', isDescending: true });
    expect(pressed({ column: 'score', isDescending: true }, 'name')).toEqual(byName);
  });
});

describe('the filter', () => {
  it('finds names however they are written', () => {
    expect(names(filtered([line('Ärger'), line('Ada'), line('<b>x')], ' arg'))).toEqual(['Ärger']);
    expect(names(filtered([line('Ada'), line('<b>x')], '<B>'))).toEqual(['<b>x']);
  });
});
