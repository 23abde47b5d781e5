import { describe, expect, it } from 'vitest';
import { pageMeant } from './page-paths.ts';

describe('an address that almost names a page', () => {
  it.each([
    ['/r/den/', '/r/den'],
    ['/r/den/?x=1', '/r/den?x=1'],
    ['/R/Den', '/r/Den'],
    ['//r//den//', '/r/den'],
    ['/r/%C3%84rger/', '/r/%C3%84rger'],
    ['/r', '/'],
    ['/r/', '/'],
    ['//', '/'],
    ['/Index.html', '/'],
    ['/admin/', '/admin'],
    ['/Admin', '/admin'],
    ['/admin/index.html', '/admin'],
  ])('[G5] leads from %s to %s, below any path', (from, to) => {
    for (const base of ['', '/game', '/a/b']) {
      const location = pageMeant(from) ?? '';
      expect(new URL(location, `http://host${base}${from}`).href).toBe(`http://host${base}${to}`);
    }
  });

  it.each(['/', '/r/den', '/admin', '/r/a/b', '/nothing', '/assets/', '/api/play/', '//evil.example/x'])(
    '[G5] leaves %s alone',
    (url) => expect(pageMeant(url)).toBeUndefined(),
  );
});
