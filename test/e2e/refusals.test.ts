// What a person reads who is not let in: at pages behind a proxy that is set up wrongly, at a server without a place, in the middle of a game.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '@starfray/server';
import { createOwnTokens } from '@starfray/server/identity';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildClient } from '../../scripts/build.ts';
import { nginxConfig, type RunningProxy, startProxy } from '../support/proxy-process.ts';
import { FOREIGN_HOST, launchBrowser, PHONE, SLOW_MACHINE_MS, startArena, until, visit } from './arena.ts';

const SECRET = 'a-secret-of-this-test-that-is-long-enough';

/** What the page says of its connection; another overlay looks like it. */
const OVERLAY = '.connection:has(.advice)';

let arena: Host;
let browser: Browser;
let proxy: RunningProxy;
let folder: string;

beforeAll(async () => {
  await buildClient();
  arena = await startArena({ secret: SECRET });
  browser = await launchBrowser();
  folder = await mkdtemp(join(tmpdir(), 'starfray-refusals-'));
  proxy = await startProxy('nginx', { folder, config: (port) => nginxConfig(hosts(port, arena.port)) });
});

afterAll(async () => {
  await browser?.close();
  await proxy?.stop();
  await arena?.close();
  await rm(folder, { recursive: true });
});

/** Three proxies that hosts have written, each under a name of its own. */
function hosts(port: number, backend: number): string {
  const pass = `proxy_pass http://127.0.0.1:${backend}; proxy_http_version 1.1;`;
  const upgrade = 'proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;';
  const host = 'proxy_set_header Host $http_host;';
  return `
  server { listen 127.0.0.1:${port}; server_name 127.0.0.1;
    location / { ${pass} ${upgrade} } }
  server { listen 127.0.0.1:${port}; server_name ${FOREIGN_HOST};
    location / { ${pass} ${host} } }
  server { listen 127.0.0.1:${port}; server_name localhost;
    location / { ${pass} ${host} }
    location /api { return 502; } }`;
}

async function textOf(page: Page, selector: string): Promise<string> {
  return (await page.locator(selector).textContent()) ?? '';
}

describe('a page that is not let in', () => {
  it.each([
    [
      'Host is another',
      '127.0.0.1',
      'No way in',
      /takes no connections from pages of/,
      /--allow-origin http:\/\/127\.0\.0\.1:\d+/,
    ],
    ['WebSockets are not passed on', FOREIGN_HOST, 'No connection', /no connection to play on/, /upgrade of \/ws/],
    [
      'the proxy answers itself',
      'localhost',
      'No connection',
      /Something else answers.*HTTP 502/,
      /pass everything on/,
    ],
  ])('[J9] says what to do where %s', async (_what, name, title, reason, operator) => {
    const { page, leave } = await visit(browser, `http://${name}:${proxy.port}/`, PHONE);
    // A machine with other work takes its time to draw.
    page.setDefaultTimeout(SLOW_MACHINE_MS);
    await page.fill('#name', 'Ada');
    await page.click('#play');
    // The whole of it in one look: the next attempt may begin at any time.
    const told = async () => {
      const text = await textOf(page, `${OVERLAY} .box`);
      return text.startsWith(title) && reason.test(text) && operator.test(text);
    };
    await until(told, `the page says ${reason} and ${operator}`);
    if (title !== 'No way in') return leave();
    await page.click(`${OVERLAY} button`);
    await until(async () => reason.test(await textOf(page, '#menu-notice.is-bad')), 'the menu says so, too');
    await leave();
  });

  it('[J9] says nothing of missing seats to watch from, since one can play', async () => {
    const narrow = await startArena({ maxSpectators: 0 });
    const { page, report, play, leave } = await visit(browser, `http://localhost:${narrow.port}/`);
    await page.evaluate(`
      window.said = [document.querySelector('#menu-notice').textContent];
      new MutationObserver(() => said.push(document.querySelector('#menu-notice').textContent))
        .observe(document.querySelector('#menu-notice'), { childList: true, characterData: true, subtree: true });
    `);
    await until(async () => (await report()).status.state === 'waiting', 'the picture behind the menu was refused');
    for (const kind of ['spectator', 'human'])
      await page.waitForResponse((response) => response.url().includes(`kind=${kind}`), { timeout: SLOW_MACHINE_MS });
    await play('Ada');
    expect((await page.evaluate<string[]>('said')).join()).not.toMatch(/spectator/);
    await leave();
    await narrow.close();
  });

  it('[J9] reads why it was banned, and until when, in the middle of the game', async () => {
    const { page, play, report, leave } = await visit(browser, `http://localhost:${arena.port}/`);
    await play('Eve');
    const { status } = await report();
    const playerId = status.state === 'joined' ? status.playerId : 0;
    const issuer = createOwnTokens(Buffer.from(SECRET), { audience: 'starfray' });
    const token = await issuer.issue({ account: 'root', role: 'admin', lifetimeSeconds: 60 }, Date.now());
    const api = `http://localhost:${arena.port}/api/admin`;
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const order = { kind: 'session', player: { room: 'main', playerId }, reason: 'ramming', seconds: 3600 };
    const answer = await fetch(`${api}/ban`, { method: 'POST', headers, body: JSON.stringify(order) });
    expect(await answer.json()).toMatchObject({ ok: true });
    const text = () => textOf(page, `${OVERLAY} .box`);
    const words = /You are banned here until \d{4}-\d\d-\d\d \d\d:\d\d UTC: ramming/;
    await until(async () => words.test(await text()), 'the page says why');
    await leave();
  });
});
