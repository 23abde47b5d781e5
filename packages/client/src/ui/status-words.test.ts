import { CLOSE } from '@starfray/shared/protocol';
import { describe, expect, it } from 'vitest';
import type { Refusal } from '../net/client-state.ts';
import { statusWords } from './connection-overlay.ts';

const refusal = { code: 1001, reason: 'The server restarts.' };
const ORIGIN = 'https://play.example';

describe('statusWords', () => {
  it('is silent in a room', () => {
    expect(statusWords({ state: 'joined', role: 'player', room: 'a', playerId: 1 }, 0, ORIGIN)).toBeUndefined();
  });
  it('says why, when and which attempt comes next', () => {
    expect(statusWords({ state: 'waiting', attempt: 2, retryAtMs: 3400, refusal }, 1000, ORIGIN)?.text).toBe(
      'The server restarts. Trying again in 3 s (attempt 2).',
    );
  });
  it('offers the way back when it is over', () =>
    expect(statusWords({ state: 'closed', refusal }, 0, ORIGIN)?.isFinal).toBe(true));

  it.each<[string, Refusal, string, RegExp, RegExp]>([
    [
      'a page that may not connect',
      { code: 403, reason: 'No.' },
      'No way in yet',
      /usual address/,
      /--allow-origin https:\/\/play\.example$/,
    ],
    [
      'an address with too many connections',
      { code: 429, reason: 'No.' },
      'No way in yet',
      /other pages/,
      /--connections-per-address/,
    ],
    ['no free seat', { code: CLOSE.full, reason: 'No.' }, 'No way in yet', /free seat/, /--max-players/],
    [
      'a missing account',
      { code: CLOSE.needsToken, reason: 'No.' },
      'No way in yet',
      /link of the site/,
      /--no-guests/,
    ],
    [
      'a WebSocket that does not open',
      { code: 1006, reason: 'No.', obstacle: 'no WebSocket' },
      'No connection',
      /firewall/,
      /upgrade of \/ws/,
    ],
    [
      'another program that answers',
      { code: 1006, reason: 'No.', obstacle: 'stranger' },
      'No connection',
      /Wait/,
      /proxy/,
    ],
  ])('[J9] says what to do about %s, to player and operator', (_what, why, title, player, operator) => {
    const words = statusWords({ state: 'waiting', attempt: 2, retryAtMs: 0, refusal: why }, 0, ORIGIN);
    expect(words).toMatchObject({ title, text: expect.stringMatching(/^No\. Trying again/) });
    expect(words?.advice).toEqual([expect.stringMatching(player), expect.stringMatching(operator)]);
  });

  it('[J9] calls a connection lost only if there was one', () => {
    const titleOf = (why: Refusal) =>
      statusWords({ state: 'waiting', attempt: 2, retryAtMs: 0, refusal: why }, 0, ORIGIN)?.title;
    expect(titleOf({ code: 1006, reason: 'x' })).toBe('Connection lost');
    expect(titleOf({ code: 1006, reason: 'x', obstacle: 'silence' })).toBe('No connection');
  });
});
