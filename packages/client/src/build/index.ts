// Layer 4, the build of a page, which runs in Node: esbuild with what any game's page needs. Nothing of it is in a page.

export { type BundleOptions, bundlePage, type PageBundle } from './bundle-page.ts';
export type { PageSource } from './page-source.ts';
export { buildPage, gzippedSize, writePage } from './write-page.ts';
