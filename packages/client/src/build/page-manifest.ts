// What makes the page an app of its own on a phone or a desktop: https://www.w3.org/TR/appmanifest/

import { posix } from 'node:path';

interface ManifestWords {
  readonly title: string;
  readonly description: string;
}

/** The space behind the picture, as in the styles. */
const SPACE = '#05070f';

/** The manifest of a page, for a place in `assets`; its addresses are relative, so that the page lives below any path. */
export function pageManifest({ title, description }: ManifestWords, iconPath: string): Uint8Array {
  const icon = { src: `./${posix.basename(iconPath)}`, type: 'image/svg+xml', sizes: 'any' };
  const manifest = {
    name: title,
    short_name: title,
    description,
    start_url: '../',
    scope: '../',
    display: 'standalone',
    display_override: ['fullscreen', 'standalone'],
    background_color: SPACE,
    theme_color: SPACE,
    categories: ['games'],
    icons: [
      { ...icon, purpose: 'any' },
      { ...icon, purpose: 'maskable' },
    ],
  };
  return Buffer.from(JSON.stringify(manifest));
}
