// A server with threads as its command starts it, load shedding and all: nobody comes for a while, then bots and a page do.

import type { RunningBot } from '@starfray/bots';
import { createBot } from '@starfray/starfray/bots';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildClient } from '../../scripts/build.ts';
import { type CliProcess, endAll, ready, startCli } from '../support/cli-process.ts';
import { freePort } from '../support/free-port.ts';
import { askStatus } from '../support/status.ts';
import { launchBrowser, until, visit } from './arena.ts';

/** Longer than load must last for all three steps of shedding. */
const IDLE_SECONDS = 5;
const BOTS = 4;

interface Status {
  readonly uptimeSeconds: number;
  readonly load: { readonly level: number };
  readonly humans: number;
  readonly bots: number;
  readonly desyncs: number;
  readonly threads: readonly { readonly isUp: boolean; readonly connections: number }[];
}

let browser: Browser;
let server: CliProcess;
let url: string;
const bots: RunningBot[] = [];

beforeAll(async () => {
  await buildClient();
  const port = await freePort();
  url = `http://localhost:${port}`;
  const flags = ['--port', String(port), '--threads', '2', '--bots', '6', '--seed', '5', '--log-level', 'warn'];
  server = startCli(['serve', ...flags]);
  await ready(port);
  browser = await launchBrowser();
});

afterAll(async () => {
  for (const bot of bots) bot.close();
  await browser?.close();
  endAll([server]);
});

it('[TH41] takes bots and a page after nobody was there for a while', async () => {
  await until(async () => {
    const { uptimeSeconds, load } = await askStatus<Status>(url);
    return uptimeSeconds >= IDLE_SECONDS && load.level === 0;
  }, 'the server was idle for a while, and sheds no load');

  for (let i = 0; i < BOTS; i += 1) bots.push(createBot({ url, name: `Bot ${i}`, think: () => undefined }));
  await until(async () => bots.every(({ status }) => status.state === 'joined'), 'all bots are in');
  const ada = await visit(browser, url);
  await ada.play('Ada');
  const { snapshots } = (await ada.report()).stats;
  await until(async () => (await ada.report()).stats.snapshots > snapshots + 30, 'snapshots come');

  const status = await askStatus<Status>(url);
  expect(status).toMatchObject({ humans: 1, bots: BOTS, desyncs: 0 });
  expect(status.threads.map(({ isUp }) => isUp)).toEqual([true, true, true]);
  // The main thread holds none of them.
  expect(status.threads.map(({ connections }) => connections)[0]).toBe(0);
  expect(ada.complaints).toEqual([]);
  await ada.leave();
});
