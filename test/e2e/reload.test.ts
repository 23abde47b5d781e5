// One seat and its pages: a reload leads back to the ship, a duplicate of the tab does not take it away.

import type { Host } from '@starfray/server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../games/starfray/client/view/report.ts';
import { buildClient } from '../../scripts/build.ts';
import { launchBrowser, startArena, until, type Visitor, visit } from './arena.ts';

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

  it('[C11] that is duplicated keeps its seat, and the duplicate begins at the menu', async () => {
    const playerId = await playerIdOf(ada);
    const opened = ada.page.context().waitForEvent('page');
    await ada.page.evaluate(() => void window.open(location.href));
    const duplicate = await opened;
    await duplicate.waitForSelector('#play:visible');
    await duplicate.waitForTimeout(1500);
    const seen = await duplicate.evaluate<Report>('starfray.report()');
    expect([seen.own, seen.status.state === 'joined' && seen.status.role]).toEqual([undefined, 'spectator']);
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
});
