// A browser that keeps no site data, and something on the way that keeps an old page: the page must neither reload for ever nor give up.

import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Host } from '@starfray/server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../games/starfray/client/view/report.ts';
import { buildClient } from '../../scripts/build.ts';
import { createSecondBuild, type SecondBuild } from '../support/second-build.ts';
import { launchBrowser, openContext, SLOW_MACHINE_MS, startArena, until } from './arena.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

let arena: Host;
let browser: Browser;
let second: SecondBuild;

beforeAll(async () => {
  await buildClient();
  [arena, browser, second] = await Promise.all([startArena(), launchBrowser(), createSecondBuild()]);
});

afterAll(async () => {
  await browser?.close();
  await arena?.close();
  await second?.remove();
});

interface Kept {
  readonly page: Page;
  /** Documents that were loaded. */
  readonly loads: string[];
  state(): Promise<string>;
}

/** A page whose way there keeps the page and the files of the other build, for the addresses that `keeps` names; site data is blocked. */
async function openOld(keeps: (url: URL) => boolean): Promise<Kept> {
  const context = await openContext(browser);
  const page = await context.newPage();
  page.setDefaultTimeout(SLOW_MACHINE_MS);
  const loads: string[] = [];
  await page.addInitScript(() => {
    for (const name of ['localStorage', 'sessionStorage']) {
      Object.defineProperty(window, name, {
        get: () => {
          throw new DOMException('Access is denied for this document.', 'SecurityError');
        },
      });
    }
  });
  await page.route('**/*', async (route) => {
    const url = new URL(route.request().url());
    if (route.request().resourceType() === 'document') loads.push(url.search);
    const body = await keptFile(url, keeps);
    if (body === undefined) await route.continue();
    else await route.fulfill({ body, contentType: TYPES[extname(url.pathname)] ?? 'text/html' });
  });
  await page.goto(`http://127.0.0.1:${arena.port}/`);
  return {
    page,
    loads,
    state: async () => (await page.evaluate<Report>('starfray.report()').catch(() => undefined))?.status.state ?? '',
  };
}

/** What the other build has at an address: its page where that is kept, and all its files. */
async function keptFile(url: URL, keeps: (url: URL) => boolean): Promise<Buffer | undefined> {
  const isKept = url.pathname.startsWith('/assets/') || (url.pathname === '/' && keeps(url));
  const name = url.pathname === '/' ? 'index.html' : url.pathname;
  return isKept ? readFile(join(second.clientDir, name)).catch(() => undefined) : undefined;
}

describe('an old page, where the browser keeps no site data', () => {
  it('[X15] reaches the new one past a cache that keeps the old one for its address, in three loads', async () => {
    const old = await openOld((url) => url.search === '');
    await until(async () => (await old.state()) === 'joined', 'the page is in');
    expect(old.loads).toEqual(['', '', expect.stringMatching(/^\?fresh=/)]);
    expect(new URL(old.page.url()).search).toBe('');
    await old.page.context().close();
  });

  it('[X15] stays as it is, and says why, where the way there has only the old one', async () => {
    const old = await openOld(() => true);
    const notice = () => old.page.textContent('#menu-notice');
    await until(async () => (await notice())?.includes('being updated') === true, 'the page says so');
    const asked: string[] = [];
    old.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    // It asks again by itself, and loads nothing meanwhile.
    await until(async () => asked.filter((path) => path === '/api/play').length >= 2, 'it asks again');
    expect(old.loads).toEqual(['']);
    await old.page.context().close();
  });
});
