// The page before the game: how soon it can be used, what it weighs, and whether everybody can use it.

import { gzipSync } from 'node:zlib';
import type { Host } from '@starfray/server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildClient } from '../../scripts/build.ts';
import { axeFaults } from '../support/axe.ts';
import { readCode } from '../support/qr-code.ts';
import {
  DESKTOP,
  FOREIGN_HOST,
  launchBrowser,
  openContext,
  PHONE,
  SLOW_MACHINE_MS,
  startArena,
  until,
  visit,
} from './arena.ts';

/** What comes behind the menu. */
const GAME_SCRIPT = /\/game-client-/;

let arena: Host;
let browser: Browser;
let url: string;

beforeAll(async () => {
  await buildClient();
  arena = await startArena();
  browser = await launchBrowser();
  url = `http://localhost:${arena.port}/`;
});

afterAll(async () => {
  await browser?.close();
  await arena?.close();
});

async function gzippedBytes(urls: readonly string[]): Promise<number> {
  const bodies = await Promise.all(
    [...new Set(urls)].map(async (script) => Buffer.from(await (await fetch(script)).arrayBuffer())),
  );
  return bodies.reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0);
}

describe('the menu', () => {
  it('[E63] can be used before the game arrives, with less than 20 KB of script; the game takes less than 100 KB before its renderer', async () => {
    const context = await openContext(browser);
    const page = await context.newPage();
    page.setDefaultTimeout(SLOW_MACHINE_MS);
    const scripts: string[] = [];
    page.on('request', (request) => {
      if (request.resourceType() === 'script') scripts.push(request.url());
    });
    const gate = Promise.withResolvers<void>();
    await page.route(GAME_SCRIPT, async (route) => {
      await gate.promise;
      await route.continue();
    });
    await page.goto(url, { waitUntil: 'commit' });
    await page.waitForSelector('#play:enabled');
    expect(await page.locator('#controls-help dt').count()).toBeGreaterThan(0);
    const menuScripts = scripts.filter((script) => !GAME_SCRIPT.test(script));
    expect(menuScripts.length).toBeGreaterThan(0);
    expect(await gzippedBytes(menuScripts)).toBeLessThan(20 * 1024);
    // Play that is pressed meanwhile counts once the game is there.
    await page.fill('#name', 'Early');
    await page.click('#play');
    await page.waitForSelector('#menu-notice:has-text("Loading the game")');
    gate.resolve();
    await page.waitForSelector('#menu', { state: 'hidden' });
    const before = scripts.slice(
      0,
      scripts.findIndex((script) => /\/picture-/.test(script)),
    );
    expect(before.length).toBeGreaterThan(menuScripts.length);
    expect(await gzippedBytes(before)).toBeLessThan(100 * 1024);
    await context.close();
  });

  it('shows the arena behind it, watched by nobody who takes a seat', async () => {
    const { page, report, leave } = await visit(browser, url);
    await page.waitForSelector('#picture.is-live', { state: 'attached' });
    await until(async () => (await report()).status.state === 'joined', 'the page watches');
    expect((await report()).status).toMatchObject({ role: 'spectator', playerId: 0 });
    await leave();
  });

  it('is filled by its picture, whatever size its window takes', async () => {
    const { page, leave } = await visit(browser, url);
    // A picture that keeps every pixel: less of them would hide what is looked for.
    await page.evaluate("localStorage.setItem('starfray.resolution', 'full')");
    await page.reload();
    await page.waitForSelector('#picture.is-live', { state: 'attached' });
    for (const size of [
      { width: 300, height: 500 },
      { width: 600, height: 320 },
    ]) {
      await page.setViewportSize(size);
      const place = () =>
        page.evaluate<number[]>(`(({ x, y, width, height }) => [x, y, Math.round(width), Math.round(height)])(
          document.querySelector('#picture canvas').getBoundingClientRect())`);
      await expect.poll(place, { timeout: SLOW_MACHINE_MS }).toEqual([0, 0, size.width, size.height]);
    }
    await leave();
  });

  it('remembers the name, and Enter alone then plays', async () => {
    const first = await visit(browser, url);
    await first.play('Grace');
    await first.page.reload();
    expect(await first.page.inputValue('#name')).toBe('Grace');
    await first.page.keyboard.press('Enter');
    await until(async () => (await first.report()).own !== undefined, 'the ship is there');
    await first.leave();
  });

  it.each([
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ])('has no fault that axe knows of, on a %s', async (_device, options) => {
    const { page, leave } = await visit(browser, url, options);
    expect(await axeFaults(page)).toEqual([]);
    await leave();
  });

  it('[J30] asks for the join code where the server is private, and shows it in no address', async () => {
    const guarded = await startArena({ joinCode: 'sesame' });
    const { page, report, leave } = await visit(browser, `http://localhost:${guarded.port}/`);
    const addresses: string[] = [];
    page.on('request', (request) => addresses.push(request.url()));
    page.on('websocket', (socket) => addresses.push(socket.url()));
    await page.waitForSelector('#code:visible');
    // No code of any server, and nothing that a header could hold.
    await page.fill('#code', 'open sesame');
    await page.click('#play');
    await page.waitForSelector('#menu-notice:has-text("not right")');
    await page.fill('#name', 'Ada');
    await page.fill('#code', 'sesame');
    await page.click('#play');
    await until(async () => (await report()).own !== undefined, 'the ship is there');
    expect(addresses.filter((address) => /\/ws\?|\/api\/play\?/.test(address)).length).toBeGreaterThan(1);
    expect(addresses.filter((address) => address.includes('sesame'))).toEqual([]);
    await leave();
    await guarded.close();
  });
});

describe('a page whose script fails', () => {
  const fail = async (asset: RegExp, how: 'is cut off' | 'throws', path = '') => {
    const context = await openContext(browser, PHONE);
    const page = await context.newPage();
    page.setDefaultTimeout(SLOW_MACHINE_MS);
    await page.route(asset, (route) =>
      how === 'throws'
        ? route.fulfill({ contentType: 'text/javascript', body: 'throw new Error("a fault in the script")' })
        : route.abort('connectionfailed'),
    );
    await page.goto(`${url}${path}`);
    return page;
  };

  it.each([
    ['does not arrive', /\/main-/, 'is cut off', ''],
    ['throws', /\/main-/, 'throws', ''],
    ['of the game does not arrive', GAME_SCRIPT, 'is cut off', ''],
    ['of the game throws', GAME_SCRIPT, 'throws', ''],
    ['does not arrive, nor its style', /\/assets\//, 'is cut off', 'r/den'],
    ['of admins does not arrive', /\/admin-main-/, 'is cut off', 'admin'],
  ] as const)('[E20] %s: it says so, with a way to load it again', async (_what, asset, how, path) => {
    const page = await fail(asset, how, path);
    await page.waitForSelector('#start-notice:visible:has-text("has not started yet")');
    // Nothing that a press would do in vain.
    if (asset !== GAME_SCRIPT && path !== 'admin') expect(await page.isEnabled('#play')).toBe(false);
    await page.unrouteAll();
    await page.click('#start-notice a');
    await page.waitForSelector(path === 'admin' ? '#token:focus' : '#play:enabled');
    // The first frame follows.
    await page.waitForSelector('#start-notice', { state: 'detached' });
    expect(page.url()).toBe(`${url}${path}`);
    await page.context().close();
  });

  it('[E20] without JavaScript it says just that', async () => {
    const context = await browser.newContext({ ...PHONE, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(url);
    await page.waitForSelector('.no-script:visible');
    expect(await page.locator('#start-notice').evaluate((notice) => getComputedStyle(notice).display)).toBe('none');
    await context.close();
  });
});

describe('a page from a foreign host on plain http', () => {
  it('[E84] plays with an empty console, and shows the invitation to be copied by hand, or read off the screen', async () => {
    const { page, complaints, play, leave } = await visit(browser, `http://${FOREIGN_HOST}:${arena.port}/`);
    expect(await page.evaluate('window.isSecureContext')).toBe(false);
    await page.waitForSelector('#picture.is-live', { state: 'attached' });
    await play('Ada');
    await page.keyboard.down('KeyW');
    await page.mouse.move(400, 100);
    await page.mouse.down();
    await page.waitForTimeout(1500);
    await page.mouse.up();
    await page.keyboard.up('KeyW');
    await page.click('button[aria-label="Invite"]');
    await page.waitForSelector('.invite:visible');
    const link = await page.inputValue('.invite input');
    expect(link).toBe(`http://${FOREIGN_HOST}:${arena.port}/r/main`);
    expect(await page.evaluate('getSelection().toString()')).toBe(link);
    await page.click('text=Show QR code');
    expect(await readCode(page, '.invite-code svg')).toBe(link);
    expect(complaints).toEqual([]);
    await leave();
  });
});
