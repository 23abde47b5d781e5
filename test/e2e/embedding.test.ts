// The game in a frame of another site: who may show it, and how it is played there, in a browser that gives it storage and in one that
// gives it none. `localhost` and 127.0.0.1 are two sites.

import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { Host } from '@starfray/server';
import type { Browser, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../games/starfray/client/view/report.ts';
import { buildClient } from '../../scripts/build.ts';
import { EnginePage } from '../support/browsers/engine.ts';
import { startFirefox } from '../support/browsers/firefox.ts';
import { DESKTOP, launchBrowser, REPORT, SLOW_MACHINE_MS, startArena, until } from './arena.ts';
import { fly } from './flight.ts';

/** Refuses cookies and storage to all sites, as people and companies set it. */
const NO_STORAGE = { 'network.cookie.cookieBehavior': 2 };
/** Refuses them to sites in frames of others, and hides from all which keyboard this is, its modifiers too. */
const GUARDED = { 'network.cookie.cookieBehavior': 1, 'privacy.resistFingerprinting': true };

let outside: Server;
/** The site around the game. */
let site: string;
let open: Host;
let closed: Host;
let browser: Browser;

beforeAll(async () => {
  await buildClient();
  outside = createServer((request, response) => {
    const game = new URL(request.url ?? '/', 'http://outside').searchParams.get('game') ?? '';
    response.setHeader('content-type', 'text/html');
    const frame = `<iframe src="${game}" width="440" height="260" style="border: 0"></iframe>`;
    response.end(`<!doctype html><title>A blog</title><body style="margin: 0">${frame}<p><input id="search">`);
  });
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  const address = outside.address();
  if (address === null || typeof address === 'string') throw new Error('the site around the game has no port');
  site = `http://127.0.0.1:${address.port}`;
  open = await startArena({ roomPlayers: 4, allowEmbed: [site] });
  closed = await startArena({ roomPlayers: 4 });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await open?.close();
  await closed?.close();
  outside?.close();
});

function around({ port }: Host, path: string): string {
  return `${site}/?game=${encodeURIComponent(`http://localhost:${port}${path}`)}`;
}

/** Opens the site around the game; the frame shows the game, or the browser's own page where that is refused. */
async function framed(host: Host, path: string): Promise<{ readonly page: Page; readonly frame: Frame }> {
  const page = await browser.newPage(DESKTOP);
  page.setDefaultTimeout(SLOW_MACHINE_MS);
  await page.goto(around(host, path));
  const [, frame] = page.frames();
  if (frame === undefined) throw new Error('the page has no frame');
  return { page, frame };
}

// Not by `fetch`, which asks past all caches where it is given an ETag.
async function policyOf({ port }: Host, path: string, headers: Record<string, string> = {}) {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, headers }, resolve).once('error', reject);
  });
  response.resume();
  const policy = String(response.headers['content-security-policy']);
  return {
    status: response.statusCode,
    etag: response.headers.etag ?? '',
    ancestors: /frame-ancestors ([^;]*)/.exec(policy)?.[1],
    options: response.headers['x-frame-options'],
  };
}

describe('the game in a frame of another site', () => {
  it('[E8] is played where the site is listed, with its storage, and its keys come back by a press on the picture', async () => {
    const { page, frame } = await framed(open, '/r/main');
    const report = () => frame.evaluate<Report>(REPORT);
    await frame.fill('#name', 'Ada');
    await frame.click('#play');
    await until(async () => (await report()).own !== undefined, 'the ship is there');
    await page.click('#search');
    await page.keyboard.press('d');
    expect(await page.inputValue('#search')).toBe('d');
    await until(async () => !(await frame.evaluate<boolean>('document.hasFocus()')), 'the frame has lost the focus');
    await page.mouse.click(220, 130);
    await fly({ report, press: (key) => page.keyboard.down(key), release: (key) => page.keyboard.up(key) });
    expect(await page.inputValue('#search')).toBe('d');
    await page.close();
  });

  it('[E8] is not shown where the site is not listed', async () => {
    const { page, frame } = await framed(closed, '/');
    await until(async () => frame.url().startsWith('chrome-error:'), 'the browser refuses');
    expect(await frame.locator('#menu').count()).toBe(0);
    await page.close();
  });

  it('[E8] says so on every way to the page, and on an answer that it has not changed', async () => {
    const listed = { ancestors: `'self' ${site}`, options: undefined };
    for (const path of ['/', '/index.html', '/r/main']) {
      const first = await policyOf(open, path);
      expect(first).toMatchObject({ status: 200, ...listed });
      expect(await policyOf(open, path, { 'if-none-match': first.etag })).toMatchObject({ status: 304, ...listed });
      expect(await policyOf(closed, path)).toMatchObject({ ancestors: "'self'", options: 'SAMEORIGIN' });
    }
  });

  it.each(['/admin', '/admin.html'])('[E9] is never the admin page, as %s', async (path) => {
    expect(await policyOf(open, path)).toMatchObject({ status: 200, ancestors: "'self'", options: 'SAMEORIGIN' });
    const { page, frame } = await framed(open, path);
    await until(async () => frame.url().startsWith('chrome-error:'), 'the browser refuses');
    await page.close();
  });

  it('[E10] is played in a Firefox that gives frames no storage, and [E6] hides the keyboard: by its letters and Shift', async () => {
    const firefox = await startFirefox(GUARDED);
    try {
      await firefox.open(around(open, '/'));
      const page = new EnginePage(await firefox.frame());
      await page.evaluate(KEEP_KEYS);
      await playWithoutStorage(page);
      const energy = async () => (await page.report()).own?.energy ?? 0;
      await until(async () => (await energy()) === 1000, 'the energy is full');
      await page.press(SHIFT);
      await page.press('d');
      await until(async () => (await energy()) < 900, 'it boosts');
      await page.release('d');
      await page.release(SHIFT);
      // Shift was heard of by the other key alone.
      const keys = await page.evaluate<readonly [string, boolean][]>('keys');
      expect(keys).toContainEqual(['D', true]);
      expect(keys.map(([key]) => key)).not.toContain('Shift');
    } finally {
      await firefox.close();
    }
  });

  it('[E10] is played in a Firefox that gives it no storage', async () => {
    const firefox = await startFirefox(NO_STORAGE);
    try {
      const page = new EnginePage(firefox);
      await page.open(`http://localhost:${open.port}/`);
      await playWithoutStorage(page);
      expect(await page.faults()).toEqual([]);
    } finally {
      await firefox.close();
    }
  });
});

/** As WebDriver has it. */
const SHIFT = '\ue008';
/** Keeps what the browser says of keys. */
const KEEP_KEYS = `(() => {
  window.keys = [];
  addEventListener('keydown', ({ key, shiftKey }) => keys.push([key, shiftKey]));
  return null;
})()`;

async function playWithoutStorage(page: EnginePage): Promise<void> {
  const access = '(() => { try { return typeof localStorage } catch (error) { return error.name } })()';
  expect(await page.evaluate(access)).toBe('SecurityError');
  await page.click('#play');
  await until(async () => (await page.report()).own !== undefined, 'the ship is there');
  await fly(page);
}
