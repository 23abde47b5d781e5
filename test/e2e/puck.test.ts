// Puck in two browsers and with bots: they play, score, and see the match; nothing is wrong in any console, and both ends agree.

import type { PuckWorld } from '@starfray/puck/rules';
import { servePuck } from '@starfray/puck/server';
import type { Host } from '@starfray/server';
import { px } from '@starfray/shared/core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildClient, CLIENT_DIST } from '../../scripts/build.ts';
import { DESKTOP, launchBrowser, PHONE, REPORT, until, type Visitor, visit } from './arena.ts';

interface PuckReport {
  readonly stats: { readonly desyncs: number; readonly snapshots: number };
  readonly match: { readonly phase: string; readonly scores: readonly number[] } | undefined;
  readonly discs: readonly { readonly name: string; readonly team: number; readonly x: number; readonly y: number }[];
  readonly own: { readonly x: number; readonly y: number } | undefined;
}

let host: Host;
let browser: Browser;
let ada: Visitor;
let bob: Visitor;
let wantsGoal = false;

/** Sends the puck into the right goal: bots alone may take minutes for a goal. */
function shoot({ puck, puckSlot, rink }: PuckWorld): void {
  // Once it is there it flies by itself.
  if (puckSlot >= 0 && puck.x < rink.right - px(20))
    Object.assign(puck, { x: rink.right - px(10), y: rink.middleY, vx: px(12), vy: 0 });
}

beforeAll(async () => {
  await buildClient();
  host = await servePuck({
    port: 0,
    host: '127.0.0.1',
    clientDir: CLIENT_DIST,
    bots: 4,
    seed: 5,
    shedsLoad: false,
    connectionsPerAddress: 0,
    onStep: (world) => wantsGoal && shoot(world),
  });
  browser = await launchBrowser();
  ada = await visit(browser, `http://localhost:${host.port}/`, DESKTOP);
  bob = await visit(browser, `http://localhost:${host.port}/`, PHONE);
  await ada.play('Ada');
  await bob.play('Bob');
});

afterAll(async () => {
  await browser?.close();
  await host?.close();
});

async function reportOf({ page }: Visitor): Promise<PuckReport> {
  return page.evaluate<PuckReport>(REPORT);
}

describe('two pages of puck', () => {
  it('[K25] see the same players on the same two sides, each other and bots', async () => {
    const sidesFor = async (visitor: Visitor) => {
      const { discs } = await reportOf(visitor);
      return Object.fromEntries(discs.map(({ name, team }) => [name, team]));
    };
    // Bots come and go meanwhile.
    await until(async () => {
      const [seen, alsoSeen] = [await sidesFor(ada), await sidesFor(bob)];
      const teams = Object.values(seen);
      const surplus = teams.filter((team) => team === 1).length - teams.filter((team) => team === 2).length;
      return (
        ['Ada', 'Bob'].every((name) => seen[name] !== undefined && seen[name] === alsoSeen[name]) &&
        teams.length >= 4 &&
        Math.abs(surplus) <= 1
      );
    }, 'both see both, and sides that are even');
    expect(await ada.page.locator('.match-team').allTextContents()).toEqual([
      expect.stringMatching(/▲ Triangles\d/),
      expect.stringMatching(/● Rings\d/),
    ]);
    expect(await ada.page.locator('.match-time').textContent()).toMatch(/^\d:\d\d$/);
  });

  it('[K25] on a phone held upright nothing that is read or pressed lies on the ice', async () => {
    for (const part of ['.hud-buttons', '.match-board']) {
      const box = await bob.page.locator(part).boundingBox();
      // There the upper goal begins.
      expect((box?.y ?? 999) + (box?.height ?? 999), part).toBeLessThan(47);
    }
  });

  it('[K25] on a large screen a notice stands below the score', async () => {
    const { page } = ada;
    await page.setViewportSize({ width: 1280, height: 720 });
    const boxes = await page.evaluate<{ bottom: number; top: number }[]>(`(() => {
      const notice = document.querySelector('.notice-net');
      const [wasHidden, text] = [notice.hidden, notice.textContent];
      Object.assign(notice, { hidden: false, textContent: 'Your connection is uneven' });
      const boxes = ['.match-board', '.notice-net'].map((part) => document.querySelector(part).getBoundingClientRect().toJSON());
      Object.assign(notice, { hidden: wasHidden, textContent: text });
      return boxes;
    })()`);
    expect(boxes[0]?.bottom).toBeLessThanOrEqual(boxes[1]?.top ?? 0);
    await page.setViewportSize({ width: 640, height: 360 });
  });

  it('[K25] move by keys, up on a phone being towards the other goal', async () => {
    for (const [visitor, key] of [
      [ada, 'KeyW'],
      [bob, 'KeyW'],
    ] as const) {
      let last = (await reportOf(visitor)).own;
      await visitor.page.keyboard.down(key);
      // From one look to the next: a goal puts everybody back, and a wall is an end.
      await until(async () => {
        const before = last;
        last = (await reportOf(visitor)).own;
        if (before === undefined || last === undefined) return false;
        // The phone is tall: its world is turned.
        return visitor === ada ? last.y < before.y - 10 : Math.abs(last.x - before.x) > 10;
      }, `${key} moves the disc`);
      await visitor.page.keyboard.up(key);
    }
  });

  it('[K25] play until a goal that counts, which both pages show, with errors in no console and no desync', async () => {
    const points = async (visitor: Visitor) => ((await reportOf(visitor)).match?.scores ?? []).join(':');
    wantsGoal = true;
    await until(async () => !['', '0:0'].includes(await points(ada)), 'somebody scores');
    wantsGoal = false;
    const score = await points(ada);
    await until(async () => (await points(bob)) !== '0:0', 'the phone shows it, too');
    expect(score).toMatch(/^\d+:\d+$/);
    for (const visitor of [ada, bob]) {
      expect(visitor.complaints).toEqual([]);
      expect((await reportOf(visitor)).stats.desyncs).toBe(0);
    }
    const { desyncs } = await (await fetch(`http://127.0.0.1:${host.port}/api/status`)).json();
    expect(desyncs).toBe(0);
  });
});
