// `pnpm bench party`: two browser pages and fifty bots in one room, for minutes, with a verdict: no error in any console or log,
// no desync. The pictures with the most going on are kept.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { launchBrowser, type Visitor, visit } from '../test/e2e/arena.ts';

const ROOT = join(import.meta.dirname, '..');
const BOTS = 50;
const DIRECTIONS = ['KeyD', 'KeyS', 'KeyA', 'KeyW'] as const;
const MOVE_MS = 1500;
const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 720 } };
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
};

export interface PartyOptions {
  readonly seconds: number;
  /** Directory for the pictures. */
  readonly pictures: string;
}

export async function benchParty({ seconds, pictures }: PartyOptions): Promise<{ readonly passed: boolean }> {
  mkdirSync(pictures, { recursive: true });
  const log: string[] = [];
  const server = start([
    'games/cli.ts',
    'serve',
    '--port',
    '0',
    '--host',
    '127.0.0.1',
    '--bots',
    '0',
    '--room-players',
    '60',
    '--log-level',
    'warn',
  ]);
  server.stderr?.on('data', (chunk) => log.push(...String(chunk).trim().split('\n')));
  const url = await firstLine(server, /(http:\S+)/);
  const swarm = start([
    'games/starfray/bots/cli.ts',
    '--url',
    url.replace('http', 'ws'),
    '--count',
    String(BOTS),
    '--seconds',
    String(seconds),
    '--json',
  ]);
  const swarmLine = firstLine(swarm, /^(\{.*\})$/);
  const browser = await launchBrowser();
  try {
    const menuMs = await timeMenu(browser, url);
    const guests = [
      new Guest(await visit(browser, url, DESKTOP), join(pictures, 'desktop.png')),
      new Guest(await visit(browser, url, PHONE), join(pictures, 'phone.png')),
    ];
    for (const [i, guest] of guests.entries()) await guest.visitor.play(i === 0 ? 'Ada' : 'Bob');
    const endMs = performance.now() + seconds * 1000;
    while (performance.now() < endMs) for (const guest of guests) await guest.act();
    const status: { desyncs: number; humans: number; bots: number; rooms: unknown[] } = await (
      await fetch(`${url}/api/status`)
    ).json();
    const reports = await Promise.all(guests.map(({ visitor }) => visitor.report()));
    const bots: { joined: number; errors: number; desyncs: number } = JSON.parse(await swarmLine);
    const complaints = guests.flatMap(({ visitor }) => visitor.complaints);
    const desyncs = status.desyncs + bots.desyncs + reports.reduce((sum, { stats }) => sum + stats.desyncs, 0);
    return {
      passed:
        complaints.length === 0 &&
        !log.some(isError) &&
        desyncs === 0 &&
        bots.joined === BOTS &&
        bots.errors === 0 &&
        status.humans === guests.length,
      seconds,
      menuMs,
      complaints,
      log,
      desyncs,
      bots,
      pages: reports.map(({ stats }) => ({
        snapshots: stats.snapshots,
        rttMs: Math.round(stats.rttMs),
        corrections: stats.corrections,
      })),
      server: { humans: status.humans, bots: status.bots, rooms: status.rooms },
    } as { readonly passed: boolean };
  } finally {
    await browser.close();
    swarm.kill();
    server.kill();
  }
}

/** Milliseconds from the request until the menu is set up, of a second visit: the server is warm then. */
async function timeMenu(browser: Browser, url: string): Promise<number> {
  await (await visit(browser, url)).leave();
  const context = await browser.newContext(DESKTOP);
  const page = await context.newPage();
  await page.goto(url, { waitUntil: 'commit' });
  await page.waitForSelector('#controls-help dt', { state: 'attached' });
  const ms = await page.evaluate<number>('performance.now()');
  await context.close();
  return Math.round(ms);
}

/** Warnings are allowed: a machine that also draws two pages without a graphics card may well be slow. */
function isError(line: string): boolean {
  return !line.includes('"level":"warn"');
}

/** Somebody who flies in squares, shoots, and asks for a new ship after each end. */
class Guest {
  readonly visitor: Visitor;
  private readonly picture: string;
  private turn = 0;
  private mostShips = 0;

  constructor(visitor: Visitor, picture: string) {
    this.visitor = visitor;
    this.picture = picture;
  }

  async act(): Promise<void> {
    const { page } = this.visitor;
    const key = DIRECTIONS[this.turn % DIRECTIONS.length] ?? 'KeyD';
    this.turn += 1;
    await page.keyboard.down(key);
    await page.keyboard.down('Space');
    await new Promise((resolve) => setTimeout(resolve, MOVE_MS));
    await this.lookAround();
    await page.keyboard.up('Space');
    await page.keyboard.up(key);
  }

  private async lookAround(): Promise<void> {
    const report = await this.visitor.report();
    const going = report.ships.length + report.shots;
    if (report.own === undefined || going <= this.mostShips) return;
    this.mostShips = going;
    writeFileSync(this.picture, await this.visitor.page.screenshot());
  }
}

function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
}

function firstLine({ stdout }: ChildProcess, pattern: RegExp): Promise<string> {
  if (stdout === null) throw new Error('no output to read');
  return new Promise((resolve) => {
    createInterface({ input: stdout }).on('line', (line) => {
      const match = pattern.exec(line);
      if (match?.[1] !== undefined) resolve(match[1]);
    });
  });
}
