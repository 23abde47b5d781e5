import { describe, expect, it } from 'vitest';
import { identify } from './identity.ts';

describe('the identity of a game', () => {
  it('follows from its name', () => {
    expect(identify({ name: 'space-golf' })).toEqual({
      name: 'space-golf',
      title: 'Space-golf',
      about: 'Space-golf, in your browser.',
      subprotocol: 'space-golf',
      playerName: 'Player',
      metricsPrefix: 'space_golf_',
      keyPrefix: 'space-golf',
      modes: ['arena'],
    });
  });

  it('may differ from its name in every part', () => {
    const parts = { title: 'Golf in Space', playerName: 'Golfer', modes: ['nine', 'eighteen'] } as const;
    expect(identify({ name: 'golf', ...parts })).toMatchObject(parts);
  });

  it.each([
    [{ name: 'Space Golf' }, 'name "Space Golf"'],
    [{ name: 'golf', subprotocol: 'a, b' }, 'subprotocol "a, b"'],
    [{ name: 'golf', metricsPrefix: 'golf' }, 'metricsPrefix "golf"'],
    [{ name: 'golf', modes: ['arena', 'bots'] as const }, 'mode bots'],
  ])('is refused where it could not be used: %j', (parts, fault) => {
    expect(() => identify(parts)).toThrow(fault);
  });
});
