// Debian's Chromium behind the interface of the other engines, by Playwright, which all other browser tests use.

import { chromium, type Page } from 'playwright-core';
import { CHROMIUM_FLAGS, findChromium } from '../chromium.ts';
import { type Driver, type InputSource, type PointerAction, VIEWPORT } from './engine.ts';

/** Only what hangs is a fault: a busy machine may take its time. */
const PATIENCE_MS = 240_000;

/** Starts Chromium with one empty page. */
export async function startChromium(): Promise<Driver> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('these tests need Chromium: pnpm test says how to install it');
  const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS], timeout: PATIENCE_MS });
  const page = await browser.newPage({ viewport: VIEWPORT });
  page.setDefaultTimeout(PATIENCE_MS);
  return {
    open: async (url) => {
      await page.goto(url);
    },
    reload: async () => {
      await page.reload();
    },
    json: async (expression) => (await page.evaluate<string | undefined>(`JSON.stringify(${expression})`)) ?? 'null',
    perform: (source) => perform(page, source),
    close: () => browser.close(),
  };
}

async function perform(page: Page, source: InputSource): Promise<void> {
  if (source.type === 'key') {
    for (const { type, value } of source.actions) {
      await (type === 'keyDown' ? page.keyboard.down(value) : page.keyboard.up(value));
    }
    return;
  }
  for (const action of source.actions) await point(page, action);
}

function point(page: Page, action: PointerAction): Promise<void> {
  switch (action.type) {
    case 'pointerMove':
      return page.mouse.move(action.x, action.y);
    case 'pointerDown':
      return page.mouse.down();
    case 'pointerUp':
      return page.mouse.up();
  }
}
