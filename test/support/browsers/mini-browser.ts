// The WebKit that browser tests drive: Debian's MiniBrowser, which is on no path.

import { globSync } from 'node:fs';

/** Where the MiniBrowser is, or undefined; its folder is named after machine and version. */
export function findMiniBrowser(): string | undefined {
  return globSync('/usr/lib/*/webkit2gtk-4.*/MiniBrowser').toSorted().at(-1);
}
