// A page whose picture does not come, or goes: nobody flies blind, each fault says what helps, and the page recovers.

import type { Host } from '@starfray/server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildClient } from '../../scripts/build.ts';
import { launchBrowser, openContext, REPORT, SLOW_MACHINE_MS, startArena, until, type Visitor } from './arena.ts';

const RENDERER = /\/assets\/picture-[^/]*\.js/;
/** Takes WebGL away as a blocked driver does, until the page's `mayDraw(true)`; drawing contexts that are there are lost. */
const NO_WEBGL = `{
  const { getContext } = HTMLCanvasElement.prototype;
  window.mayDraw = (may) => sessionStorage.setItem('mayDraw', may);
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    return /webgl/.test(kind) && sessionStorage.getItem('mayDraw') === 'false' ? null : getContext.call(this, kind, ...rest);
  };
}`;
/** Counts the pictures that are drawn, each of which begins with a cleared canvas, and the frames in which the display asks for one. */
const COUNT_DRAWN = `{
  window.drawn = { pictures: 0, frames: 0 };
  const { clear } = WebGLRenderingContext.prototype;
  WebGLRenderingContext.prototype.clear = function (mask) {
    drawn.pictures += 1;
    clear.call(this, mask);
  };
  const count = () => {
    drawn.frames += 1;
    requestAnimationFrame(count);
  };
  requestAnimationFrame(count);
}`;
const LOSE_FOR_GOOD = `{
  const drawn = document.querySelector('#picture canvas').getContext('webgl');
  mayDraw(false);
  drawn.getExtension('WEBGL_lose_context').loseContext();
}`;

let arena: Host;
let browser: Browser;
let pilot: Pilot;
/** What was thrown in the pages and caught by nobody. */
const exceptions: string[] = [];

beforeAll(async () => {
  await buildClient();
  arena = await startArena({ roomPlayers: 4 });
  browser = await launchBrowser();
});

afterEach(async () => {
  await pilot?.leave();
  expect(exceptions.splice(0)).toEqual([]);
});

afterAll(async () => {
  await browser?.close();
  await arena?.close();
});

/** A page at the menu; `prepare` runs before it is opened. */
async function land(prepare: (page: Page) => Promise<unknown>): Promise<Page> {
  const context = await openContext(browser);
  const page = await context.newPage();
  page.setDefaultTimeout(SLOW_MACHINE_MS);
  page.on('pageerror', ({ message }) => exceptions.push(message));
  await prepare(page);
  await page.goto(`http://localhost:${arena.port}/`);
  pilot = pilotOf(page);
  return page;
}

interface Pilot extends Pick<Visitor, 'page' | 'report' | 'leave'> {
  /** Types a name and presses Play; the ship may take its time. */
  play(name: string): Promise<void>;
}

function pilotOf(page: Page): Pilot {
  const report = () => page.evaluate<Awaited<ReturnType<Visitor['report']>>>(REPORT);
  const play = async (name: string) => {
    await page.fill('#name', name);
    await page.click('#play');
  };
  return { page, report, play, leave: () => page.context().close() };
}

async function humans(): Promise<number> {
  const status = await fetch(`http://127.0.0.1:${arena.port}/api/status`);
  return ((await status.json()) as { humans: number }).humans;
}

async function playerId(): Promise<number> {
  const { status } = await pilot.report();
  return status.state === 'joined' ? status.playerId : 0;
}

function flies(): Promise<void> {
  return until(async () => (await pilot.report()).own !== undefined, 'the ship is there');
}

describe('a page', () => {
  it('[E1] whose picture is not there yet takes no seat, says what Play waits for, and then flies', async () => {
    const held = Promise.withResolvers<void>();
    const page = await land((opened) =>
      opened.route(RENDERER, async (route) => {
        await held.promise;
        await route.continue();
      }),
    );
    await pilot.play('Ada');
    await page.waitForSelector('#picture-notice:text("Preparing the picture")');
    await until(async () => (await pilot.report()).status.state === 'joined', 'the page watches');
    expect([await humans(), await page.isVisible('#menu')]).toEqual([0, true]);
    held.resolve();
    await flies();
    expect([await humans(), await page.isVisible('#picture-notice')]).toEqual([1, false]);
  });

  it('[E2] whose renderer does not arrive says so, and flies once a later try brings it', async () => {
    let tries = 0;
    const page = await land((opened) =>
      opened.route(RENDERER, (route) => {
        tries += 1;
        return tries <= 2 ? route.abort('connectionfailed') : route.continue();
      }),
    );
    await page.waitForSelector('#picture-notice:text("Check your connection")');
    await pilot.play('Ada');
    await flies();
    expect(tries).toBe(3);
  });

  it('[E2] without WebGL flies nobody, names the remedy, and flies once the browser draws', async () => {
    const page = await land((opened) => opened.addInitScript(`${NO_WEBGL}; sessionStorage.mayDraw ??= 'false';`));
    await page.waitForSelector('#picture-notice:text("hardware acceleration")');
    await pilot.play('Ada');
    await page.waitForSelector('#picture-notice:text-matches("Trying again in")');
    expect([await humans(), await page.isVisible('#menu')]).toEqual([0, true]);
    await page.evaluate('mayDraw(true)');
    await flies();
  });

  it('[E21] draws one picture for each frame of the display', async () => {
    await land((opened) => opened.addInitScript(COUNT_DRAWN));
    await pilot.play('Ada');
    await flies();
    const { page } = pilot;
    await page.evaluate('Object.assign(drawn, { pictures: 0, frames: 0 })');
    const look = () => page.evaluate<{ pictures: number; frames: number }>('drawn');
    await until(async () => (await look()).frames >= 20, 'some frames are shown');
    const { pictures, frames } = await look();
    // A new size of the canvas clears it once more.
    expect(pictures).toBeGreaterThan(frames * 0.8);
    expect(pictures).toBeLessThan(frames * 1.4);
  });

  it('[E3] whose drawing context is lost for good is away meanwhile, and flies on when it can draw again', async () => {
    const page = await land((opened) => opened.addInitScript(NO_WEBGL));
    await pilot.play('Ada');
    await flies();
    const [before, seat] = [await pilot.report(), await playerId()];
    await page.evaluate(LOSE_FOR_GOOD);
    await page.waitForSelector('.picture-trouble h2:text("The picture was lost")');
    await page.waitForSelector('.picture-trouble p:text("hardware acceleration")');
    // Away, it is sent nothing, and no key reaches the ship.
    const { snapshots } = (await pilot.report()).stats;
    await page.keyboard.down('KeyD');
    await page.waitForTimeout(1000);
    expect((await pilot.report()).stats.snapshots - snapshots).toBeLessThan(3);
    await page.keyboard.up('KeyD');
    // The first button says "Try now"; the page may be quicker.
    await page.evaluate("mayDraw(true); document.querySelector('.picture-trouble button').click()");
    await page.waitForSelector('.picture-trouble', { state: 'hidden' });
    await until(async () => (await pilot.report()).stats.snapshots > snapshots + 10, 'snapshots flow again');
    const after = await pilot.report();
    expect(await playerId()).toBe(seat);
    expect(
      Math.hypot((after.own?.x ?? 0) - (before.own?.x ?? 0), (after.own?.y ?? 0) - (before.own?.y ?? 0)),
    ).toBeLessThan(40);
    expect(await page.locator('#picture.is-live canvas').count()).toBe(1);
  });

  it('[E1] that is reloaded and cannot draw keeps its seat, and takes it once it can', async () => {
    const page = await land((opened) => opened.addInitScript(NO_WEBGL));
    await pilot.play('Ada');
    await flies();
    const seat = await playerId();
    await page.evaluate('mayDraw(false)');
    await page.reload();
    await page.waitForSelector('#picture-notice:text("hardware acceleration")');
    await page.evaluate('mayDraw(true)');
    await flies();
    expect(await playerId()).toBe(seat);
  });
});
