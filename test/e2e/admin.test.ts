// The page of admins in a real browser, with a real server behind it and players who feel what is done.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { RunningBot } from '@starfray/bots';
import type { Host, ServeOptions } from '@starfray/server';
import { createOwnTokens } from '@starfray/server/identity';
import { CLOSE } from '@starfray/shared/protocol';
import { createBot } from '@starfray/starfray/bots';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildClient } from '../../scripts/build.ts';
import { startBystander } from '../hostile/bystander.ts';
import { FOREIGN_HOST, launchBrowser, PHONE, startArena, until, type Visitor, visit } from './arena.ts';

const SECRET = 'a-secret-of-this-test-that-is-long-enough';
const LAPTOP: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };
/** 16 graphemes are all that a name has. */
const MARKUP = '<img src=x>&lt;b';

const tokens = createOwnTokens(Buffer.from(SECRET), { audience: 'starfray' });

let data: string;
let browser: Browser;
let arena: Host;
let drains: number;
let bots: RunningBot[] = [];
const visitors: Visitor[] = [];

beforeAll(async () => {
  await buildClient();
  browser = await launchBrowser();
});

afterAll(() => browser?.close());

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'starfray-data-'));
  drains = 0;
  arena = await start();
});

afterEach(async () => {
  for (const visitor of visitors.splice(0)) await visitor.leave();
  for (const bot of bots) bot.close();
  bots = [];
  await arena.close();
  await rm(data, { recursive: true });
});

function start(more: Partial<ServeOptions> = {}): Promise<Host> {
  const onDrain = (): void => {
    drains += 1;
  };
  return startArena({ secret: SECRET, data, bots: 3, onDrain, ...more });
}

function tokenOf(role: 'admin' | 'player' | 'bot', account: string): Promise<string> {
  return tokens.issue({ account, role, lifetimeSeconds: 300 }, Date.now());
}

async function fly(name: string, token?: string): Promise<RunningBot> {
  const bot = createBot({
    url: `http://127.0.0.1:${arena.port}`,
    name,
    think: () => undefined,
    ...(token === undefined ? {} : { token }),
  });
  bots.push(bot);
  await until(async () => bot.status.state === 'joined', `${name} is in`);
  return bot;
}

function endOf({ status }: RunningBot): unknown {
  return status.state === 'closed' ? status.refusal : status.state;
}

async function open(path = '/admin', options = LAPTOP, host = 'localhost'): Promise<Visitor> {
  const visitor = await visit(browser, `http://${host}:${arena.port}${path}`, options);
  visitors.push(visitor);
  return visitor;
}

async function signIn(options = LAPTOP): Promise<Visitor> {
  const visitor = await open('/admin', options);
  await visitor.page.fill('#token', await tokenOf('admin', 'root'));
  await visitor.page.keyboard.press('Enter');
  await visitor.page.waitForSelector('#rooms .pick:visible');
  return visitor;
}

/** A server in whose place the one of the test is started again. */
async function restart(more: Partial<ServeOptions>): Promise<void> {
  await arena.close();
  arena = await start(more);
}

function rowOf(page: Page, name: string) {
  return page.locator('#players tbody tr').filter({ has: page.getByRole('button', { name, exact: true }) });
}

/** Everything that the page holds: markup, what stands in fields, and the address bar. */
function everythingOf(page: Page): Promise<string> {
  return page.evaluate<string>(`[
    document.documentElement.outerHTML,
    location.href,
    ...[...document.querySelectorAll('input')].map(({ value }) => value),
  ].join(' ')`);
}

async function faultsOfAxe(page: Page): Promise<string[]> {
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(axe);
  const found = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>('axe.run()');
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

describe('the threads of a server', () => {
  it.each([LAPTOP, PHONE])('[TH35] are listed where there are several, and how busy each is: %j', async (options) => {
    await restart({ threads: 2, frontEnd: new URL('../../games/front-end.ts', import.meta.url) });
    await fly('Ann');
    const { page } = await signIn(options);
    const rows = page.getByRole('group', { name: 'Threads' }).locator('tbody tr');
    await until(async () => (await rows.count()) === 3, 'all three are listed');
    expect(await rows.locator('th').allTextContents()).toEqual(['simulation', 'front end 0', 'front end 1']);
    const cells = await Promise.all([0, 1, 2].map((i) => rows.nth(i).locator('td').allTextContents()));
    for (const [busy, , time] of cells) expect([busy, time].join(', ')).toMatch(/^\d+ %, \d+ s$/);
    // Whichever front end the kernel chose.
    expect(cells.map(([, sockets]) => sockets).sort()).toEqual(['0', '0', '1']);
    expect(await faultsOfAxe(page)).toEqual([]);
  });

  it('[TH35] are not where there is one', async () => {
    const { page } = await signIn();
    await page.getByText('Store:').waitFor();
    expect(await page.getByRole('group', { name: 'Threads' }).isVisible()).toBe(false);
  });
});

describe('signing in', () => {
  it('[Y8] says why a token is not taken, then takes the one of an admin and keeps it off the page', async () => {
    const { page, complaints } = await open();
    const said = page.locator('#sign-in-said');
    await page.fill('#token', 'two words');
    await page.click('#sign-in-form button');
    await until(async () => (await said.textContent()) === 'That is no token.', 'it is said');
    expect(complaints).toEqual([]);

    await page.fill('#token', await tokenOf('player', 'zoe'));
    await page.click('#sign-in-form button');
    await until(async () => (await said.textContent())?.includes('this token is no admin’s') === true, 'it is said');
    expect(await page.isVisible('#dashboard')).toBe(false);
    // The browser itself notes the 401.
    expect(complaints.filter((line) => !line.includes('401'))).toEqual([]);

    const token = await tokenOf('admin', 'root');
    await page.fill('#token', token);
    await page.click('#sign-in-form button');
    await page.waitForSelector('#rooms .pick:visible');
    expect(await page.isVisible('#sign-in')).toBe(false);
    expect(await everythingOf(page)).not.toContain(token);
    await page.reload();
    await page.waitForSelector('#rooms .pick:visible');
  });

  it('[Y8] takes a token behind the hash, on a page that is open too, and removes it from the address bar', async () => {
    const token = await tokenOf('admin', 'root');
    for (const isOpen of [false, true]) {
      const { page, complaints } = await open(isOpen ? '/admin' : `/admin#token=${token}`);
      if (isOpen) await page.evaluate(`location.hash = 'token=${token}'`);
      await page.waitForSelector('#rooms .pick:visible');
      expect(new URL(page.url()).pathname + new URL(page.url()).hash).toBe('/admin');
      expect(await everythingOf(page)).not.toContain(token);
      expect(complaints).toEqual([]);
    }
  });

  it('[Y8] is forgotten by signing out, and ended when the token ends', async () => {
    const { page } = await signIn();
    await page.click('#sign-out');
    await page.waitForSelector('#token:visible');
    await page.reload();
    await page.waitForSelector('#token:visible');
    expect(await page.evaluate('sessionStorage.getItem("starfray.admin-token") || ""')).toBe('');

    await page.fill('#token', await tokens.issue({ account: 'root', role: 'admin', lifetimeSeconds: 3 }, Date.now()));
    await page.keyboard.press('Enter');
    await page.waitForSelector('#rooms .pick:visible');
    await page.waitForSelector('#sign-in-said:has-text("does not take this token")');
    expect(await page.isVisible('#dashboard')).toBe(false);
  });

  it('[Y8] is offered at an address that no search engine keeps, by a page of less than 20 KB of script', async () => {
    const address = `http://127.0.0.1:${arena.port}/admin`;
    const answer = await fetch(address);
    expect([answer.status, answer.headers.get('x-robots-tag'), answer.headers.get('cache-control')]).toEqual([
      200,
      'noindex',
      'no-cache',
    ]);
    const [, script = ''] = /<script type="module" src="([^"]+)"/.exec(await answer.text()) ?? [];
    const bytes = Buffer.from(await (await fetch(new URL(script, address))).arrayBuffer());
    expect(bytes.length).toBeGreaterThan(1000);
    expect(gzipSync(bytes, { level: 9 }).length).toBeLessThan(20 * 1024);
  });
});

describe('what is shown', () => {
  it('[Y9] is everybody in the room, names as they are written, on the table and on the map', async () => {
    await fly(MARKUP);
    await fly('Zoe', await tokenOf('bot', 'zoe-1'));
    const { page, complaints } = await signIn();
    await until(async () => (await page.locator('#players tbody tr').count()) === 3, 'two bots and a fill bot');
    expect(await rowOf(page, 'Zoe').locator('td').allTextContents()).toEqual(
      expect.arrayContaining(['bot', 'zoe-1', '127.0.0.1', 'playing']),
    );
    expect(await rowOf(page, MARKUP).locator('.pick').textContent()).toBe(MARKUP);
    expect(await page.locator('#players img').count()).toBe(0);
    expect(await page.locator('#players tr:has-text("fill bot") .deeds button').count()).toBe(0);
    expect(await page.getAttribute('.live-map', 'aria-label')).toMatch(/^Map with 3 players/);
    expect(await page.textContent('#server')).toContain('A single server');

    // Arrow keys go through them all; Enter selects, and the table shows whom.
    await page.focus('.live-map');
    const seen = new Set<string>();
    for (let i = 0; i < 3; i += 1) {
      await page.keyboard.press('ArrowRight');
      seen.add((await page.textContent('.pointed')) ?? '');
    }
    expect([...seen].filter((text) => text.startsWith(`${MARKUP}: bot, `))).toHaveLength(1);
    expect(seen.size).toBe(3);
    while (!(await page.textContent('.pointed'))?.startsWith('Zoe:')) await page.keyboard.press('ArrowRight');
    const before = await page.locator('.live-map').evaluate((map) => (map as HTMLCanvasElement).toDataURL());
    await page.keyboard.press('Enter');
    expect(await rowOf(page, 'Zoe').locator('.pick').getAttribute('aria-pressed')).toBe('true');
    expect(await page.locator('.live-map').evaluate((map) => (map as HTMLCanvasElement).toDataURL())).not.toBe(before);
    expect(complaints).toEqual([]);
  });

  it('[Y9] is kept up to date: who comes and goes, and how much is sent a second', async () => {
    const { page } = await signIn();
    const zoe = await fly('Zoe');
    await until(async () => /\d (B|KiB)\/s/.test((await rowOf(page, 'Zoe').textContent()) ?? ''), 'a rate is there');
    await until(async () => /[1-9]\d*\/s/.test((await page.textContent('#rooms')) ?? ''), 'snapshots are counted');
    zoe.close();
    await until(async () => !/playing/.test((await rowOf(page, 'Zoe').allTextContents()).join()), 'she left');
  });

  it('[Y9] is sorted by a press on a head, and filtered by name', async () => {
    await fly('Zoe');
    await fly('Ada');
    const { page } = await signIn();
    const names = () => page.locator('#players tbody .pick').allTextContents();
    await until(async () => (await names()).length === 3, 'all are there');
    const sorted = await names();
    expect(sorted).toEqual(sorted.toSorted());
    await page.click('#players .sort:has-text("Name")');
    expect(await names()).toEqual(sorted.toReversed());
    expect(await page.getAttribute('#players th:has-text("Name")', 'aria-sort')).toBe('descending');
    await page.fill('#filter', 'zo');
    expect(await names()).toEqual(['Zoe']);
    expect(await page.textContent('#player-count')).toBe('1 of 3');
  });
});

describe('what is done', () => {
  it('[Y10] shows one out after a question, with the reason', async () => {
    const zoe = await fly(MARKUP);
    const ada = await fly('Ada');
    const { page, complaints } = await signIn();
    await page.click(`button[aria-label='Kick ${MARKUP}']`);
    expect(await page.textContent('#dialog-title')).toBe(`Kick ${MARKUP}?`);
    await page.keyboard.press('Escape');
    expect(await page.isVisible('#dialog')).toBe(false);
    expect(endOf(zoe)).toBe('joined');
    await page.click(`button[aria-label='Kick ${MARKUP}']`);
    await page.keyboard.type('Be kind.');
    await page.keyboard.press('Enter');
    await until(async () => zoe.status.state === 'closed', 'she is out');
    expect(endOf(zoe)).toEqual({ code: CLOSE.kicked, reason: 'Be kind.' });
    await page.waitForSelector(`#said:has-text("was kicked")`);
    expect(await page.isVisible('#dialog')).toBe(false);
    expect(endOf(ada)).toBe('joined');
    await page.waitForSelector('#audit td:has-text("Be kind.")');
    expect(complaints).toEqual([]);
  });

  it('[Y10] bans by account for as long as chosen, and lifts it', async () => {
    const token = await tokenOf('bot', 'zoe-1');
    const zoe = await fly('Zoe', token);
    const { page, complaints } = await signIn();
    await page.click('button[aria-label="Ban Zoe"]');
    await page.fill('#reason', 'aimbot');
    await page.check('#mark-account');
    await page.selectOption('#duration', '7 days');
    await page.click('#dialog-do');
    await until(async () => zoe.status.state === 'closed', 'she is out');
    expect(endOf(zoe)).toMatchObject({ code: CLOSE.banned });
    const ban = page.locator('#bans tbody tr');
    await until(async () => (await ban.count()) === 1, 'the ban is listed');
    expect((await ban.locator('td').allTextContents()).filter((_text, i) => i !== 4)).toEqual([
      'account',
      'zoe-1',
      'aimbot',
      'root',
      'in 7 days',
      'Lift',
    ]);
    await page.click('button[aria-label="Lift the ban of zoe-1"]');
    await until(async () => (await ban.count()) === 0, 'the ban is lifted');
    await fly('Zoe', token);
    expect(complaints).toEqual([]);
  });

  it('[Y10] offers only the marks that a player has', async () => {
    await fly('Zoe');
    const { page } = await signIn();
    await page.click('button[aria-label="Ban Zoe"]');
    const marks = page.locator('#dialog input[type=radio]');
    expect(await marks.evaluateAll((radios) => radios.map((radio) => radio.getAttribute('value')))).toEqual([
      'session',
      'address',
    ]);
  });

  it('[Y10] bans by value, or says what the server finds wrong with it', async () => {
    const { page } = await signIn();
    await page.fill('#ban-value', '0.0.0.0/0');
    await page.fill('#ban-reason', 'all of you');
    await page.click('#ban-form button');
    await page.waitForSelector('#ban-said:has-text("would ban too many")');
    await page.fill('#ban-value', '198.51.100.9/24');
    await page.click('#ban-form button');
    await page.waitForSelector('#bans td:has-text("198.51.100.0/24")');
    expect(await page.textContent('#ban-said')).toBe('');
  });

  it('[Y10] announces to everybody', async () => {
    const player = startBystander(arena.port, 'Ada');
    await until(async () => player.client.status.state === 'joined', 'Ada is in');
    const { page } = await signIn();
    await page.fill('#announce-text', 'Noon: restart <soon>');
    await page.keyboard.press('Enter');
    await until(async () => player.client.notice !== undefined, 'she has read it');
    expect(player.client.notice?.text).toBe('Noon: restart <soon>');
    await page.waitForSelector('#audit td:has-text("Noon: restart <soon>")');
    expect(await page.inputValue('#announce-text')).toBe('');
    player.stop();
  });

  it('[Y10] drains, when it is confirmed', async () => {
    const { page } = await signIn();
    await page.click('#drain');
    expect(await page.textContent('#dialog-body')).toContain('takes nobody new');
    await page.click('#dialog-cancel');
    expect(drains).toBe(0);
    await page.click('#drain');
    await page.click('#dialog-do');
    await page.waitForSelector('#said:has-text("It drains")');
    expect(drains).toBe(1);
  });
});

describe('the page', () => {
  it('[Y11] says so while nobody answers, and goes on when somebody does', async () => {
    const { page } = await signIn();
    await page.route('**/api/admin/**', (route) => route.abort());
    await page.waitForSelector('#pulse.is-bad:has-text("The server does not answer")');
    await page.unroute('**/api/admin/**');
    await page.waitForSelector('#pulse:has-text("Live")');
    expect(await page.isVisible('#dashboard')).toBe(true);
  });

  it.each([
    ['laptop', LAPTOP],
    ['phone', PHONE],
  ])('[Y11] has no fault that axe knows of and does not scroll sideways, on a %s', async (_device, options) => {
    await fly('WWWWWWWWWWWWWWWW', await tokenOf('bot', 'an-account-with-quite-a-long-name-that-goes-on-and-on'));
    const { page, complaints } = await open('/admin', options);
    expect(await faultsOfAxe(page)).toEqual([]);
    await page.fill('#token', await tokenOf('admin', 'root'));
    await page.keyboard.press('Enter');
    await page.waitForSelector('#players .pick');
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate(overflow)).toBe(0);
    expect(await faultsOfAxe(page)).toEqual([]);
    await page.click('button[aria-label="Ban WWWWWWWWWWWWWWWW"]');
    expect(await faultsOfAxe(page)).toEqual([]);
    expect(await page.evaluate(overflow)).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('[Y11] works from a foreign host on plain http', async () => {
    const token = await tokenOf('admin', 'root');
    const { page, complaints } = await open(`/admin#token=${token}`, LAPTOP, FOREIGN_HOST);
    await page.waitForSelector('#rooms .pick:visible');
    expect(await page.evaluate('window.isSecureContext')).toBe(false);
    expect(complaints).toEqual([]);
  });
});
