// One seat and its pages: a reload leads back to the ship, a duplicate of the tab does not take it away.

import type { Host } from '@starfray/server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../games/starfray/client/view/report.ts';
import { buildClient } from '../../scripts/build.ts';
import { FOREIGN_HOST, launchBrowser, REPORT, startArena, until, type Visitor, visit } from './arena.ts';

const RENDERER = /\/assets\/picture-[^/]*\.js/;
/** Makes a page answer the other tabs as late as one does that is busy. */
const SLOW_TO_ANSWER = `{
  const { addEventListener } = BroadcastChannel.prototype;
  BroadcastChannel.prototype.addEventListener = function (type, hear) {
    addEventListener.call(this, type, (event) => setTimeout(() => hear(event), 700));
  };
}`;

let arena: Host;
let browser: Browser;
let ada: Visitor;

beforeAll(async () => {
  await buildClient();
  arena = await startArena({ roomPlayers: 4 });
  browser = await launchBrowser();
  ada = await visit(browser, `http://localhost:${arena.port}/`);
  await ada.play('Ada');
});

afterAll(async () => {
  await browser?.close();
  await arena?.close();
});

async function playerIdOf(pilot: Visitor): Promise<number> {
  const { status } = await pilot.report();
  return status.state === 'joined' ? status.playerId : 0;
}

describe('a page', () => {
  it('[C11] that is reloaded flies the same ship on, without a click', async () => {
    const before = await ada.report();
    const playerId = await playerIdOf(ada);
    expect(playerId).toBeGreaterThan(0);
    await ada.page.reload();
    await until(async () => (await ada.report()).own !== undefined, 'the ship is back');
    const after = await ada.report();
    expect(await playerIdOf(ada)).toBe(playerId);
    expect(
      Math.hypot((after.own?.x ?? 0) - (before.own?.x ?? 0), (after.own?.y ?? 0) - (before.own?.y ?? 0)),
    ).toBeLessThan(40);
    expect(ada.complaints).toEqual([]);
  });

  it('[E30] that is reloaded flies on even while the page of before keeps its lock', async () => {
    const playerId = await playerIdOf(ada);
    // Another page of this browser stands for the one that takes its time to go.
    const before = await ada.page.context().newPage();
    await before.goto(`http://localhost:${arena.port}/healthz`);
    const took = await before.evaluate(async () => {
      const { held = [] } = await navigator.locks.query();
      for (const { name = '' } of held)
        void navigator.locks.request(name, { steal: true }, () => new Promise(() => undefined));
      return held.length;
    });
    expect(took).toBe(1);
    await ada.page.reload();
    await until(async () => (await ada.report()).own !== undefined, 'the ship is back');
    expect(await playerIdOf(ada)).toBe(playerId);
    await before.close();
  });

  it('[C11] that is duplicated keeps its seat, and the duplicate begins at the menu', async () => {
    const playerId = await playerIdOf(ada);
    const opened = ada.page.context().waitForEvent('page');
    await ada.page.evaluate(() => void window.open(location.href));
    const duplicate = await opened;
    await duplicate.waitForSelector('#play:visible');
    const look = () => duplicate.evaluate<Report>(REPORT);
    const isPlayer = ({ status }: Report) => status.state === 'joined' && status.role === 'player';
    const kept = () => duplicate.evaluate(`sessionStorage.getItem('starfray.seat')`);
    await until(async () => (await kept()) === '' || isPlayer(await look()), 'it has decided');
    await until(async () => (await look()).status.state === 'joined', 'it sees a room');
    const { own, status } = await look();
    // What the browser knows of the two, where it went wrong.
    const known = await duplicate.evaluate(async () => {
      const { held = [], pending = [] } = await navigator.locks.query();
      return JSON.stringify({ tab: sessionStorage, held, pending });
    });
    expect([own, status.state === 'joined' && status.role], known).toEqual([undefined, 'spectator']);
    expect([await playerIdOf(ada), (await ada.report()).own !== undefined]).toEqual([playerId, true]);
    await duplicate.close();
  });

  it('[C13] that went back to the menu has given its seat up', async () => {
    await ada.page.getByRole('button', { name: 'Leave the game' }).click();
    await ada.page.waitForSelector('#play:visible');
    await ada.page.reload();
    await ada.page.waitForSelector('#play:visible');
    await ada.page.waitForTimeout(500);
    expect((await ada.report()).own).toBeUndefined();
  });

  it('[E30] that is slow to answer, where there are no locks, loses its seat to no duplicate', async () => {
    const { page } = ada;
    await page.addInitScript(SLOW_TO_ANSWER);
    await page.goto(`http://${FOREIGN_HOST}:${arena.port}/`);
    expect(await page.evaluate("'locks' in navigator")).toBe(false);
    await ada.play('Ada');
    const opened = page.context().waitForEvent('page');
    // The duplicate needs no picture: it takes the seat as soon as it has one.
    await page.context().route(RENDERER, () => undefined);
    await page.evaluate(() => void window.open(location.href));
    const duplicate = await opened;
    await duplicate.waitForSelector('#play:visible');
    const kept = () => duplicate.evaluate(`sessionStorage.getItem('starfray.seat')`);
    await until(async () => (await kept()) === '' || (await duplicate.isVisible('#picture-notice')), 'it has decided');
    expect(await kept()).toBe('');
    await duplicate.close();
  });
});
