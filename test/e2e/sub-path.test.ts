// Two games below paths of one name, behind the three proxies that the documents show: with a path that the proxy takes off, and with one
// that the server knows.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '@starfray/server';
import { createBot } from '@starfray/starfray/bots';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildClient } from '../../scripts/build.ts';
import { type RunningProxy, startProxy } from '../support/proxy-process.ts';
import { SUB_PATH_PROXIES, subPathConfig } from '../support/sub-path-proxies.ts';
import { launchBrowser, SLOW_MACHINE_MS, startArena, until, type Visitor, visit } from './arena.ts';
import { fly, pilotOf } from './flight.ts';

let game: Host;
let other: Host;
let browser: Browser;

beforeAll(async () => {
  await buildClient();
  const trustProxy = ['loopback'];
  [game, other, browser] = await Promise.all([
    startArena({ trustProxy }),
    startArena({ trustProxy, basePath: '/other' }),
    launchBrowser(),
  ]);
});

afterAll(async () => {
  await browser?.close();
  await game?.close();
  await other?.close();
});

async function playerIdOf({ report }: Visitor): Promise<number> {
  const { status } = await report();
  return status.state === 'joined' ? status.playerId : 0;
}

describe.each(SUB_PATH_PROXIES)('below a path behind %s', (name) => {
  let folder: string;
  let proxy: RunningProxy;
  let origin: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'starfray-sub-path-'));
    const config = subPathConfig(name, { game: game.port, other: other.port });
    proxy = await startProxy(name, { folder, config });
    origin = `http://localhost:${proxy.port}`;
  });

  afterAll(async () => {
    await proxy?.stop();
    await rm(folder, { recursive: true });
  });

  it.each(['/game', '/other'])('[G3] all of %s is found', async (base) => {
    const at = async (path: string) => {
      const answer = await fetch(`${origin}${base}${path}`);
      return `${answer.status} ${answer.url.slice(origin.length)} ${answer.headers.get('content-type')?.split(';')[0]}`;
    };
    const page = 'text/html';
    expect(await at('')).toBe(`200 ${base}/ ${page}`);
    expect(await at('/r/den')).toBe(`200 ${base}/r/den ${page}`);
    expect(await at('/r/den/')).toBe(`200 ${base}/r/den ${page}`);
    expect(await at('/admin')).toBe(`200 ${base}/admin ${page}`);
    expect(await at('/admin/')).toBe(`200 ${base}/admin ${page}`);
    for (const path of ['/healthz', '/readyz', '/api/status', '/api/leaderboard', '/.well-known/starfray.json'])
      expect(await at(path)).toBe(`200 ${base}${path} application/json`);
    expect(await at('/ws')).toMatch(/^426 /);
    expect(await at('/nothing')).toMatch(/^404 /);
    for (const path of ['/', '/r/den', '/admin']) {
      const html = await (await fetch(`${origin}${base}${path}`)).text();
      const links = Array.from(
        html.matchAll(/(?:src|href)="([^"]+)"/g),
        ([, link = '']) => new URL(link, `${origin}${base}${path}`),
      );
      expect(links.length).toBeGreaterThan(2);
      for (const link of links) {
        expect([(await fetch(link)).status, link.pathname]).toEqual([200, expect.stringMatching(`^${base}/assets/`)]);
      }
    }
  });

  it.each(['/game', '/other'])('[G3] bots find %s', async (base) => {
    const bot = createBot({ url: `ws://localhost:${proxy.port}${base}/r/den`, name: 'Marvin', think: () => undefined });
    await until(async () => bot.status.state === 'joined', 'the bot is in');
    expect(bot.status).toMatchObject({ room: 'den' });
    bot.close();
  });

  it('[G3] a page plays, moves, and is back in its seat after a reload; [G4] the game next door shares nothing with it', async () => {
    const ada = await visit(browser, `${origin}/game/r/den`);
    // A machine with other work takes its time to draw.
    ada.page.setDefaultTimeout(SLOW_MACHINE_MS);
    await ada.play('Ada');
    const playerId = await playerIdOf(ada);
    await fly(pilotOf(ada));
    await ada.page.reload();
    await until(async () => (await ada.report()).own !== undefined, 'the ship is back');
    expect(await playerIdOf(ada)).toBe(playerId);
    await ada.page.click('button[aria-label="Invite"]');
    // Where the link could be copied the panel is there for a moment only.
    const link = () => ada.page.inputValue('.invite input');
    await until(async () => (await link()) === `${origin}/game/r/den`, 'the invitation leads below the path');

    await ada.page.goto(`${origin}/other/`);
    await ada.page.waitForSelector('#play:visible');
    await until(async () => (await ada.report()).status.state === 'joined', 'the other game is watched');
    const { status } = await ada.report();
    expect(status.state === 'joined' && status.role).toBe('spectator');
    expect(await ada.page.inputValue('#name')).toBe('');
    expect(ada.complaints).toEqual([]);
    await ada.leave();
  });
});
