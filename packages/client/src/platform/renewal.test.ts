import { describe, expect, it } from 'vitest';
import { baggageHash, baggageOf, nextStep, tidySearch, withoutCaches } from './renewal.ts';

const calm = { found: 'other', home: 'http://a', standIn: undefined, reloads: 0 } as const;

describe('a page of another version than the server', () => {
  it('[X15] is loaded again when its home has another one', () => {
    expect(nextStep(calm, 0)).toEqual({ kind: 'reload' });
  });

  it('[X15] loads past whatever kept the old one, when a reload brought that again', () => {
    expect(nextStep({ ...calm, reloads: 1 }, 0)).toEqual({ kind: 'go', server: 'http://a' });
  });

  it('[X15] waits, longer each time, where its home has the same one, and where it was loaded often', () => {
    const ms = [0, 1, 2, 9].map((waits) => nextStep({ ...calm, found: 'same' }, waits));
    expect(ms).toEqual([2000, 4000, 8000, 30_000].map((wait) => ({ kind: 'wait', ms: wait })));
    expect(nextStep({ ...calm, reloads: 2 }, 0)).toEqual({ kind: 'wait', ms: 2000 });
    expect(nextStep({ ...calm, reloads: 2 }, 1)).toEqual({ kind: 'go', server: 'http://a' });
  });

  it('[X15] goes to a server that lives when its home is gone, and waits when none does', () => {
    const gone = { ...calm, found: 'nothing', reloads: 7 } as const;
    expect(nextStep({ ...gone, standIn: 'http://b' }, 3)).toEqual({ kind: 'go', server: 'http://b' });
    expect(nextStep(gone, 0)).toEqual({ kind: 'wait', ms: 2000 });
  });
});

describe('what a page takes along', () => {
  it('arrives as it was, and nothing else is taken for it', () => {
    const baggage = { seat: 'k.p', name: 'Ada & Bob #1', code: '', token: undefined, room: 'na-main', reloads: '1' };
    expect(baggageOf(baggageHash(baggage))).toEqual({ ...baggage, code: undefined });
    expect([baggageOf('#token=a.b.c'), baggageOf('')]).toEqual([undefined, undefined]);
  });

  it('leaves the address as it was', () => {
    expect(tidySearch(new URL(withoutCaches('http://a/r/den')).search)).toBe('');
    expect(tidySearch('?a=1&fresh=x')).toBe('?a=1');
  });
});
