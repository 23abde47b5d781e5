// Both games on one server in one browser: the menu leads from each to the other, and both are played at the same time.

import { puckServer } from '@starfray/puck/server';
import { type Host, serveGames } from '@starfray/server';
import { starfrayServer } from '@starfray/starfray/server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildClient, CLIENT_DIST } from '../../scripts/build.ts';
import { frontEndsForTests } from '../support/front-ends.ts';
import { askStatus } from '../support/status.ts';
import { DESKTOP, launchBrowser, PHONE, until, type Visitor, visit } from './arena.ts';

let host: Host;
let browser: Browser;
let ada: Visitor;
let bob: Visitor;
let url: string;

beforeAll(async () => {
  await buildClient();
  const options = {
    port: 0,
    host: '127.0.0.1',
    clientDir: CLIENT_DIST,
    bots: 3,
    seed: 5,
    shedsLoad: false,
    connectionsPerAddress: 0,
    ...frontEndsForTests(),
  };
  host = await serveGames([starfrayServer.part(options), puckServer.part(options)], options);
  url = `http://localhost:${host.port}`;
  browser = await launchBrowser();
  ada = await visit(browser, `${url}/`, PHONE);
  bob = await visit(browser, `${url}/puck/r/den`, DESKTOP);
});

afterAll(async () => {
  await browser?.close();
  await host?.close();
});

async function choose({ page }: Visitor, title: string, address: string): Promise<void> {
  await page.click(`#games a:has(strong:text-is("${title}"))`);
  await page.waitForURL(address);
  await page.waitForSelector('#play:enabled');
  // The page has tidied its address by then.
  await page.waitForSelector('#start-notice', { state: 'detached' });
}

interface Status {
  readonly desyncs: number;
  readonly rooms: readonly { readonly id: string; readonly humans: number; readonly fillBots: number }[];
}

function statusOf(path: string): Promise<Status> {
  return askStatus(`${url}${path}`);
}

describe('the menu of a server with two games', () => {
  it('[TG3] offers both, with a sentence and who plays, and lights the one of the page', async () => {
    for (const [visitor, own] of [
      [ada, 'Starfray'],
      [bob, 'Puck'],
    ] as const) {
      await visitor.page.waitForSelector('#games a');
      expect(await visitor.page.locator('#games a').count()).toBe(2);
      expect(await visitor.page.locator('#games a[aria-current] strong').textContent()).toBe(own);
      const box = await visitor.page.locator('#games a').last().boundingBox();
      expect(box?.height).toBeGreaterThan(44);
    }
    expect(await ada.page.locator('#games').textContent()).toMatch(/Starfray.+playing.*Puck.+playing/);
  });

  it('[TG3] leads to the other game, and the name that was typed goes along', async () => {
    await ada.page.fill('#name', 'Ada');
    await choose(ada, 'Puck', `${url}/puck/`);
    expect(await ada.page.inputValue('#name')).toBe('Ada');
    await bob.page.fill('#name', 'Bob');
    await choose(bob, 'Starfray', `${url}/`);
    expect(await bob.page.inputValue('#name')).toBe('Bob');
  });

  it('[TG2] both are played at once, with bots, errors in no console and no desync', async () => {
    await ada.play('Ada');
    await bob.play('Bob');
    await until(
      async () => (await statusOf('')).rooms.some(({ humans, fillBots }) => humans === 1 && fillBots > 0),
      'Bob flies',
    );
    await until(
      async () => (await statusOf('/puck')).rooms.some(({ humans, fillBots }) => humans === 1 && fillBots > 0),
      'Ada skates',
    );
    const snapshots = async (visitor: Visitor) => (await visitor.report()).stats.snapshots;
    const before = await Promise.all([snapshots(ada), snapshots(bob)]);
    await until(async () => (await snapshots(ada)) > (before[0] ?? 0) + 60, 'puck goes on');
    await until(async () => (await snapshots(bob)) > (before[1] ?? 0) + 60, 'the fight goes on');
    for (const visitor of [ada, bob]) {
      expect(visitor.complaints).toEqual([]);
      expect((await visitor.report()).stats.desyncs).toBe(0);
    }
    expect((await statusOf('')).desyncs).toBe(0);
    expect((await statusOf('')).rooms.map(({ id }) => id)).toEqual(['main', 'puck:main']);
  });
});
