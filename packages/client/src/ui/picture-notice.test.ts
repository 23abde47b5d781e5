import { describe, expect, it } from 'vitest';
import type { PictureFaultKind } from '../view/picture-keeper.ts';
import { pictureWords } from './picture-notice.ts';

describe('what is said of the picture', () => {
  it('is nothing while it is there, or comes and nobody waits for it', () => {
    expect(pictureWords({ state: 'live' }, true, 0)).toBeUndefined();
    expect(pictureWords({ state: 'loading', after: undefined }, false, 0)).toBeUndefined();
  });

  it('[E1] says what a pilot waits for', () => {
    expect(pictureWords({ state: 'loading', after: undefined }, true, 0)?.title).toBe('Preparing the picture');
  });

  it.each<[PictureFaultKind, RegExp]>([
    ['unreachable', /Check your connection/],
    ['no-webgl', /hardware acceleration/],
    ['broken', /Reload the page/],
    ['lost', /reload the page/],
  ])('[E2] has a remedy where the picture is %s, and says when it is tried again', (fault, remedy) => {
    const failed = pictureWords({ state: 'failed', fault, retryAtMs: 5000 }, false, 2100);
    expect(failed?.text).toMatch(remedy);
    expect(failed?.text).toMatch(/Trying again in 3 s\.$/);
    const retried = pictureWords({ state: 'loading', after: fault }, false, 0);
    expect(retried).toMatchObject({ title: failed?.title, text: expect.stringMatching(/Trying again …$/) });
  });
});
