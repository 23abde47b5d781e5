// Where a page is meant by an address that is almost its own: a slash too many, capitals, an empty room.

const ROOM = /^r\/([^/]+)$/i;

/**
 * The relative address of the page that `url` means, when it is not `url` itself; undefined when it means none. Relative, since a proxy may
 * have taken a path off. `games` are the names of those that have pages below them.
 */
export function pageMeant(url: string, games: readonly string[] = []): string | undefined {
  const [path = '', query] = url.split('?', 2);
  const name = path.replace(/\/{2,}/g, '/').replace(/^\/|\/$/g, '');
  const page = pageNamed(name) ?? pageBelow(name, games);
  if (page === undefined || `/${page}` === path) return undefined;
  const up = '../'.repeat(path.split('/').length - 2);
  const to = `${up}${page}`;
  return `${to === '' ? './' : to}${query === undefined ? '' : `?${query}`}`;
}

function pageBelow(name: string, games: readonly string[]): string | undefined {
  const [first = '', ...rest] = name.split('/');
  const game = games.find((known) => known === first.toLowerCase());
  const page = game === undefined ? undefined : pageNamed(rest.join('/'));
  return page === undefined ? undefined : `${game}/${page}`;
}

function pageNamed(name: string): string | undefined {
  const lower = name.toLowerCase();
  if (lower === '' || lower === 'r' || lower === 'index.html') return '';
  if (lower === 'admin' || lower === 'admin.html' || lower === 'admin/index.html') return 'admin';
  const room = ROOM.exec(name)?.[1];
  return room === undefined ? undefined : `r/${room}`;
}
