// Where a page's server is, and how what is stored for it is named. The first script needs no more of addresses.

/** Where a page's server is: at the root of a host, or below a path. */
export type PageRoot = Pick<URL, 'origin' | 'protocol' | 'pathname'>;

/** The root above a script of the page: all scripts lie in `assets/`. Its path ends in a slash. */
export function rootOf(scriptUrl: string): URL {
  return new URL('../', scriptUrl);
}

/** Part of the names of what is stored, so that two games on one host do not share it; '' at the root of a host. */
export function storageScope({ pathname }: PageRoot): string {
  return pathname === '/' ? '' : pathname;
}
