// The whole path of a player in the three engines that browsers are made of, and the rules in each: one story, told through one interface.

import { lookup } from 'node:dns/promises';
import { cp, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '@starfray/server';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildClient, CLIENT_DIST } from '../../scripts/build.ts';
import { startChromium } from '../support/browsers/chromium.ts';
import { descendantSeconds } from '../support/browsers/cost.ts';
import { EnginePage } from '../support/browsers/engine.ts';
import { startFirefox } from '../support/browsers/firefox.ts';
import { startWebKit } from '../support/browsers/webkit.ts';
import { hunt } from '../support/hunters.ts';
import { runRules } from '../support/rules-run.ts';
import { startArena, until } from './arena.ts';
import { fly } from './flight.ts';

const ENGINES = [
  ['Chromium', startChromium],
  ['Firefox', startFirefox],
  ['WebKit', startWebKit],
] as const;

const SEED = 20_260_517;
const TICKS = 2000;
const HUNTERS = 3;
/** Loses the drawing context; there is no other one until the page's `mayDraw()`. */
const LOSE_FOR_GOOD = `(() => {
  const { getContext } = HTMLCanvasElement.prototype;
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    return /webgl/.test(kind) ? null : getContext.call(this, kind, ...rest);
  };
  window.mayDraw = () => void (HTMLCanvasElement.prototype.getContext = getContext);
  getContext.call(document.querySelector('#picture canvas'), 'webgl').getExtension('WEBGL_lose_context').loseContext();
  return null;
})()`;

let bundle: string;

beforeAll(async () => {
  await buildClient();
  const entry = join(import.meta.dirname, '../support/rules-run.ts');
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'rules',
    target: ['es2022', 'safari16'],
  });
  bundle = outputFiles[0]?.text ?? '';
});

/** A build of the client whose scripts can be taken away and given back. */
class ClientCopy {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  static async make(): Promise<ClientCopy> {
    const folder = await mkdtemp(join(tmpdir(), 'starfray-client-'));
    await cp(CLIENT_DIST, folder, { recursive: true });
    return new ClientCopy(folder);
  }

  take(script: Script): Promise<void> {
    return this.move(script, 'assets', '.');
  }

  giveBack(script: Script): Promise<void> {
    return this.move(script, '.', 'assets');
  }

  private async move(script: Script, from: string, to: string): Promise<void> {
    const names = (await readdir(join(this.folder, from))).filter((name) => name.startsWith(`${script}-`));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) await rename(join(this.folder, from, name), join(this.folder, to, name));
  }
}

type Script = 'main' | 'picture';

/** A name that leads to this machine and is not `localhost`: as on a LAN, no secure context. */
async function lanName(): Promise<string> {
  const name = hostname();
  return lookup(name).then(
    () => name,
    // Of a machine that does not know itself: Linux takes this address for its own.
    () => '0.0.0.0',
  );
}

describe.each(ENGINES)('%s', (name, start) => {
  let arena: Host;
  let client: ClientCopy;
  let page: EnginePage;

  beforeAll(async () => {
    client = await ClientCopy.make();
    // Both before the first page: what a browser has once fetched it does not ask for again.
    await client.take('main');
    await client.take('picture');
    // Whatever address the name of this machine leads to.
    arena = await startArena({ roomPlayers: 4, host: '0.0.0.0', clientDir: client.folder });
    page = new EnginePage(await start());
  });

  afterAll(async () => {
    process.stderr.write(`${name}: ${descendantSeconds().toFixed(0)} CPU-seconds\n`);
    await page?.close();
    await arena?.close();
    await rm(client.folder, { recursive: true });
  });

  const report = () => page.report();
  const isFlying = async () => (await report()).own !== undefined;
  const isShown = (selector: string) => until(() => page.isVisible(selector), `${selector} is there`);

  async function playerId(): Promise<number> {
    const { status } = await report();
    return status.state === 'joined' ? status.playerId : 0;
  }

  async function play(): Promise<void> {
    await page.click('#name');
    await page.type('ada');
    await page.click('#play');
    await until(isFlying, 'the ship is there');
  }

  it('[E12] comes to the same world as Node after 2,000 seeded ticks of the rules', async () => {
    const expected = runRules(SEED, TICKS);
    expect(new Set(expected).size).toBe(TICKS / 100);
    await page.open(`http://localhost:${arena.port}/healthz`);
    const found = await page.evaluate(`(() => { ${bundle}; return rules.runRules(${SEED}, ${TICKS}); })()`);
    expect(found).toEqual(expected);
  });

  it('[E20] whose script does not arrive says so, and starts when it is loaded again', async () => {
    await page.open(`http://localhost:${arena.port}/`);
    const isTold = "getComputedStyle(document.querySelector('#start-notice')).visibility === 'visible'";
    await until(() => page.evaluate<boolean>(isTold), 'the notice is there');
    await client.giveBack('main');
    await page.click('#start-notice a');
    const isReady =
      "document.querySelector('#play')?.disabled === false && document.querySelector('#start-notice') === null";
    // Between two pages there is none to ask.
    await until(() => page.evaluate<boolean>(isReady).catch(() => false), 'the menu works, and the notice is gone');
  });

  it('[E2] whose renderer does not arrive says so, and has its picture once a later try brings it', async () => {
    await page.open(`http://localhost:${arena.port}/`);
    await isShown('#picture-notice');
    expect(await page.text('#picture-notice')).toContain('Check your connection');
    await client.giveBack('picture');
    await isShown('#picture.is-live canvas');
    await until(async () => !(await page.isVisible('#picture-notice')), 'the notice is gone');
  });

  it('[E11] lands on the arena, watched', async () => {
    await page.open(`http://localhost:${arena.port}/`);
    await isShown('#picture.is-live canvas');
    await until(async () => (await report()).status.state === 'joined', 'the page watches');
    expect((await report()).status).toMatchObject({ role: 'spectator' });
    expect(await page.evaluate('isSecureContext')).toBe(true);
  });

  it('[E33] finds that there is no graphics card, and smooths no edges', async () => {
    const attributes = "document.querySelector('#picture canvas').getContext('webgl').getContextAttributes()";
    expect(await page.evaluate(`${attributes}.antialias`)).toBe(false);
  });

  it('[E37] has a logo that glows, by filters on whole drawings alone', async () => {
    const filtered =
      "[...document.querySelectorAll('.logo *')].filter((part) => getComputedStyle(part).filter !== 'none')";
    expect(await page.evaluate(`${filtered}.map((part) => part.ownerSVGElement === null)`)).toEqual([true, true]);
  });

  it('[E11] plays: the ship flies under a key, and fires under the mouse', async () => {
    await play();
    await fly(page);
    await page.point(400, 100);
    await page.mouse('pointerDown');
    await until(async () => (await report()).shots > 0, 'it fires');
    await page.mouse('pointerUp');
    const [own] = (await report()).ships.filter(({ isOwn }) => isOwn);
    expect(own).toMatchObject({ name: 'ada', kind: 'human' });
  });

  it('[E3] says so when its drawing context is lost for good, and draws again once it can', async () => {
    await page.evaluate(LOSE_FOR_GOOD);
    await isShown('.picture-trouble');
    await until(async () => /hardware acceleration/.test(await page.text('.picture-trouble')), 'it says what helps');
    await page.evaluate('mayDraw()');
    await until(async () => !(await page.isVisible('.picture-trouble')), 'the notice is gone');
    await until(isFlying, 'the ship is there');
    await isShown('#picture.is-live canvas');
  });

  it('[E11] is shot down, says by whom, and flies again', async () => {
    const hunters = hunt(arena.port, HUNTERS, report);
    const again = async () => (await page.isVisible('.death')) && /Press fire/.test(await page.text('.death .again'));
    const isOver = async () => {
      await hunters.follow();
      return again();
    };
    await until(isOver, 'it is shot down and may fly again');
    hunters.stop();
    expect(await page.text('.death')).toMatch(/Shot down by.*Hunter|You crashed|while you were away/);
    await page.key('keyDown', ' ');
    await until(isFlying, 'the ship is back');
    await page.key('keyUp', ' ');
    await until(async () => !(await page.isVisible('.death')), 'the death screen is gone');
  });

  it('[E11] is back in the same seat after a reload', async () => {
    const seat = await playerId();
    await page.reload();
    await until(isFlying, 'the ship is back');
    expect(await playerId()).toBe(seat);
  });

  it('[E11] is back after a restart of the server', async () => {
    const { port } = arena;
    await arena.close();
    await isShown('.connection');
    arena = await startArena({ roomPlayers: 4, host: '0.0.0.0', port, clientDir: client.folder });
    await until(isFlying, 'the ship is back');
    await until(async () => !(await page.isVisible('.connection')), 'the overlay is gone');
  });

  it('[E11] leaves to the menu', async () => {
    await page.click('button[aria-label="Leave the game"]');
    await isShown('#menu');
    await until(async () => (await playerId()) === 0 && (await report()).status.state === 'joined', 'the page watches');
    expect(await page.faults()).toEqual([]);
  });

  it('[E11] plays under a name of the LAN, where browsers withhold what only secure pages get', async () => {
    await page.open(`http://${await lanName()}:${arena.port}/`);
    expect(await page.evaluate('isSecureContext')).toBe(false);
    await play();
    await fly(page);
    const seat = await playerId();
    await page.reload();
    await until(isFlying, 'the ship is back');
    expect(await playerId()).toBe(seat);
    expect(await page.faults()).toEqual([]);
  });
});
