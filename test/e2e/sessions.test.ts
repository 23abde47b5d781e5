// Sessions that survive, in a real browser: a line that breaks, one that dies without a word, a lid that closes for a moment, a tab
// in the background for long. The durations are shortened by the server's own options; test/system has the true ones.

import { type Netsim, startNetsim } from '@starfray/bots/netsim';
import type { Host } from '@starfray/server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Report, ShipReport } from '../../games/starfray/client/view/report.ts';
import { buildClient } from '../../scripts/build.ts';
import { launchBrowser, startArena, until, type Visitor, visit } from './arena.ts';

/** Longer than a slow machine takes to be back over a line that broke, or it would find its ship taken out. */
const HIDDEN_SHIP_MS = 6000;

let arena: Host;
let netsim: Netsim;
let browser: Browser;
let ada: Visitor;
let bob: Visitor;

beforeAll(async () => {
  await buildClient();
  arena = await startArena({ roomPlayers: 4, absence: { entityMs: HIDDEN_SHIP_MS } });
  const { port } = arena;
  netsim = await startNetsim({ host: '127.0.0.1', port: 0, targetHost: '127.0.0.1', targetPort: port });
  browser = await launchBrowser();
  // Ada's line can be broken; Bob sees what becomes of her.
  ada = await visit(browser, `http://localhost:${netsim.port}/`);
  bob = await visit(browser, `http://localhost:${port}/`);
  await ada.play('Ada');
  await bob.play('Bob');
});

afterAll(async () => {
  await browser?.close();
  await netsim?.close();
  await arena?.close();
});

interface Seat {
  readonly playerId: number;
  readonly own: NonNullable<Report['own']>;
}

async function seatOf(pilot: Visitor): Promise<Seat | undefined> {
  const { status, own } = await pilot.report();
  if (status.state !== 'joined' || own === undefined) return undefined;
  return { playerId: status.playerId, own };
}

async function seated(pilot: Visitor): Promise<Seat> {
  const seat = await seatOf(pilot);
  if (seat === undefined) throw new Error('nobody flies there');
  return seat;
}

function apart(a: Seat, b: Seat): number {
  return Math.hypot(a.own.x - b.own.x, a.own.y - b.own.y);
}

async function snapshotsOf(pilot: Visitor): Promise<number> {
  return (await pilot.report()).stats.snapshots;
}

/** Puts the page out of sight and stops it, as browsers do with tabs in the background; answers how to wake it. */
async function freeze(pilot: Visitor): Promise<() => Promise<void>> {
  const show = (isHidden: boolean) =>
    pilot.page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { value, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, isHidden);
  const devtools = await pilot.page.context().newCDPSession(pilot.page);
  await show(true);
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
  return async () => {
    await devtools.send('Page.setWebLifecycleState', { state: 'active' });
    await show(false);
  };
}

async function flyTogether(): Promise<void> {
  const [a, b] = [await seated(ada), await seated(bob)];
  if (apart(a, b) < 500) return;
  await until(async () => {
    const [now, other] = [await seatOf(bob), await seatOf(ada)];
    if (now === undefined || other === undefined) return false;
    const [dx, dy] = [other.own.x - now.own.x, other.own.y - now.own.y];
    for (const [key, isHeld] of Object.entries({ KeyD: dx > 60, KeyA: dx < -60, KeyS: dy > 60, KeyW: dy < -60 })) {
      if (isHeld) await bob.page.keyboard.down(key);
      else await bob.page.keyboard.up(key);
    }
    return Math.hypot(dx, dy) < 400;
  }, 'Bob is near Ada');
  for (const key of ['KeyD', 'KeyA', 'KeyS', 'KeyW']) await bob.page.keyboard.up(key);
}

async function seenByBob(): Promise<ShipReport | undefined> {
  return (await bob.report()).ships.find(({ name }) => name === 'Ada');
}

beforeEach(async () => {
  await until(async () => (await seatOf(ada)) !== undefined, 'Ada flies');
});

describe('a session', () => {
  it('[C11] whose connection breaks is back in the same ship, without a click', async () => {
    const before = await seated(ada);
    netsim.cut();
    await until(async () => (await ada.report()).status.state !== 'joined', 'the page has noticed');
    await until(async () => (await seatOf(ada)) !== undefined, 'the ship is back');
    const after = await seated(ada);
    expect(after.playerId).toBe(before.playerId);
    expect(apart(before, after)).toBeLessThan(40);
    await ada.page.waitForSelector('.connection', { state: 'hidden' });
  });

  it('[C12] whose line died without a word is back in the same seat, and the old connection is replaced', async () => {
    const before = await seated(ada);
    netsim.unplug();
    await until(async () => (await ada.report()).status.state !== 'joined', 'the page has noticed');
    await until(async () => (await seatOf(ada)) !== undefined, 'the ship is back');
    expect((await seated(ada)).playerId).toBe(before.playerId);
    const status = (await (await fetch(`http://127.0.0.1:${arena.port}/api/status`)).json()) as { humans: number };
    expect(status.humans).toBe(2);
  });

  it('[C1] whose page sleeps for a moment flies the same ship on', async () => {
    const before = await seated(ada);
    const wake = await freeze(ada);
    await new Promise((resolve) => setTimeout(resolve, HIDDEN_SHIP_MS / 3));
    await wake();
    const snapshots = await snapshotsOf(ada);
    await until(async () => (await snapshotsOf(ada)) > snapshots + 10, 'snapshots flow again');
    const after = await seated(ada);
    expect([after.playerId, after.own.hull]).toEqual([before.playerId, before.own.hull]);
    expect(apart(before, after)).toBeLessThan(40);
  });

  it('[C1] whose tab lies in the background for long loses the ship, and not the seat, the name and the score', async () => {
    await flyTogether();
    await until(async () => (await seenByBob()) !== undefined, 'Bob sees Ada');
    const before = await seated(ada);
    const wake = await freeze(ada);
    await until(async () => (await seenByBob()) === undefined, 'her ship is taken out of the world');
    await new Promise((resolve) => setTimeout(resolve, 2 * HIDDEN_SHIP_MS));
    await wake();
    await until(async () => (await seatOf(ada)) !== undefined, 'she has a ship again');
    const after = await seated(ada);
    expect([after.playerId, after.own.score]).toEqual([before.playerId, before.own.score]);
    await until(
      async () => (await bob.page.locator('.leaderboard .name').allTextContents()).includes('Ada'),
      'her name is in the table',
    );
    expect(bob.complaints).toEqual([]);
  });
});
