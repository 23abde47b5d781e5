// `pnpm bench smooth`: a game in a real browser over a phone's network, recorded picture by picture, with a verdict: what is drawn neither
// steps back nor jumps. By the clock, so on a quiet machine; test/system/smooth.test.ts judges the netcode by the same rules in virtual time.

import { startNetsim } from '@starfray/bots/netsim';
import { LINE_PROFILES } from '@starfray/shared/protocol';
import type { Report } from '../games/starfray/client/view/report.ts';
import { buildClient } from '../scripts/build.ts';
import { launchBrowser, startArena, until, type Visitor, visit } from '../test/e2e/arena.ts';
import { type Fault, faultsOf, jumpsInTime, type Picture, pictureOf, stepsOf } from '../test/support/smoothness.ts';

const RECORDED_MS = 10_000;
/** Between two looks at whether the server kept time. */
const LOOK_MS = 200;
/** Fewer steps than these say nothing: the machine was too slow. */
const MIN = { others: 100, own: 50 } as const;

export interface SmoothOptions {
  /** Of ten seconds each. */
  readonly rounds: number;
}

interface SmoothResult {
  readonly rounds: number;
  readonly pictures: number;
  readonly steps: { readonly others: number; readonly own: number };
  readonly faults: readonly Fault[];
  readonly complaints: readonly string[];
  readonly passed: boolean;
}

/** What the page notes; made into pictures outside. */
interface Noted {
  readonly ms: number;
  readonly report: Report;
}

export async function benchSmooth({ rounds }: SmoothOptions): Promise<SmoothResult> {
  await buildClient();
  const arena = await startArena({ roomPlayers: 10, bots: 10 });
  const target = { targetHost: '127.0.0.1', targetPort: arena.port, conditions: LINE_PROFILES.mobile, seed: 7 };
  const netsim = await startNetsim({ host: '127.0.0.1', port: 0, ...target });
  const browser = await launchBrowser();
  try {
    const ada = await visit(browser, `http://localhost:${netsim.port}/`);
    await ada.play('Ada');
    await until(async () => (await ada.report()).ships.length > 2, 'others are in view');
    const steps = { others: 0, own: 0 };
    const faults: Fault[] = [];
    let drawn = 0;
    for (let n = 0; n < rounds; n += 1) {
      const { pictures, hasLapsed } = await round(ada, arena.port);
      drawn += pictures.length;
      const taken = stepsOf(pictures);
      const others = taken.filter(({ ship }) => !ship.isOwn);
      // One's own clock follows a server that fell behind for seconds, and may have to jump.
      const own = hasLapsed ? [] : taken.filter(({ ship }) => ship.isOwn);
      faults.push(...jumpsInTime(pictures), ...faultsOf([...others, ...own]));
      steps.others += others.length;
      steps.own += own.length;
    }
    const isEnough = steps.others > MIN.others && steps.own > MIN.own;
    const passed = isEnough && faults.length === 0 && ada.complaints.length === 0;
    return { rounds, pictures: drawn, steps, faults, complaints: ada.complaints, passed };
  } finally {
    await browser.close();
    await netsim.close();
    await arena.close();
  }
}

/** A time in which the server fell behind the clock, in ms since 1970. */
interface Lapse {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Looks at the server's clock until `isOver`, and answers when it fell behind. */
async function lapses(port: number, isOver: () => boolean): Promise<Lapse[]> {
  const found: Lapse[] = [];
  let [lastMs, lostMs] = [Date.now(), await lostMsOf(port)];
  while (!isOver()) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    const [nowMs, nowLostMs] = [Date.now(), await lostMsOf(port)];
    if (nowLostMs > lostMs) found.push({ fromMs: lastMs, toMs: Date.now() });
    [lastMs, lostMs] = [nowMs, nowLostMs];
  }
  return found;
}

/** What is drawn in a round, without what was drawn while the server fell behind: it stood still for everybody, and said so. */
async function round(ada: Visitor, port: number): Promise<{ pictures: Picture[]; hasLapsed: boolean }> {
  let isOver = false;
  const looking = lapses(port, () => isOver);
  const startMs = await ada.page.evaluate(() => performance.timeOrigin);
  const pictures = await record(ada);
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
async function record(ada: Visitor): Promise<Picture[]> {
  await ada.page.evaluate(() => {
    const page = window as unknown as { pictures: Noted[]; starfray: { report(): Report } };
    // An earlier recorder writes to another list, which is no longer read.
    const pictures: Noted[] = [];
    page.pictures = pictures;
    const note = (ms: number): void => {
      pictures.push({ ms, report: page.starfray.report() });
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
  const noted = await ada.page.evaluate(() => (window as unknown as { pictures: Noted[] }).pictures);
  return noted.map(({ ms, report }) => pictureOf(ms, report));
}

async function lostMsOf(port: number): Promise<number> {
  const answer = await fetch(`http://localhost:${port}/api/status`);
  const { rooms } = (await answer.json()) as { rooms: { lostMs: number }[] };
  return rooms.reduce((sum, room) => sum + room.lostMs, 0);
}
