import { describe, expect, it } from 'vitest';
import { CAUSES } from '../../rules/index.ts';
import { pingLine, respawnLine, whyLine } from './death-screen.ts';
import { runText, timeText } from './run-card.ts';
import { offersText } from './upgrade-choice.ts';

describe('the death screen', () => {
  it("[E40] says in a sentence with what it ended, by how many hits, and by how much the killer's picture was old where that explains something", () => {
    const why = (hits: number, rewound: number) => whyLine({ cause: CAUSES.indexOf('blaster'), hits, rewound });
    expect([why(8, 0), why(1, 20), why(3, 72)]).toEqual([
      '8 hits by blaster',
      '1 hit by blaster',
      '3 hits by blaster, where they saw you 150 ms ago',
    ]);
  });

  it('[E41] a shared run says what it came to', () => {
    const run = { flownTicks: 60 * 192 + 59, kills: 5, bestStreak: 7, level: 4, score: 312, bounty: 20 };
    expect(runText(run, 'Shot down by Ada.')).toBe(
      'I flew 3:12 in Starfray: 5 kills, level 4, 312 points. Shot down by Ada. Can you do better?',
    );
    expect([timeText(0), timeText(60 * 5), timeText(60 * 3600)]).toEqual(['0:00', '0:05', '60:00']);
  });

  it('[E42] a screen reader hears each offer with what it gives and costs', () => {
    expect(offersText(2, [1, 4, 8])).toBe(
      'Level 2. Choose an upgrade. 1: Plating, +40 hull, −7 % speed. 2: Rapid fire, +33 % fire rate, −1 damage a hit. ' +
        '3: Repair, Twice as fast to mend, −30 % energy.',
    );
  });

  it('tells both pings, and none of a bot or of one who is not known', () => {
    const ada = { id: 1, name: 'Ada', kind: 'human', hue: 0 } as const;
    expect(pingLine(41.6, 180, ada)).toBe('Your ping 42 ms, theirs 180 ms');
    expect(pingLine(41.6, undefined, ada)).toBe('');
    expect(pingLine(41.6, 3, { ...ada, kind: 'bot' })).toBe('');
  });
});

describe('respawnLine', () => {
  it('counts down in whole seconds', () => expect(respawnLine(1200, false)).toBe('Fly again in 2'));
  it('then asks for fire', () => expect(respawnLine(0, false)).toBe('Press fire to fly again'));
  it('or for a tap', () => expect(respawnLine(-50, true)).toBe('Tap to fly again'));
});
