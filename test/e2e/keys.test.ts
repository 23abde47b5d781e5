// Keys in a real browser: those of the browser stay its own, and a ship flies only while a key is down.

import type { Host } from '@starfray/server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildClient } from '../../scripts/build.ts';
import { launchBrowser, startArena, until, type Visitor, visit } from './arena.ts';
import { flies, fly, rests } from './flight.ts';

let arena: Host;
let browser: Browser;
let pilot: Visitor;

beforeAll(async () => {
  await buildClient();
  arena = await startArena({ roomPlayers: 4 });
  browser = await launchBrowser();
  pilot = await visit(browser, `http://localhost:${arena.port}/`);
  await pilot.play('Ada');
  // The last to hear of a key knows whether the page took it.
  await pilot.page.evaluate(`{
    window.taken = [];
    addEventListener('keydown', (event) => taken.push(event.code + ' ' + event.defaultPrevented));
  }`);
});

afterAll(async () => {
  await browser?.close();
  await arena?.close();
});

/** Of the own ship, in px a tick, once it is drawn: that is some pictures after it is there. */
async function speed(): Promise<number> {
  let px = Number.NaN;
  await until(async () => {
    const own = (await pilot.report()).ships.find(({ isOwn }) => isOwn);
    if (own !== undefined) px = Math.hypot(own.vx, own.vy);
    return own !== undefined;
  }, 'the ship is drawn');
  return px;
}

async function press(...keys: readonly string[]): Promise<void> {
  for (const key of keys) await pilot.page.keyboard.down(key);
  for (const key of keys.toReversed()) await pilot.page.keyboard.up(key);
}

describe('the keys of a page in flight', () => {
  it('[E4] with Ctrl, Meta or Alt are the browser’s, and move and fire nothing', async () => {
    for (const modifier of ['Control', 'Meta', 'Alt']) await press(modifier, 'KeyD');
    await press('Control', 'Shift', 'KeyR');
    await press('Control', 'Space');
    expect((await pilot.page.evaluate<string[]>('taken')).filter((line) => line.endsWith('true'))).toEqual([]);
    expect(await speed()).toBe(0);
  });

  it('[E5] that go up unheard while Meta is down do not fly the ship on', async () => {
    const { keyboard } = pilot.page;
    await keyboard.down('KeyD');
    expect(await flies(pilot, 'd')).toBe(true);
    await keyboard.down('Meta');
    await keyboard.up('Meta');
    // Were the other key still down for the page, the two would cancel each other.
    await keyboard.down('KeyA');
    expect(await flies(pilot, 'a')).toBe(true);
    for (const key of ['KeyA', 'KeyD']) await keyboard.up(key);
    await rests(pilot);
  });

  it('[E6] that come without a code fly by their letter', async () => {
    const type = (kind: string) => (key: string) =>
      pilot.page.evaluate((init) => void window.dispatchEvent(new KeyboardEvent(init.kind, init)), { kind, key });
    await fly({ report: pilot.report, press: type('keydown'), release: type('keyup') });
    expect(pilot.complaints).toEqual([]);
  });
});
