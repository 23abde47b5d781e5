// The whole path on a phone, by fingers alone: land, fly and fire, be shot down, fly again.

import type { Host } from '@starfray/server';
import type { Browser, CDPSession } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACTIONS } from '../../games/starfray/client/actions.ts';
import { buildClient } from '../../scripts/build.ts';
import { axeFaults } from '../support/axe.ts';
import { hunt } from '../support/hunters.ts';
import { launchBrowser, PHONE, startArena, until, type Visitor, visit } from './arena.ts';

let arena: Host;
let browser: Browser;
let pilot: Visitor;
let fingers: CDPSession;

interface Finger {
  readonly id: number;
  readonly x: number;
  readonly y: number;
}

beforeAll(async () => {
  await buildClient();
  arena = await startArena({ bots: 16, roomPlayers: 16 });
  browser = await launchBrowser();
  pilot = await visit(browser, `http://localhost:${arena.port}/`, PHONE);
  fingers = await pilot.page.context().newCDPSession(pilot.page);
});

afterAll(async () => {
  await browser?.close();
  await arena?.close();
});

async function touch(
  type: 'touchStart' | 'touchMove' | 'touchEnd' | 'touchCancel',
  ...touchPoints: Finger[]
): Promise<void> {
  await fingers.send('Input.dispatchTouchEvent', { type, touchPoints });
}

function heldSticks(count: number): Promise<void> {
  const held = pilot.page.locator('.stick.is-held');
  return until(async () => (await held.count()) === count, `${count} sticks are held`);
}

/** The smallest phone, and a desktop at 200 % and at 150 %. */
const SMALL = [
  [320, 480],
  [640, 360],
  [853, 480],
] as const;

/** Lines of the death screen that lie on lines of the panels. */
function overlaps(): Promise<readonly string[]> {
  return pilot.page.evaluate(`(() => {
    const shown = (selector) => [...document.querySelectorAll(selector)].filter((line) => line.checkVisibility());
    const box = (line) => {
      const range = document.createRange();
      range.selectNodeContents(line);
      return range.getBoundingClientRect();
    };
    const lies = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
    const panels = shown('.leaderboard h2, .leaderboard li, .kill-feed li, .score, .net-state, .hud-buttons button');
    return shown('.death > *').filter((line) => line.textContent !== '').flatMap((line) =>
      panels.filter((panel) => lies(box(line), panel.getBoundingClientRect())).map((panel) => line.textContent + ' on ' + panel.outerHTML),
    );
  })()`);
}

function lies(a: DOMRect, b: DOMRect): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

const LEFT = { id: 1, x: 90, y: 700 };
const RIGHT = { id: 2, x: 300, y: 700 };

describe('a phone', () => {
  it('plays after a tap on the button', async () => {
    await pilot.page.fill('#name', 'Thumbs');
    await pilot.page.tap('#play');
    await until(async () => (await pilot.report()).own !== undefined, 'the ship is there');
    expect(await pilot.page.locator('.stick:visible').count()).toBe(2);
    const buttons = ACTIONS.filter(({ touch }) => touch === 'button');
    expect(await pilot.page.locator('.touch-button:visible').count()).toBe(buttons.length);
  });

  it.each([
    ['upright', 390, 844],
    ['across', 844, 390],
    ['across, on the smallest phone', 568, 320],
  ])(
    '[E75] has every button within its window, 44 px wide and high at least, and beside the others, held %s',
    async (_how, width, height) => {
      const { page } = pilot;
      await page.setViewportSize({ width, height });
      const boxes = await page
        .locator('.touch-button')
        .evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().toJSON() as DOMRect));
      expect(boxes.length).toBeGreaterThan(0);
      for (const box of boxes) {
        expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(44);
        expect(Math.min(box.left, box.top, width - box.right, height - box.bottom)).toBeGreaterThanOrEqual(0);
        const others = boxes.filter((other) => other !== box);
        expect(others.filter((other) => lies(box, other))).toEqual([]);
      }
      // The thumbs' side can be the other one.
      await page.evaluate("document.getElementById('touch').classList.add('is-swapped')");
      const swapped = await page.locator('.touch-button').first().boundingBox();
      expect(swapped?.x).toBeLessThan(width / 2);
      await page.evaluate("document.getElementById('touch').classList.remove('is-swapped')");
      await page.setViewportSize({ width: 390, height: 844 });
    },
  );

  it('flies with one thumb and fires with the other at the same time', async () => {
    const before = (await pilot.report()).own;
    await touch('touchStart', LEFT, RIGHT);
    await touch('touchMove', { ...LEFT, x: LEFT.x + 50 }, { ...RIGHT, y: RIGHT.y - 50 });
    await heldSticks(2);
    await until(async () => {
      const { own, shots } = await pilot.report();
      // No further than a wall may be; a ship that was lost meanwhile has flown into something, or was hit.
      if (own === undefined || before === undefined) return true;
      return shots > 0 && Math.hypot(own.x - before.x, own.y - before.y) > 20;
    }, 'it flies and fires');
    await touch('touchEnd');
    await heldSticks(0);
  });

  it('lets go of a stick whose finger is taken away', async () => {
    await touch('touchStart', LEFT);
    await touch('touchMove', { ...LEFT, x: LEFT.x + 50 });
    await heldSticks(1);
    await touch('touchCancel');
    await heldSticks(0);
  });

  it('[E36] is shot down by a bot, reads by whom, with no fault that axe knows of and no line on another, and flies again after a tap', async () => {
    const hunters = hunt(arena.port, 1, pilot.report);
    // On a slow machine the invitation's three seconds may pass unseen: then the ship is back, left alone, and its next end stays.
    const again = pilot.page.locator('.death .again:text("Tap to fly again")');
    const isOver = async () => {
      await hunters.follow();
      return again.isVisible();
    };
    await until(isOver, 'it is shot down and may fly again');
    hunters.stop();
    expect(await pilot.page.locator('.death').textContent()).toMatch(/Shot down by|You crashed/);
    expect(await axeFaults(pilot.page)).toEqual([]);
    // As where a person has shot it down: how old the picture was, and both connections.
    await pilot.page.evaluate(
      `document.querySelector('.death').insertAdjacentHTML('beforeend', '<p class="detail">Your ping 100 ms, theirs 100 ms</p>'.repeat(2))`,
    );
    for (const [width, height] of SMALL) {
      await pilot.page.setViewportSize({ width, height });
      expect(await overlaps()).toEqual([]);
    }
    await pilot.page.setViewportSize({ width: 390, height: 844 });
    const isBack = async () => {
      // Again, where the ship was back by itself, and lost again, before the tap came.
      if (await again.isVisible()) await pilot.page.touchscreen.tap(120, 500);
      return (await pilot.report()).own !== undefined;
    };
    await until(isBack, 'the ship is back');
    await pilot.page.waitForSelector('.death', { state: 'hidden' });
    expect(pilot.complaints).toEqual([]);
  });
});
