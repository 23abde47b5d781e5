import type { Memory } from '@starfray/client/page';
import { describe, expect, it } from 'vitest';
import { WEAPON } from '../../rules/index.ts';
import { Profile } from './profile.ts';

function memoryOf(kept: Record<string, string> = {}): Memory {
  return {
    read: (key) => kept[key],
    write: (key, value) => {
      kept[key] = value;
    },
  };
}

describe('the profile of a pilot in this browser', () => {
  it('[E89] adds runs up, and is the same after a reload', () => {
    const memory = memoryOf();
    const profile = new Profile(memory);
    expect(profile.line()).toBe('');
    profile.addRun({ flownTicks: 60 * 75, kills: 3, level: 2, points: 120 });
    profile.addRun({ flownTicks: 60 * 30, kills: 1, level: 4, points: 340 });
    profile.addKill(WEAPON.rail);
    profile.addKill(WEAPON.blaster);
    profile.addKill(WEAPON.rail);
    expect(new Profile(memory).line()).toBe(
      '2 runs · 1 min flown · best streak 3 · highest level 4 · best 340 points · favourite: rail',
    );
  });

  it.each(['{', 'null', '7', '"x"', '{"runs":"many","kills":{"0":1}}', '{"runs":-4,"kills":[null,"a"]}'])(
    '[E89] begins again where what was kept is %s',
    (text) => {
      const memory = memoryOf({ profile: text });
      const profile = new Profile(memory);
      expect(profile.line()).toBe('');
      profile.addRun({ flownTicks: 60, kills: 0, level: 0, points: 5 });
      expect(profile.line()).toBe('1 run · 1 s flown · best streak 0 · highest level 0 · best 5 points');
    },
  );
});
