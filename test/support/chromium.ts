// The Chromium that browser tests drive: Debian's, found on the path. Most take the one without windows: the whole browser draws its own
// bars and buttons for every page, which costs as much as the page.

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
/** The same engine, in Debian's package of this name. */
export const HEADLESS = 'chromium-headless-shell';

/** What draws the game's WebGL without a screen or a graphics card, and asks nothing of the network. */
export const CHROMIUM_FLAGS: readonly string[] = [
  '--headless',
  '--disable-gpu-rasterization',
  '--disable-gpu-compositing',
  '--no-sandbox',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Where Chromium is, or undefined. */
export function findChromium(): string | undefined {
  return findProgram(NAMES);
}

/** Where a Chromium without windows is, or else the whole browser; undefined where neither is there. */
export function findHeadlessChromium(): string | undefined {
  return findProgram([HEADLESS]) ?? findChromium();
}

/** The first of some programs that is on the path, or on another one. */
export function findProgram(names: readonly string[], path = process.env['PATH'] ?? ''): string | undefined {
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
