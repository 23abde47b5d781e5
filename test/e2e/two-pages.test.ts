// Two browsers in one room: they see each other move, one shoots the other, and both survive the server's restart.

import type { Host } from '@starfray/server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ShipReport } from '../../games/starfray/client/view/report.ts';
import { buildClient } from '../../scripts/build.ts';
import { DESKTOP, launchBrowser, startArena, until, type Visitor, visit } from './arena.ts';
import { fly, pilotOf } from './flight.ts';

let arena: Host;
let browser: Browser;
let ada: Visitor;
let bob: Visitor;

beforeAll(async () => {
  await buildClient();
  arena = await startArena({ roomPlayers: 4 });
  browser = await launchBrowser();
  ada = await visit(browser, `http://localhost:${arena.port}/`);
  bob = await visit(browser, `http://localhost:${arena.port}/`);
  await ada.play('Ada');
  await bob.play('Bob');
});

afterAll(async () => {
  await browser?.close();
  await arena?.close();
});

async function seen(by: Visitor, name: string): Promise<ShipReport | undefined> {
  return (await by.report()).ships.find((ship) => ship.name === name);
}

const KEYS = { left: 'KeyA', right: 'KeyD', up: 'KeyW', down: 'KeyS' } as const;

/** Keeps every line that the kill feed shows from now on: on a slow machine one is gone again before a test looks. */
async function keepFeed({ page }: Visitor): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(`{
    const lines = (window.feedLines = []);
    const keep = (change) => change.addedNodes.forEach((node) => lines.push(node.className + ' ' + node.textContent));
    const observer = new MutationObserver((changes) => changes.forEach(keep));
    observer.observe(document.querySelector('.kill-feed'), { childList: true });
  }`);
  return () => page.evaluate<readonly string[]>('feedLines');
}

/** Holds the keys that fly towards an offset, and lets go of the others. */
async function steer(pilot: Visitor, dx: number, dy: number): Promise<void> {
  const wanted = [
    Math.abs(dx) > 40 ? (dx > 0 ? KEYS.right : KEYS.left) : undefined,
    Math.abs(dy) > 40 ? (dy > 0 ? KEYS.down : KEYS.up) : undefined,
  ];
  for (const key of Object.values(KEYS)) {
    if (wanted.includes(key)) await pilot.page.keyboard.down(key);
    else await pilot.page.keyboard.up(key);
  }
}

// Flies to where the other is known to be, or through the arena in search, until it is as near as wanted.
async function approach(hunter: Visitor, prey: Visitor, nearPx: number): Promise<void> {
  await until(async () => {
    const own = (await hunter.report()).own;
    const target = (await prey.report()).own;
    if (own === undefined || target === undefined) return false;
    const dx = target.x - own.x;
    const dy = target.y - own.y;
    const isNear = Math.hypot(dx, dy) < nearPx;
    await steer(hunter, isNear ? 0 : dx, isNear ? 0 : dy);
    return isNear;
  }, 'the two are near each other');
}

describe('two pages in one room', () => {
  it('see each other once they are near', async () => {
    await approach(ada, bob, 350);
    await until(async () => (await seen(ada, 'Bob')) !== undefined, 'Ada sees Bob');
    await until(async () => (await seen(bob, 'Ada')) !== undefined, 'Bob sees Ada');
    expect(await seen(bob, 'Ada')).toMatchObject({ kind: 'human', isOwn: false });
  });

  it('see each other move, where the other says it is', async () => {
    const before = await seen(bob, 'Ada');
    expect(before).toBeDefined();
    // Not straight at Bob, who may be where the other keys lead.
    await fly(pilotOf(ada), ['w', 'a', 's', 'd'], 60);
    await until(async () => {
      const now = await seen(bob, 'Ada');
      return before !== undefined && now !== undefined && Math.hypot(now.x - before.x, now.y - before.y) > 30;
    }, 'Bob sees Ada move');
    await until(async () => {
      const own = (await ada.report()).own;
      const shown = await seen(bob, 'Ada');
      return own !== undefined && shown !== undefined && Math.hypot(own.x - shown.x, own.y - shown.y) < 8;
    }, 'both agree where Ada has come to rest');
  });

  it('one shoots the other: the hull goes down on both screens, and the feed tells who won', async () => {
    const { width, height } = DESKTOP.viewport ?? { width: 0, height: 0 };
    const feedOfAda = await keepFeed(ada);
    await approach(ada, bob, 260);
    await ada.page.mouse.move(width / 2, height / 2 - 50);
    await ada.page.mouse.down();
    await until(async () => {
      const own = (await ada.report()).own;
      const target = (await bob.report()).own;
      if (target === undefined) return (await bob.page.locator('.death:visible').count()) === 1;
      if (own === undefined) return false;
      const dx = target.x - own.x;
      const dy = target.y - own.y;
      const far = Math.hypot(dx, dy) || 1;
      // A rock in the way is flown around in a widening circle.
      await steer(ada, far > 220 ? dx : dy * 0.6, far > 220 ? dy : -dx * 0.6);
      await ada.page.mouse.move(width / 2 + (dx / far) * 120, height / 2 + (dy / far) * 120);
      return false;
    }, 'Bob is shot down');
    await ada.page.mouse.up();
    await steer(ada, 0, 0);
    await until(async () => (await feedOfAda()).length > 0, 'the feed of Ada tells of an end');
    expect(await feedOfAda()).toContainEqual(expect.stringMatching(/^is-mine .*Bob/));
    expect(await bob.page.locator('.death').textContent()).toContain('Ada');
    expect(ada.complaints).toEqual([]);
    expect(bob.complaints).toEqual([]);
  });

  it('a page that reloads while its ship is lost says how to fly again, and does', async () => {
    await bob.page.reload();
    await bob.page.waitForSelector('.death .again:text("Press fire to fly again")');
    await bob.page.mouse.click(10, 200);
    await until(async () => (await bob.report()).own !== undefined, 'Bob has a ship again');
    await bob.page.waitForSelector('.death', { state: 'hidden' });
  });

  it('come back by themselves when the server was restarted', async () => {
    const { port } = arena;
    await arena.close();
    for (const pilot of [ada, bob]) {
      await pilot.page.waitForSelector('.connection:visible');
      expect(await pilot.page.locator('.connection').textContent()).toMatch(/Trying again in \d+ s|Connecting/);
    }
    // Two of them beside the two pages.
    arena = await startArena({ roomPlayers: 6, bots: 4, port });
    for (const pilot of [ada, bob]) {
      await until(async () => (await pilot.report()).own !== undefined, 'the ship is back');
      await pilot.page.waitForSelector('.connection', { state: 'hidden' });
    }
    const names = async () => await ada.page.locator('.leaderboard .name').allTextContents();
    await until(async () => {
      const shown = await names();
      return shown.length === 4 && shown.includes('Ada') && shown.includes('Bob');
    }, 'both are in the table again, and the bots');
  });

  it('play on with bots, errors in no console and no desync', async () => {
    // Lost connections left theirs.
    const before = [ada, bob].map(({ complaints }) => complaints.length);
    const snapshots = async ({ report }: Visitor) => (await report()).stats.snapshots;
    const counts = await Promise.all([ada, bob].map(snapshots));
    for (const [i, pilot] of [ada, bob].entries()) {
      await until(async () => (await snapshots(pilot)) > (counts[i] ?? 0) + 60, 'snapshots come');
      expect((await pilot.report()).stats.desyncs).toBe(0);
      expect(pilot.complaints.slice(before[i])).toEqual([]);
    }
    const status = await (await fetch(`http://127.0.0.1:${arena.port}/api/status`)).json();
    expect(status).toMatchObject({ humans: 2, fillBots: 2, desyncs: 0 });
  });
});
