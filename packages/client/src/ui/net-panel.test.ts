import { describe, expect, it } from 'vitest';
import { netQuality, netSentence } from './net-panel.ts';

const stats = { rttMs: 40, jitterMs: 3, silentMs: 20 };

describe('the connection in words', () => {
  it('is good on a short and even line', () => expect(netQuality(stats)).toBe('good'));
  it('is fair on a long one', () => expect(netQuality({ ...stats, rttMs: 150 })).toBe('fair'));
  it('is poor while nothing comes', () => expect(netQuality({ ...stats, silentMs: 2000 })).toBe('poor'));
  it('is unknown before anything was measured, and says so', () => {
    const none = { rttMs: 0, jitterMs: 0, silentMs: 0 };
    expect([netQuality(none), netSentence(none)]).toEqual(['unknown', 'no connection']);
  });
  it('says the round trip', () => expect(netSentence(stats)).toBe('40 ms'));
  it('says that the line is uneven', () => expect(netSentence({ ...stats, jitterMs: 40 })).toBe('40 ms, uneven'));
  it('says for how long nothing came', () => expect(netSentence({ ...stats, silentMs: 3100 })).toBe('silent for 3 s'));
});
