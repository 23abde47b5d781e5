// A game in a real browser over a phone's network, recorded picture by picture: what is drawn neither steps back nor jumps.

import { type Netsim, startNetsim } from '@starfray/bots/netsim';
import type { Host } from '@starfray/server';
import { LINE_PROFILES } from '@starfray/shared/net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../packages/client/src/view/report.ts';
import { buildClient } from '../../scripts/build.ts';
import { launchBrowser, startArena, until, type Visitor, visit } from './arena.ts';

const RECORDED_MS = 10_000;
const MAX_ROUNDS = 6;
/** Between two looks at whether the server kept time. */
const LOOK_MS = 200;
const TICK_MS = 1000 / 60;
/** Further from where a ship's speed leads than this, it jumped. */
const JUMP_PX = 8;
/** Against the way it flies by more than this, it stepped back. Positions are whole 1/256 px, speeds change within a picture. */
const BACK_PX = 0.5;
/** Slower than this a ship has no way to step back on. */
const MOVING_PX = 0.5;
/** Beyond the newest snapshot by so much, for want of another, the picture stands still: for so long, and until it has caught up. */
const STALL_MS = 99;
const SETTLED_MS = 600;
/** By then a correction of one's own ship has decayed but for some hundredths: until then it may drift back. */
const DECAY_MS = 300;
/** A machine that takes so long for a picture stands still by itself. */
const SLOW_PICTURE_MS = 80;
/** A step between pictures further apart is a stutter of this machine: in it what is closed smoothly is closed by a jump. */
const JUDGED_PICTURE_MS = 50;
/** The time of the others follows that of the page at most by so much faster or slower; beyond, it jumped. Pages count in whole ms. */
const FOLLOW = 0.32;
const CLOCK_MS = 3;
/** A turn of speed sharper than any thrust: a rock, another ship. */
const BUMP_PX = 0.6;

interface Picture {
  readonly ms: number;
  readonly extrapolatedMs: number;
  readonly drawTick: number;
  readonly corrections: number;
  readonly ships: Report['ships'];
}

let arena: Host;
let netsim: Netsim;
let browser: Browser;
let ada: Visitor;

beforeAll(async () => {
  await buildClient();
  arena = await startArena({ roomPlayers: 10, bots: 10 });
  netsim = await startNetsim({
    host: '127.0.0.1',
    port: 0,
    targetHost: '127.0.0.1',
    targetPort: arena.port,
    conditions: LINE_PROFILES.mobile,
    seed: 7,
  });
  browser = await launchBrowser();
  ada = await visit(browser, `http://localhost:${netsim.port}/`);
  await ada.play('Ada');
});

afterAll(async () => {
  await browser?.close();
  await netsim?.close();
  await arena?.close();
});

/** A time in which the server fell behind the clock, in ms since 1970. */
interface Lapse {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Looks at the server's clock until `isOver`, and answers when it fell behind. */
async function lapses(isOver: () => boolean): Promise<Lapse[]> {
  const found: Lapse[] = [];
  let [lastMs, lostMs] = [Date.now(), await lostMsOf(arena.port)];
  while (!isOver()) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    const [nowMs, nowLostMs] = [Date.now(), await lostMsOf(arena.port)];
    if (nowLostMs > lostMs) found.push({ fromMs: lastMs, toMs: Date.now() });
    [lastMs, lostMs] = [nowMs, nowLostMs];
  }
  return found;
}

/** What is drawn in a round, without what was drawn while the server fell behind: it stood still for everybody, and said so. */
async function round(): Promise<{ pictures: Picture[]; hasLapsed: boolean }> {
  let isOver = false;
  const looking = lapses(() => isOver);
  const startMs = await ada.page.evaluate(() => performance.timeOrigin);
  const pictures = await record();
  isOver = true;
  const behind = await looking;
  const judged = pictures.map((picture) => {
    const atMs = startMs + picture.ms;
    const isBehind = behind.some(({ fromMs, toMs }) => atMs >= fromMs && atMs <= toMs);
    return isBehind ? { ...picture, extrapolatedMs: Number.POSITIVE_INFINITY } : picture;
  });
  return { pictures: judged, hasLapsed: behind.length > 0 };
}

/** Notes every picture that the page draws, while the pilot flies in circles and now and then fires. */
async function record(): Promise<Picture[]> {
  await ada.page.evaluate(() => {
    const page = window as unknown as { pictures: object[]; starfray: { report(): Report } };
    // Whoever noted before notes to another list, which nobody reads any more.
    const pictures: object[] = [];
    page.pictures = pictures;
    const note = (ms: number): void => {
      const { stats, drawTick, ships } = page.starfray.report();
      const { extrapolatedMs, corrections } = stats;
      pictures.push({ ms, extrapolatedMs, drawTick, corrections: corrections.count, ships });
      requestAnimationFrame(note);
    };
    requestAnimationFrame(note);
  });
  const endMs = performance.now() + RECORDED_MS;
  for (let turn = 0; performance.now() < endMs; turn += 1) {
    const key = ['KeyD', 'KeyS', 'KeyA', 'KeyW'][turn % 4] ?? 'KeyW';
    await ada.page.keyboard.down(key);
    if (turn % 3 === 0) await ada.page.keyboard.press('Space', { delay: 200 });
    await ada.page.waitForTimeout(700);
    await ada.page.keyboard.up(key);
  }
  return ada.page.evaluate(() => (window as unknown as { pictures: Picture[] }).pictures);
}

async function lostMsOf(port: number): Promise<number> {
  const answer = await fetch(`http://localhost:${port}/api/status`);
  const { rooms } = (await answer.json()) as { rooms: { lostMs: number }[] };
  return rooms.reduce((sum, room) => sum + room.lostMs, 0);
}

/** A picture and the one before it, the time between them, and how far the time of the others went meanwhile. */
interface Pair {
  readonly before: Picture;
  readonly now: Picture;
  readonly pictureMs: number;
  readonly drawnMs: number;
}

interface Fault {
  readonly what: string;
  readonly name?: string;
  readonly px?: number;
  readonly atMs: number;
  readonly pictureMs: number;
  readonly drawnMs: number;
  readonly extrapolatedMs: readonly [before: number, now: number];
}

type Ship = Report['ships'][number];

interface Step {
  readonly pair: Pair;
  readonly last: Ship;
  readonly ship: Ship;
  readonly ticks: number;
}

function faultAt({ before, now, pictureMs, drawnMs }: Pair, fault: Pick<Fault, 'what' | 'name' | 'px'>): Fault {
  return { ...fault, atMs: now.ms, pictureMs, drawnMs, extrapolatedMs: [before.extrapolatedMs, now.extrapolatedMs] };
}

/** Where the time of the others did not follow that of the page. */
function jumpsInTime(pictures: readonly Picture[]): Fault[] {
  return calmPairs(pictures)
    .filter(({ pictureMs, drawnMs }) => Math.abs(drawnMs - pictureMs) > FOLLOW * pictureMs + CLOCK_MS)
    .map((pair) => faultAt(pair, { what: 'jump in time' }));
}

/** The steps of ships between two pictures, without those that say nothing: of a ship that was bumped, or of one's own in a correction. */
function stepsOf(pictures: readonly Picture[]): Step[] {
  // Speeds are those of a whole tick, places lie within it: a bump shows in the picture after it too.
  const bumpedAtMs = new Map<number, number>();
  const corrected = pictures.filter((now, i) => i > 0 && now.corrections > (pictures[i - 1]?.corrections ?? 0));
  return calmPairs(pictures).flatMap((pair) => {
    const { before, now } = pair;
    const isDecaying = corrected.some(({ ms }) => now.ms >= ms && now.ms < ms + DECAY_MS);
    return shipsOf(pair).flatMap(([last, ship]) => {
      // One's own ship is drawn at the time of the page, the others at theirs.
      const ticks = (ship.isOwn ? pair.pictureMs : pair.drawnMs) / TICK_MS;
      if (isBumped(last, ship, ticks)) bumpedAtMs.set(ship.key, now.ms);
      if ((ship.isOwn && isDecaying) || (bumpedAtMs.get(ship.key) ?? 0) >= before.ms) return [];
      return [{ pair, last, ship, ticks }];
    });
  });
}

function faultsOf(steps: readonly Step[]): Fault[] {
  return steps.flatMap(({ pair, last, ship, ticks }) => {
    const fault = faultOf(last, ship, ticks);
    return fault === undefined ? [] : [faultAt(pair, fault)];
  });
}

// Pictures and the ones before them, but for those in and after a stall.
function calmPairs(pictures: readonly Picture[]): Pair[] {
  let unsettledUntilMs = 0;
  return pictures.slice(1).flatMap((now, i) => {
    const before = pictures[i];
    if (before === undefined) return [];
    const pictureMs = now.ms - before.ms;
    const isStalled = Math.max(before.extrapolatedMs, now.extrapolatedMs) >= STALL_MS;
    if (pictureMs > SLOW_PICTURE_MS || isStalled) unsettledUntilMs = now.ms + SETTLED_MS;
    if (pictureMs > JUDGED_PICTURE_MS || now.ms < unsettledUntilMs) return [];
    return [{ before, now, pictureMs, drawnMs: (now.drawTick - before.drawTick) * TICK_MS }];
  });
}

function shipsOf({ before, now }: Pair): (readonly [Ship, Ship])[] {
  return now.ships.flatMap((ship) => {
    const last = before.ships.find(({ key }) => key === ship.key);
    return last === undefined ? [] : [[last, ship] as const];
  });
}

function isBumped(last: Ship, ship: Ship, ticks: number): boolean {
  return Math.hypot(ship.vx - last.vx, ship.vy - last.vy) > BUMP_PX * ticks;
}

function faultOf(last: Ship, ship: Ship, ticks: number): Pick<Fault, 'what' | 'name' | 'px'> | undefined {
  const { name } = ship;
  const [dx, dy] = [ship.x - last.x, ship.y - last.y];
  const [vx, vy] = [(ship.vx + last.vx) / 2, (ship.vy + last.vy) / 2];
  const off = Math.hypot(dx - vx * ticks, dy - vy * ticks);
  const speed = Math.hypot(vx, vy);
  const along = speed < MOVING_PX ? 0 : (dx * vx + dy * vy) / speed;
  if (off > JUMP_PX) return { what: 'jump', px: off, name };
  return along < -BACK_PX ? { what: 'step back', px: along, name } : undefined;
}

describe('a game over a phone network', () => {
  it('is drawn without a step back and without a jump', async (context) => {
    await until(async () => (await ada.report()).ships.length > 2, 'others are in view');
    const steps = { others: 0, own: 0 };
    // A machine that draws slowly by itself shows fewer pictures that can be judged: it is watched for longer.
    for (let n = 0; n < MAX_ROUNDS && (steps.others <= 100 || steps.own <= 50); n += 1) {
      const { pictures, hasLapsed } = await round();
      const taken = stepsOf(pictures);
      const others = taken.filter(({ ship }) => !ship.isOwn);
      // One's own clock follows a server that fell behind for seconds, and may have to jump.
      const own = hasLapsed ? [] : taken.filter(({ ship }) => ship.isOwn);
      expect({ time: jumpsInTime(pictures), ships: faultsOf([...others, ...own]) }).toEqual({ time: [], ships: [] });
      steps.others += others.length;
      steps.own += own.length;
    }
    if (steps.others <= 100 || steps.own <= 50) {
      context.skip(
        `this machine is too slow to judge: ${steps.others} and ${steps.own} steps while its server kept time`,
      );
    }
    expect(ada.complaints).toEqual([]);
  }, 180_000);
});
