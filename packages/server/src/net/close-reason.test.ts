import { MAX_CLOSE_REASON_BYTES } from '@starfray/shared/net';
import { describe, expect, it } from 'vitest';
import { fitBytes, refusalJson } from './close-reason.ts';

describe('fitBytes', () => {
  it('leaves alone what fits', () => {
    expect(fitBytes('short')).toBe('short');
  });

  it('cuts between characters, never within one', () => {
    expect(fitBytes('aé🚀b', 3)).toBe('aé');
    expect(fitBytes('aé🚀b', 6)).toBe('aé');
    expect(fitBytes('aé🚀b', 7)).toBe('aé🚀');
  });
});

describe('refusalJson', () => {
  it('says why and when to come back', () => {
    expect(refusalJson({ reason: 'full', retryMs: 2000 })).toBe('{"reason":"full","retryMs":2000}');
  });

  it('leaves out a retry time that there is not', () => {
    expect(refusalJson({ reason: 'no', retryMs: undefined })).toBe('{"reason":"no"}');
  });

  it.each([
    ['plain', 'x'.repeat(500)],
    ['emoji', '🚀'.repeat(100)],
    ['what JSON must escape', '"\n'.repeat(100)],
  ])('stays readable JSON within a close frame: %s', (_what, reason) => {
    const json = refusalJson({ reason, retryMs: 600_000 });
    expect(Buffer.byteLength(json)).toBeLessThanOrEqual(MAX_CLOSE_REASON_BYTES);
    expect(JSON.parse(json)).toEqual({ reason: expect.stringMatching(/^(x|🚀|"|\n)+$/u), retryMs: 600_000 });
  });
});
