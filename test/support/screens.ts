// Every screen of the page, in the order in which a visitor can see them, so that what holds for all of them is tested on all of them. A new
// screen is one more entry.

import type { Page } from 'playwright-core';

export interface PageScreen {
  readonly name: string;
  /** Brings the page from the screen before to this one. The first is the menu, as the page opens. */
  open(page: Page): Promise<unknown>;
}

export const SCREENS: readonly PageScreen[] = [
  { name: 'menu', open: (page) => page.waitForSelector('#play:enabled') },
  {
    name: 'settings in the menu',
    async open(page) {
      await page.click('#settings');
      await page.waitForSelector('dialog[open]');
    },
  },
  {
    name: 'flight',
    async open(page) {
      await page.click('.settings-done');
      await page.waitForSelector('dialog[open]', { state: 'hidden' });
      await page.press('#play', 'Enter');
      await page.waitForSelector('#hud:visible .gauges:visible');
    },
  },
  {
    name: 'invitation',
    async open(page) {
      await page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
      await page.click('button[aria-label="Invite"]');
      await page.waitForSelector('.invite:visible');
    },
  },
  {
    name: 'settings in flight',
    async open(page) {
      await page.keyboard.press('Escape');
      await page.waitForSelector('.invite', { state: 'hidden' });
      await page.click('#hud button[aria-label="Settings"]');
      await page.waitForSelector('dialog[open]');
    },
  },
];
