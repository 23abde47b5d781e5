// Keys in a real browser: those of the browser stay its own, and a ship flies only while a key is down.

import type { Host } from '@starfray/server';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCORE } from '../../games/starfray/client/audio/score.ts';
import { buildClient } from '../../scripts/build.ts';
import { axeFaults } from '../support/axe.ts';
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
  await pilot.page.evaluate(`{
    window.loops = 0;
    const { start } = AudioBufferSourceNode.prototype;
    AudioBufferSourceNode.prototype.start = function (...when) {
      if (this.loop) loops += 1;
      start.apply(this, when);
    };
  }`);
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

  it('[E31] Q and E turn the aim, where no mouse has moved', async () => {
    const aim = async () => (await pilot.report()).ships.find(({ isOwn }) => isOwn)?.aim ?? 0;
    // By less than half a turn between two looks: else it would not be known which way.
    const turned = async (key: string) => {
      const before = await aim();
      await pilot.page.keyboard.down(key);
      let now = before;
      await until(async () => {
        now = await aim();
        return now !== before;
      }, `the aim turns by ${key}`);
      await pilot.page.keyboard.up(key);
      return ((now - before + 1536) % 1024) - 512;
    };
    expect(await turned('KeyE')).toBeGreaterThan(0);
    expect(await turned('KeyQ')).toBeLessThan(0);
  });

  it('[E32] Escape closes the invitation, and the graph behind F3', async () => {
    const { page } = pilot;
    // Without the clipboard the panel stays until it is closed.
    await page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
    await page.click('button[aria-label="Invite"]');
    await page.waitForSelector('.invite:visible');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.invite', { state: 'hidden' });
    await page.keyboard.press('F3');
    await page.waitForSelector('.net-graph:visible');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.net-graph', { state: 'hidden' });
  });

  it('[E85] are taught to a new pilot, once, until the pilot has enough of it', async () => {
    const { page } = pilot;
    await page.waitForSelector('.first-minute:visible');
    await page.click('button[aria-label="Skip the hints"]');
    await page.waitForSelector('.first-minute', { state: 'hidden' });
    expect(await page.evaluate("localStorage.getItem('starfray.taught')")).toBe('yes');
  });

  it('[E86] open the wheel of phrases, and a number sends one of them', async () => {
    const { page } = pilot;
    await page.evaluate(`{
      window.sent = new Set();
      const { send } = WebSocket.prototype;
      WebSocket.prototype.send = function (data) {
        // What is said is the last control but one.
        sent.add(new Uint8Array(data.buffer ?? data).at(-2));
        send.call(this, data);
      };
    }`);
    await page.keyboard.press('KeyT');
    await page.waitForSelector('.talk-wheel button >> nth=0');
    await page.keyboard.press('Digit7');
    await page.waitForSelector('.talk-wheel', { state: 'hidden' });
    await until(async () => page.evaluate<boolean>('sent.has(7)'), 'the phrase is on its way');
  });

  it('[E83] and the press of Play begins the music, in its parts', async () => {
    await until(async () => (await pilot.page.evaluate('loops')) === SCORE.parts.length, 'every part plays');
  });

  it('[E34] and presses complain of no sound where it is not allowed', async () => {
    await pilot.page.evaluate(`{
      window.refusals = 0;
      Object.defineProperty(AudioContext.prototype, 'state', { get: () => 'suspended' });
      AudioContext.prototype.resume = () => Promise.reject(new DOMException(String((refusals += 1)), 'NotAllowedError'));
    }`);
    await until(async () => {
      await press('KeyW');
      return pilot.page.evaluate<boolean>('refusals > 2');
    }, 'the page has asked for sound');
    expect(pilot.complaints).toEqual([]);
  });
});

describe('the page in flight', () => {
  it('[E88] has taken at most 600 KB for the first play, sounds and music with it', async () => {
    const bytes = await pilot.page.evaluate<number>(`['navigation', 'resource']
      .flatMap((type) => performance.getEntriesByType(type))
      .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`);
    expect(bytes).toBeGreaterThan(300_000);
    expect(bytes).toBeLessThan(600_000);
  });

  it('[E36] has no fault that axe knows of', async () => {
    await until(async () => (await pilot.report()).own !== undefined, 'the ship is there');
    expect(await axeFaults(pilot.page)).toEqual([]);
  });

  it('[E35] shows how full hull and energy are where the system chooses the colours', async () => {
    const { page } = pilot;
    await page.emulateMedia({ forcedColors: 'active' });
    const look = (selector: string) =>
      page.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).backgroundColor`);
    for (const gauge of ['.gauge-hull', '.gauge-energy']) {
      const fill = await look(`${gauge} .gauge-fill`);
      // Where the system takes a background away its colour is clear.
      expect(fill).not.toMatch(/, 0\)$/);
      expect(await look(`${gauge} .gauge-track`)).not.toBe(fill);
      expect(await page.isVisible(`${gauge} .gauge-ghost`)).toBe(false);
    }
    await page.emulateMedia({ forcedColors: 'none' });
  });
});
