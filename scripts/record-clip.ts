// `node scripts/record-clip.ts`: records the README's moving picture, docs/images/play.webp: a page of the game among bots, flown by a simple
// pilot. It needs Chromium and `img2webp` (Debian's package webp), and a machine with nothing else to do.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Report } from '../games/starfray/client/view/report.ts';
import { launchBrowser, startArena, type Visitor, visit } from '../test/e2e/arena.ts';
import { buildClient } from './build.ts';

const FILE = join(import.meta.dirname, '../docs/images/play.webp');
const MAX_BYTES = 3_000_000;
const SIZE = { width: 720, height: 405 };
/** The fight has to begin first. */
const WARM_UP_MS = 12_000;
const CLIP_MS = 8000;
const FRAME_MS = 80;
const QUALITY = '55';
/** The ship turns its thrust so often. */
const STEER_MS = 350;

interface Frame {
  readonly ms: number;
  readonly png: Buffer;
}

type Point = { readonly x: number; readonly y: number };

await buildClient();
const host = await startArena({ bots: 14, roomPlayers: 24, seed: 12 });
const browser = await launchBrowser();
try {
  const visitor = await visit(browser, `http://127.0.0.1:${host.port}/`, { viewport: SIZE });
  await visitor.play('Ada');
  const pilot = new AbortController();
  const flight = fly(visitor, pilot.signal);
  await pause(WARM_UP_MS);
  const frames = await record(visitor.page);
  pilot.abort();
  await flight;
  write(frames);
} finally {
  await browser.close();
  await host.close();
}

/** Chases the nearest ship and fires at it until the signal; presses Play again after each death. */
async function fly({ page, report }: Visitor, signal: AbortSignal): Promise<void> {
  let held: readonly string[] = [];
  await page.mouse.move(SIZE.width / 2 + 100, SIZE.height / 2);
  while (!signal.aborted) {
    const seen = await report();
    if (seen.own === undefined) await page.keyboard.press('Enter');
    const way = wayToNearest(seen);
    const keys = way === undefined ? ['KeyD'] : keysTowards(way);
    for (const key of held.filter((key) => !keys.includes(key))) await page.keyboard.up(key);
    for (const key of keys.filter((key) => !held.includes(key))) await page.keyboard.down(key);
    held = keys;
    if (way === undefined) await page.mouse.up();
    else await aim(page, way);
    await pause(STEER_MS);
  }
}

function wayToNearest({ own, ships }: Report): Point | undefined {
  if (own === undefined) return undefined;
  const ways = ships.filter(({ isOwn }) => !isOwn).map(({ x, y }) => ({ x: x - own.x, y: y - own.y }));
  return ways.toSorted((a, b) => Math.hypot(a.x, a.y) - Math.hypot(b.x, b.y))[0];
}

/** Flies at it from afar, and around it nearby. */
function keysTowards({ x, y }: Point): string[] {
  const isNear = Math.hypot(x, y) < 260;
  const [dx, dy] = isNear ? [-y, x] : [x, y];
  return [
    ...(Math.abs(dx) > 60 ? [dx > 0 ? 'KeyD' : 'KeyA'] : []),
    ...(Math.abs(dy) > 60 ? [dy > 0 ? 'KeyS' : 'KeyW'] : []),
  ];
}

async function aim(page: Page, { x, y }: Point): Promise<void> {
  const scale = 180 / Math.max(1, Math.hypot(x, y));
  await page.mouse.move(SIZE.width / 2 + x * scale, SIZE.height / 2 + y * scale, { steps: 4 });
  await page.mouse.down();
}

/** The page's pictures as Chromium hands them out, each with its time. */
async function record(page: Page): Promise<Frame[]> {
  const session = await page.context().newCDPSession(page);
  const frames: Frame[] = [];
  session.on('Page.screencastFrame', ({ data, sessionId, metadata }) => {
    frames.push({ ms: (metadata.timestamp ?? 0) * 1000, png: Buffer.from(data, 'base64') });
    // Answers of a session that has ended meanwhile concern nobody.
    session.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined);
  });
  await session.send('Page.startScreencast', { format: 'png', everyNthFrame: 1 });
  await pause(CLIP_MS);
  await session.send('Page.stopScreencast');
  await session.detach();
  return frames;
}

/** Picks pictures at even distances and makes one endless picture of them. */
function write(frames: readonly Frame[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'clip-'));
  try {
    const startMs = frames[0]?.ms ?? 0;
    const files: string[] = [];
    for (let ms = startMs; ms < startMs + CLIP_MS - FRAME_MS; ms += FRAME_MS) {
      const frame = frames.findLast((one) => one.ms <= ms);
      if (frame === undefined) continue;
      const file = join(folder, `${String(files.length).padStart(4, '0')}.png`);
      writeFileSync(file, frame.png);
      files.push(file);
    }
    const args = ['-loop', '0', '-lossy', '-q', QUALITY, '-m', '6', '-d', String(FRAME_MS), ...files, '-o', FILE];
    const { status, error } = spawnSync('img2webp', args, { stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0)
      throw new Error(
        `img2webp failed${error === undefined ? '' : `: ${error.message}`}; Debian has it in the package webp`,
      );
    const bytes = statSync(FILE).size;
    console.log(`${FILE}: ${frames.length} pictures in ${CLIP_MS / 1000} s, ${files.length} kept, ${bytes} bytes`);
    if (bytes > MAX_BYTES) throw new Error(`the clip has ${bytes} bytes; ${MAX_BYTES} are allowed: lower QUALITY`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
