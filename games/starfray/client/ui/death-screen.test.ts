import { describe, expect, it } from 'vitest';
import { pingLine, respawnLine, rewindLine } from './death-screen.ts';

describe('the death screen', () => {
  it('says by how much the view of the killer was old, when that explains something', () => {
    expect([rewindLine(0), rewindLine(20), rewindLine(72)]).toEqual([
      '',
      '',
      'By blaster, where they saw you 150 ms ago',
    ]);
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
