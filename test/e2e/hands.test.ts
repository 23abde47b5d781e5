// The hands of a player: a gamepad from the menu to the end and back, the settings, and every screen for those who do not use a mouse or do
// not see it.

import type { Host } from '@starfray/server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildClient } from '../../scripts/build.ts';
import { axeFaults } from '../support/axe.ts';
import { hunt } from '../support/hunters.ts';
import { SCREENS } from '../support/screens.ts';
import { DESKTOP, launchBrowser, PHONE, startArena, until, type Visitor, visit } from './arena.ts';

let arena: Host;
let browser: Browser;
let url: string;

beforeAll(async () => {
  await buildClient();
  arena = await startArena({ bots: 16, roomPlayers: 20 });
  browser = await launchBrowser();
  url = `http://localhost:${arena.port}/`;
});

afterAll(async () => {
  await browser?.close();
  await arena?.close();
});

/** What `navigator.getGamepads` answers is `window.pads`; the buttons are in the order of the standard mapping. */
const FAKE_PADS = `
  window.pads = [null, null, null, null];
  window.setPad = (axes, down, mapping = 'standard') => {
    const buttons = Array.from({ length: 17 }, (_, place) => ({ pressed: down.includes(place), value: down.includes(place) ? 1 : 0 }));
    pads[0] = { index: 0, id: 'Fake', connected: true, mapping, timestamp: 0, axes, buttons, vibrationActuator: {
      playEffect: async (type) => void rumbles.push(type),
    } };
  };
  window.rumbles = [];
  navigator.getGamepads = () => pads;`;
const A = 0;
const B = 1;
const RIGHT_TRIGGER = 7;
const START = 9;
const D_DOWN = 13;
const D_LEFT = 14;

/** A menu has some ten controls. */
const PATIENCE_MS = 60_000;
const REST = [0, 0, 0, 0];

function padOf({ page }: Visitor) {
  const hold = (axes: readonly number[], ...down: readonly number[]) =>
    page.evaluate(`setPad(${JSON.stringify(axes)}, ${JSON.stringify(down)})`);
  /** Two pictures: one that shows what was done, and one that has acted on it. */
  const pass = () =>
    page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))');
  return {
    hold,
    async press(button: number) {
      await hold(REST, button);
      await pass();
      await hold(REST);
      await pass();
    },
    /** Moves the focus that way until it is on an element. */
    async goTo(selector: string, button: number) {
      await until(
        async () => {
          if ((await page.locator(`${selector}:focus`).count()) > 0) return true;
          await this.press(button);
          return false;
        },
        `the pad reaches ${selector}`,
        PATIENCE_MS,
      );
    },
  };
}

describe('a gamepad', () => {
  it('[E66] [E74] goes from the menu through flight and death to another ship, and leaves', async () => {
    const pilot = await visit(browser, 'about:blank');
    const { page, report } = pilot;
    await page.addInitScript(FAKE_PADS);
    await page.goto(url);
    const pad = padOf(pilot);
    await page.waitForSelector('#picture.is-live', { state: 'attached' });
    await pad.hold(REST);
    await page.waitForSelector('#toast:visible:has-text("Gamepad connected")');
    await pad.goTo('#play', D_DOWN);
    // The focus is to be seen.
    expect(await page.locator('#play').evaluate((button) => getComputedStyle(button).outlineStyle)).toBe('solid');
    await pad.press(A);
    await until(async () => (await report()).own !== undefined, 'the ship is there');

    await until(async () => {
      await pad.hold([1, 0, 0, 1], RIGHT_TRIGGER);
      const { shots, ships } = await report();
      const own = ships.find(({ isOwn }) => isOwn);
      return shots > 0 && own !== undefined && own.aim === 256 && Math.hypot(own.vx, own.vy) > 0;
    }, 'it flies, aims down and fires');
    await page.evaluate('pads[0] = null');
    await page.waitForSelector('#toast:visible:has-text("Gamepad disconnected")');
    await pad.hold([0, 0, 0, 1]);

    const hunters = hunt(arena.port, 1, report);
    await until(async () => {
      await hunters.follow();
      return page.locator('.death .again:has-text("fly again"):not(:has-text("again in"))').isVisible();
    }, 'it is shot down and may fly again');
    hunters.stop();
    expect(await page.evaluate<number>('rumbles.length')).toBeGreaterThan(0);
    expect(await page.textContent('#said')).toMatch(/^Ship lost\. .+ Score \d+\.|fly again\.$/);
    await until(async () => {
      await pad.press(A);
      return (await report()).own !== undefined;
    }, 'A brings another ship');

    await pad.press(START);
    await page.waitForSelector('dialog[open]');
    await pad.press(B);
    await page.waitForSelector('dialog[open]', { state: 'hidden' });
    await pad.press(START);
    await page.waitForSelector('dialog[open]');
    await pad.goTo('.settings-leave', D_LEFT);
    await pad.press(A);
    await page.waitForSelector('#menu:visible');
    await pad.goTo('#play', D_DOWN);
    expect(pilot.complaints).toEqual([]);
    await pilot.leave();
  });

  it('[E65] with buttons in an order of its own says so', async () => {
    const pilot = await visit(browser, 'about:blank');
    await pilot.page.addInitScript(FAKE_PADS);
    await pilot.page.goto(url);
    await pilot.page.evaluate("setPad([0, 0, -1, -1], [], '')");
    await pilot.page.waitForSelector('#toast:visible:has-text("an order of their own")');
    await pilot.leave();
  });
});

describe('the settings', () => {
  it('[E71] give a taken key away only when it is pressed twice, and both are kept through a reload', async () => {
    const { page, leave } = await visit(browser, url);
    await page.waitForSelector('#play:enabled');
    await page.keyboard.press('Escape');
    const cell = page.locator('button[aria-label^="Boost, Keyboard"]');
    await cell.click();
    await page.keyboard.press('Space');
    await page.waitForSelector('.settings-said:has-text("Space is for “Fire” already")');
    expect(await page.locator('button[aria-label^="Fire, Keyboard"]').textContent()).toBe('Space');
    await page.keyboard.press('Space');
    await page.waitForSelector('.settings-said:has-text("“Fire” has no key now")');
    // What belongs to the browser or the page is refused, and Escape ends the question alone.
    await page.locator('button[aria-label^="Fire, Keyboard"]').click();
    await page.keyboard.press('F5');
    await page.waitForSelector('.settings-said:has-text("Press another")');
    await page.keyboard.press('KeyG');
    await cell.click();
    await page.keyboard.press('Escape');
    expect(await page.isVisible('dialog[open]')).toBe(true);
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog[open]', { state: 'hidden' });

    await page.reload();
    await page.waitForSelector('#controls-help dd:has-text("Space")', { state: 'attached' });
    expect(await page.locator('#controls-help dd').allTextContents()).toEqual(
      expect.arrayContaining(['Left mouse button or G', 'Right mouse button or Space or Shift']),
    );
    await page.click('#settings');
    await page.click('button:has-text("Reset controls")');
    expect(await page.locator('button[aria-label^="Fire, Keyboard"]').textContent()).toBe('Space');
    await leave();
  });

  it('[E70] count at once: the size of the panels, and less motion', async () => {
    const { page, leave } = await visit(browser, url);
    const fontSize = () => page.evaluate<number>('parseFloat(getComputedStyle(document.documentElement).fontSize)');
    const before = await fontSize();
    await page.click('#settings');
    await page.locator('#settings-scale').fill('150');
    expect(await fontSize()).toBeCloseTo(before * 1.5);
    await page.selectOption('#settings-motion', 'reduced');
    expect(await page.getAttribute('html', 'data-motion')).toBe('reduced');
    await leave();
  });

  it('[E70] work where the browser keeps nothing', async () => {
    const { page, leave } = await visit(browser, 'about:blank');
    await page.addInitScript(
      "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError'); } })",
    );
    await page.goto(url);
    await page.click('#settings');
    await page.selectOption('#settings-haptics', 'off');
    await page.locator('#settings-master').fill('20');
    expect(await page.locator('#settings-haptics').inputValue()).toBe('off');
    await page.waitForSelector('output:has-text("20 %")');
    await leave();
  });
});

describe('every screen', () => {
  it.each([
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ])('[E73] has no fault that axe knows of, and nothing out of its window, on a %s', async (_device, options) => {
    const { page, complaints, leave } = await visit(browser, url, options);
    const faults: string[] = [];
    for (const { name, open } of SCREENS) {
      await open(page);
      faults.push(...(await axeFaults(page)).map((fault) => `${name}: ${fault}`));
      const isWide = await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');
      if (isWide) faults.push(`${name}: wider than its window`);
    }
    expect(faults).toEqual([]);
    expect(complaints).toEqual([]);
    await leave();
  });
});
