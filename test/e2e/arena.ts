// A real server and real browser pages, for tests from end to end. What a page shows is read from its elements, and from
// `starfray.report()`, which every player has in the console.

import type { Host, ServeOptions } from '@starfray/server';
import { serveStarfray } from '@starfray/starfray/server';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { Report } from '../../games/starfray/client/view/report.ts';
import { CLIENT_DIST } from '../../scripts/build.ts';
import { SLOW_DISPLAY } from '../support/browsers/slow-display.ts';
import { CHROMIUM_FLAGS, findHeadlessChromium } from '../support/chromium.ts';
import { frontEndsForTests } from '../support/front-ends.ts';

/** A name that is not this machine's as far as a browser knows: no secure context, as on a LAN. */
export const FOREIGN_HOST = 'arena.test';
/** Small, since tests draw without a graphics card. */
export const DESKTOP: BrowserContextOptions = { viewport: { width: 640, height: 360 } };
export const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 1,
  hasTouch: true,
  isMobile: true,
};

/** Starts the whole server on loopback; port 0 takes a free one. */
export function startArena(options: Partial<ServeOptions> = {}): Promise<Host> {
  return serveStarfray({
    port: 0,
    host: '127.0.0.1',
    bots: 0,
    roomPlayers: 16,
    maxPlayers: 100,
    maxSpectators: 100,
    connectionsPerAddress: 0,
    allowOrigin: [],
    joinCode: undefined,
    seed: 5,
    logLevel: 'silent',
    clientDir: CLIENT_DIST,
    // A slow machine draws several pages besides.
    shedsLoad: false,
    ...frontEndsForTests(),
    ...options,
  });
}

/** Only what never happens is a fault: a busy machine may take its time. */
export const SLOW_MACHINE_MS = 240_000;

export function launchBrowser(): Promise<Browser> {
  const executablePath = findHeadlessChromium();
  if (executablePath === undefined) throw new Error('these tests need Chromium: pnpm test says how to install it');
  return chromium.launch({
    executablePath,
    timeout: SLOW_MACHINE_MS,
    args: [...CHROMIUM_FLAGS, `--host-resolver-rules=MAP ${FOREIGN_HOST} 127.0.0.1`],
  });
}

/** What the page knows, once the game is there: it comes behind the menu. */
export const REPORT = `new Promise((resolve) => {
  const look = () => 'starfray' in window ? resolve(starfray.report()) : setTimeout(look, 20);
  look();
})`;

export interface Visitor {
  readonly page: Page;
  /** Everything the console said and every exception, as it came. */
  readonly complaints: readonly string[];
  report(): Promise<Report>;
  /** Types a name and presses Play; answers once a ship is flown. */
  play(name: string): Promise<void>;
  leave(): Promise<void>;
}

/** Storage and session of a new visitor, with a display for tests. */
export async function openContext(browser: Browser, options: BrowserContextOptions = DESKTOP): Promise<BrowserContext> {
  const context = await browser.newContext(options);
  await context.addInitScript(SLOW_DISPLAY);
  return context;
}

/** Opens a page of its own: other storage, other session. */
export async function visit(browser: Browser, url: string, options: BrowserContextOptions = DESKTOP): Promise<Visitor> {
  const context = await openContext(browser, options);
  const page = await context.newPage();
  page.setDefaultTimeout(SLOW_MACHINE_MS);
  const complaints: string[] = [];
  page.on('console', (message) => {
    // A page that takes its seat while it still connects as a spectator gives that connection up: on a slow machine the console says so.
    if (message.text().includes('closed before the connection is established')) return;
    // Chromium puts the picture into the page by reading it back, since these tests paint without its emulated card.
    if (message.text().includes('GPU stall due to ReadPixels')) return;
    complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
  await page.goto(url);
  const report = () => page.evaluate<Report>(REPORT);
  return {
    page,
    complaints,
    report,
    async play(name) {
      await page.fill('#name', name);
      await page.click('#play');
      await until(async () => (await report()).own !== undefined, 'the ship is there');
    },
    leave: () => context.close(),
  };
}

const INTERVAL_MS = 60;

/** Waits until something holds; the last try's outcome is an error that says what was waited for. */
export async function until(holds: () => Promise<boolean>, what: string, timeoutMs = SLOW_MACHINE_MS): Promise<void> {
  const endMs = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`waited ${timeoutMs} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
  }
}
