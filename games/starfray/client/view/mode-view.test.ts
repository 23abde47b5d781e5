import { px } from '@starfray/shared/core';
import { describe, expect, it } from 'vitest';
import { FLAG_STATES } from '../../rules/index.ts';
import { arrowTo, type ModeView, modeLine, type SeenFlag } from './mode-view.ts';

const MATCH = {
  phase: 'play',
  secondsLeft: 100,
  scores: [0, 0],
  winner: 0,
  champion: 0,
  isHeld: false,
  number: 1,
  teams: [],
} as const;
const BARE: ModeView = { match: MATCH, team: 1, flags: [], bases: [], ring: undefined, isLastLight: false };

function flagOf(team: number, state: keyof typeof FLAG_STATES, carrier = 0, secondsLeft?: number): SeenFlag {
  return { team, x: 0, y: 0, state: FLAG_STATES[state], carrier, secondsLeft };
}

describe('what a pilot reads', () => {
  it.each([
    [[flagOf(1, 'home'), flagOf(2, 'carried', 7)], 'You have their flag: bring it home'],
    [[flagOf(1, 'carried', 9), flagOf(2, 'carried', 7)], 'You have their flag: keep it until yours is back'],
    [[flagOf(1, 'carried', 9), flagOf(2, 'home')], 'They have your flag'],
    [[flagOf(1, 'dropped', 0, 12), flagOf(2, 'home')], 'Your flag lies out there: touch it (12 s)'],
    [[flagOf(1, 'home'), flagOf(2, 'carried', 8)], 'Your team has their flag'],
    [[flagOf(1, 'home'), flagOf(2, 'home')], ''],
  ])('[E51] says in words where the flags are %#', (flags, line) => expect(modeLine({ ...BARE, flags }, 7)).toBe(line));

  it.each([
    [{ isOutside: true, closesIn: 4 }, 'Outside the ring: your hull drains'],
    [{ isOutside: false, closesIn: 4 }, 'The ring closes in 4 s'],
    [{ isOutside: false, closesIn: 0 }, 'The ring is closing'],
    [{ isOutside: false, closesIn: undefined }, 'The ring has closed'],
  ])('[E52] says in words whether the ship is outside the ring %#', (seen, line) => {
    expect(modeLine({ ...BARE, team: 0, ring: { x: 0, y: 0, radius: 1, ...seen } }, 7)).toBe(line);
  });

  it('[E51] says nothing between matches', () => {
    const flags = [flagOf(1, 'carried', 9), flagOf(2, 'home')];
    expect(modeLine({ ...BARE, flags, match: { ...MATCH, phase: 'result' } }, 7)).toBe('');
  });
});

describe('an arrow', () => {
  const area = { left: 0, top: 0, right: 1000, bottom: 600 };

  it('[E53] stands at the edge of the picture, towards what is beyond it', () => {
    const right = arrowTo(area, { x: px(3000), y: px(300) }, 40);
    expect([right?.x, right?.y, right?.angle]).toEqual([960, 300, 0]);
    const up = arrowTo(area, { x: px(500), y: px(-900) }, 40);
    expect([up?.x, up?.y]).toEqual([500, 40]);
  });

  it('[E53] is not there for what shows', () => expect(arrowTo(area, { x: px(500), y: px(300) }, 40)).toBeUndefined());
});
