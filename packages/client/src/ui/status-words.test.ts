import { describe, expect, it } from 'vitest';
import { statusWords } from './connection-overlay.ts';
import { respawnLine } from './death-screen.ts';

const refusal = { code: 1001, reason: 'The server restarts.' };

describe('statusWords', () => {
  it('is silent in a room', () => {
    expect(statusWords({ state: 'joined', role: 'player', room: 'a', playerId: 1 }, 0)).toBeUndefined();
  });
  it('says why, when and which attempt comes next', () => {
    expect(statusWords({ state: 'waiting', attempt: 2, retryAtMs: 3400, refusal }, 1000)?.text).toBe(
      'The server restarts. Trying again in 3 s (attempt 2).',
    );
  });
  it('offers the way back when it is over', () =>
    expect(statusWords({ state: 'closed', refusal }, 0)?.isFinal).toBe(true));
});

describe('respawnLine', () => {
  it('counts down in whole seconds', () => expect(respawnLine(1200, false)).toBe('Fly again in 2'));
  it('then asks for fire', () => expect(respawnLine(0, false)).toBe('Press fire to fly again'));
  it('or for a tap', () => expect(respawnLine(-50, true)).toBe('Tap to fly again'));
});
