// A run in a real browser: levels come, an upgrade is chosen by key and by finger while the ship flies, and the card of the run that ended.

import { type Host, serveGame } from '@starfray/server';
import { NO_SLOT, starfray } from '@starfray/starfray/rules';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gainProgress, levelNeed } from '../../games/starfray/rules/levels.ts';
import { buildClient, CLIENT_DIST } from '../../scripts/build.ts';
import { axeFaults } from '../support/axe.ts';
import { frontEndsForTests } from '../support/front-ends.ts';
import { FOREIGN_HOST, launchBrowser, PHONE, until, type Visitor, visit } from './arena.ts';
import { flies } from './flight.ts';

let host: Host;
let browser: Browser;
/** What the world does to every ship at its next tick. */
const due = { levels: 0, ends: false };

/** The game as it is, in a world in which a test brings levels and ends. */
const game: typeof starfray = {
  ...starfray,
  step(world, commands, inputs, events) {
    for (const pilot of world.roster) {
      if (pilot.slot === NO_SLOT) continue;
      for (let left = due.levels; left > 0; left -= 1) gainProgress(pilot, levelNeed(pilot.own.level));
      if (due.ends) pilot.ship.hull = 0;
    }
    due.levels = 0;
    due.ends = false;
    starfray.step(world, commands, inputs, events);
  },
};

beforeAll(async () => {
  await buildClient();
  host = await serveGame(game, {
    port: 0,
    host: '127.0.0.1',
    bots: 0,
    roomPlayers: 4,
    maxPlayers: 10,
    maxSpectators: 10,
    connectionsPerAddress: 0,
    allowOrigin: [],
    joinCode: undefined,
    seed: 5,
    logLevel: 'silent',
    clientDir: CLIENT_DIST,
    shedsLoad: false,
    ...frontEndsForTests(),
  });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await host?.close();
});

async function level(pilot: Visitor, levels: number): Promise<void> {
  due.levels = levels;
  await until(() => pilot.page.isVisible('.choice-card'), 'there is a choice');
}

async function upgrades(pilot: Visitor): Promise<number> {
  return (await pilot.report()).own?.upgrades ?? 0;
}

async function end(pilot: Visitor): Promise<void> {
  due.ends = true;
  await until(() => pilot.page.isVisible('.death .run'), 'the card of the run is there');
}

/** Boxes that lie on each other, or beyond the window. */
function clashes(page: Page, selector: string): Promise<string[]> {
  return page.evaluate<string[]>(`{
    const boxes = [...document.querySelectorAll(${JSON.stringify(selector)})]
      .filter((node) => node.checkVisibility() && node.textContent !== '')
      .map((node) => ({ name: node.className || node.textContent, box: node.getBoundingClientRect() }));
    const outside = boxes.filter(({ box }) => box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight);
    const met = boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) =>
      a.box.left < b.box.right && b.box.left < a.box.right && a.box.top < b.box.bottom && b.box.top < a.box.bottom)
      .map((b) => a.name + ' on ' + b.name));
    [...outside.map(({ name }) => name + ' is outside'), ...met];
  }`);
}

describe('a run on a desk', () => {
  let pilot: Visitor;
  beforeAll(async () => {
    pilot = await visit(browser, `http://${FOREIGN_HOST}:${host.port}/`);
    await pilot.play('Ada');
  });

  it('[E42] a level offers three upgrades, which a screen reader announces, with no fault that axe knows of', async () => {
    await level(pilot, 2);
    expect(await pilot.page.locator('.choice-card').count()).toBe(3);
    expect(await pilot.page.locator('[role=status]', { hasText: 'Choose an upgrade' }).textContent()).toMatch(
      /^Level 2\. Choose an upgrade\. 1: .+ 2: .+ 3: .+/,
    );
    expect(await axeFaults(pilot.page)).toEqual([]);
  });

  it('[E43] a key chooses while the ship flies on, and the next choice follows', async () => {
    await pilot.page.keyboard.down('KeyD');
    expect(await flies(pilot, 'd')).toBe(true);
    const name = await pilot.page.locator('.choice-card strong').nth(1).textContent();
    await pilot.page.keyboard.press('Digit2');
    await until(async () => (await upgrades(pilot)) !== 0, 'an upgrade is there');
    expect(await flies(pilot, 'd')).toBe(true);
    await pilot.page.keyboard.up('KeyD');
    await until(async () => (await pilot.page.locator('.upgrades li').allTextContents()).length === 1, 'it is shown');
    expect(await pilot.page.locator('.upgrades li').allTextContents()).toEqual([name]);
    await pilot.page.keyboard.press('Digit1');
    await until(async () => (await pilot.page.locator('.upgrades li').count()) === 2, 'the second is there');
    await until(async () => !(await pilot.page.isVisible('.choice')), 'nothing is left to choose');
  });

  it('[E43] of a screen reader a press chooses too', async () => {
    await level(pilot, 1);
    await pilot.page.evaluate(`document.querySelector('.choice-card').click()`);
    await until(async () => (await pilot.page.locator('.upgrades li').count()) === 3, 'the third is there');
  });

  it('[E40] the end shows what the run came to, with no fault that axe knows of', async () => {
    await end(pilot);
    const shown = (await pilot.page.locator('.death .run').textContent()) ?? '';
    for (const label of ['Time', 'Kills', 'Best streak', 'Level', 'Points', 'Bounty lost'])
      expect(shown).toContain(label);
    expect(await axeFaults(pilot.page)).toEqual([]);
  });

  it('[E41] one press copies the run and the link, on a page of plain http as well', async () => {
    await pilot.page.evaluate(`addEventListener('copy', () => { window.copied = document.activeElement.value; })`);
    expect(await pilot.page.evaluate<boolean>('isSecureContext')).toBe(false);
    await pilot.page.click('text=Share this run');
    expect(await pilot.page.evaluate<string>('copied')).toMatch(
      /^I flew \d+:\d\d in Starfray: 0 kills, level 3, \d+ points\. You crashed\. Can you do better\? http:\/\/arena\.test:\d+\/r\/main$/,
    );
    await until(() => pilot.page.isVisible('text=Copied'), 'it says so');
  });

  it('[E41] where the device can share, the run is handed to it', async () => {
    await pilot.page.evaluate(`navigator.share = async (what) => { window.shared = what; }`);
    await pilot.page.locator('.death-buttons button').nth(1).click();
    const shared = await pilot.page.evaluate<{ text: string; url: string }>('shared');
    expect([shared.text.startsWith('I flew'), shared.url.endsWith('/r/main')]).toEqual([true, true]);
  });

  it('[E44] one press of a button flies again, without anything of the last run', async () => {
    await pilot.page.click('.death-buttons button:first-child');
    await until(async () => (await pilot.report()).own !== undefined, 'it flies again');
    await until(async () => !(await pilot.page.isVisible('.death')), 'the card is gone');
    expect((await pilot.report()).own).toMatchObject({ level: 0, upgrades: 0 });
    await pilot.leave();
  });
});

describe('a run on a phone', () => {
  it('[E43] [E40] a tap chooses, and card and offers lie on nothing that is read, upright, across and on the smallest', async () => {
    const pilot = await visit(browser, `http://localhost:${host.port}/`, PHONE);
    await pilot.play('Ada');
    for (const [width, height] of [
      [390, 844],
      [844, 390],
      [320, 480],
    ] as const) {
      await pilot.page.setViewportSize({ width, height });
      await level(pilot, 1);
      expect(await clashes(pilot.page, '.choice-card, .gauge, .hud-buttons, .touch-button, .leaderboard')).toEqual([]);
      await pilot.page.locator('.choice-card').nth(2).tap();
      await until(async () => (await upgrades(pilot)) !== 0, 'an upgrade is there');
      await end(pilot);
      await until(async () => (await clashes(pilot.page, '.death > *')).length === 0, 'nothing lies on another');
      await pilot.page.locator('.death-buttons button').first().tap();
      await until(async () => (await pilot.report()).own !== undefined, 'it flies again');
      await until(async () => !(await pilot.page.isVisible('.death')), 'the card is gone');
    }
    expect(pilot.complaints).toEqual([]);
    await pilot.leave();
  });
});
