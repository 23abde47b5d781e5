// Deploys as pages live them: nodes come and go, and so do builds, while a player in a real browser plays on.

import { execFileSync } from 'node:child_process';
import { createScoreNames } from '@starfray/server/cluster';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../games/starfray/client/view/report.ts';
import { createResumeTokens } from '../../packages/server/src/resume-tokens.ts';
import { buildClient, CLIENT_DIST } from '../../scripts/build.ts';
import { type ClusterNode, SECRET, startNode } from '../support/cluster-nodes.ts';
import { type RedisServer, startRedis } from '../support/redis-server.ts';
import { startRoundRobin } from '../support/round-robin.ts';
import { createSecondBuild, type SecondBuild } from '../support/second-build.ts';
import { askStatus } from '../support/status.ts';
import { launchBrowser, openContext, REPORT, SLOW_MACHINE_MS, until } from './arena.ts';

const POINTS = 4321;

let redis: RedisServer;
let browser: Browser;
let second: SecondBuild;
const nodes: ClusterNode[] = [];

beforeAll(async () => {
  await buildClient();
  [redis, browser, second] = await Promise.all([startRedis(), launchBrowser(), createSecondBuild()]);
});

afterAll(async () => {
  await browser?.close();
  for (const node of nodes) node.process.kill('SIGKILL');
  await Promise.all(nodes.map(({ exit }) => exit));
  await redis?.stop();
  await second?.remove();
});

async function start(cluster: string, name: string, build: 'first' | 'second' = 'first'): Promise<ClusterNode> {
  const { cli, clientDir } = build === 'first' ? { cli: undefined, clientDir: CLIENT_DIST } : second;
  const more = ['--cluster', cluster, '--drain-seconds', '20'];
  const node = await startNode({ name, redis: redis.url, clientDir, more, ...(cli === undefined ? {} : { cli }) });
  nodes.push(node);
  return node;
}

async function seenBy({ url }: ClusterNode): Promise<readonly string[]> {
  const { cluster } = await askStatus<{ cluster: { nodes: { id: string }[] } }>(url);
  return cluster.nodes.map(({ id }) => id);
}

/** The token of somebody who has points in a cluster, as a node that is gone has left them. */
function tokenWorth(cluster: string, name: string): string {
  const { key, token } = createResumeTokens(Buffer.from(SECRET)).issue();
  const score = `starfray:{${cluster}}:score:${createScoreNames(Buffer.from(SECRET))(key)}`;
  execFileSync('redis-cli', ['-p', String(redis.port), 'SET', score, JSON.stringify({ name, score: POINTS })]);
  return token;
}

/** How many players have points in a cluster, for a node that goes on with them. */
function keptIn(cluster: string): number {
  const keys = execFileSync('redis-cli', ['-p', String(redis.port), 'KEYS', `starfray:{${cluster}}:score:*`]);
  return keys.toString().split('\n').filter(Boolean).length;
}

interface Pilot {
  readonly page: Page;
  report(): Promise<Report>;
  /** Where it plays, under which name, with how many points; undefined while it does not. */
  seat(): Promise<{ node: string; name: string; score: number } | undefined>;
  /** The most attempts in a row that the person read of. */
  attempts(): Promise<number>;
}

/** A page that comes back to a seat. */
async function open(url: string, token: string): Promise<Pilot> {
  const context = await openContext(browser);
  const page = await context.newPage();
  page.setDefaultTimeout(SLOW_MACHINE_MS);
  await page.addInitScript((seat) => {
    if (window.name === '') sessionStorage.setItem('starfray.seat', seat);
    window.name = 'not the first page of this tab';
    Object.assign(window, { attempts: 0 });
    setInterval(() => {
      const text = document.querySelector<HTMLElement>('.connection:not([hidden])')?.textContent ?? '';
      const attempt = Number(/attempt (\d+)/i.exec(text)?.[1] ?? 0);
      const known = window as unknown as { attempts: number };
      known.attempts = Math.max(known.attempts, attempt);
    }, 20);
  }, token);
  await page.goto(url);
  const report = () => page.evaluate<Report>(REPORT);
  return {
    page,
    report,
    seat: async () => {
      // During a change of address there is no page to ask.
      const seen = await report().catch(() => undefined);
      if (seen?.status.state !== 'joined' || seen.status.role !== 'player' || seen.own === undefined) return undefined;
      const name = seen.ships.find(({ isOwn }) => isOwn)?.name;
      // Others' view of it, and so its name, is drawn a moment later.
      if (name === undefined) return undefined;
      return { node: seen.status.room.split('-')[0] ?? '', name, score: seen.own.score };
    },
    attempts: () => page.evaluate<number>('window.attempts'),
  };
}

async function untilAt(pilot: Pilot, node: string): Promise<void> {
  await until(async () => (await pilot.seat())?.node === node, `the page plays at ${node}`);
}

async function soon<T>(look: () => Promise<T | undefined>, what: string): Promise<T> {
  let seen: T | undefined;
  await until(async () => {
    seen = await look();
    return seen !== undefined;
  }, what);
  if (seen === undefined) throw new Error(`never seen: ${what}`);
  return seen;
}

async function expectKept(pilot: Pilot, name: string): Promise<void> {
  // On a busy machine it may be between two connections at any one look.
  const seat = await soon(() => pilot.seat(), `${name} plays`);
  expect(seat.name).toBe(name);
  // A shard may lie where a ship appears.
  expect(seat.score).toBeGreaterThanOrEqual(POINTS);
}

describe('a page of a cluster', () => {
  let ada: Pilot;
  /** Where it plays. */
  let a: ClusterNode;

  it('[X12] plays on at another node, with name and points, when its own is killed', async () => {
    const both = [await start('rolling', 'y'), await start('rolling', 'z')] as const;
    await until(async () => (await seenBy(both[0])).length === 2, 'both nodes know of each other');
    ada = await open(both[0].url, tokenWorth('rolling', 'Ada'));
    await until(async () => (await ada.seat()) !== undefined, 'Ada plays');
    const first = (await ada.seat())?.node;
    // Until then they are in that process alone, since points are taken out of Redis to be given once.
    await until(async () => keptIn('rolling') === 1, 'her points are kept again');
    const [killed, other] = both[0].id === first ? both : ([both[1], both[0]] as const);
    killed.process.kill('SIGKILL');
    await untilAt(ada, other.id);
    await expectKept(ada, 'Ada');
    a = other;
    await until(async () => (await seenBy(a)).length === 1, 'the list is without the one that was killed');
  });

  it('[X14] plays on at a node that was started after it was loaded, when its own stops', async () => {
    const b = await start('rolling', 'b');
    await until(async () => (await seenBy(a)).length === 2, 'both nodes know of each other');
    a.process.kill('SIGTERM');
    await untilAt(ada, 'nb');
    await expectKept(ada, 'Ada');
    expect(await ada.attempts()).toBeLessThanOrEqual(3);
    expect(await a.exit).toBe(0);
    await until(async () => (await seenBy(b)).length === 1, 'the list is without the one that stopped');
  });

  it('[X14] plays on at a node that never saw the one it was loaded from', async () => {
    const b = nodes.find(({ id }) => id === 'nb');
    const c = await start('rolling', 'c');
    await until(async () => (await seenBy(c)).length === 2, 'both nodes know of each other');
    b?.process.kill('SIGTERM');
    await untilAt(ada, 'nc');
    await expectKept(ada, 'Ada');
  });

  it('[X15] is replaced by one of the new version from a node that lives, with name and points, when its home is gone', async () => {
    const c = nodes.find(({ id }) => id === 'nc');
    const d = await start('rolling', 'd', 'second');
    await until(async () => (await seenBy(d)).length === 2, 'both nodes know of each other');
    // What its player has is written once a second.
    c?.process.kill('SIGTERM');
    await untilAt(ada, 'nd');
    await expectKept(ada, 'Ada');
    expect(ada.page.url()).toBe(`${d.url}/`);
    await ada.page.context().close();
    d.process.kill('SIGKILL');
  });
});

describe('behind a balancer without stickiness, with nodes of two versions', () => {
  it('[X16] every page finds its files and plays', async () => {
    const both = [await start('mixed', 'a'), await start('mixed', 'b', 'second')];
    await until(async () => (await seenBy(both[0] as ClusterNode)).length === 2, 'both nodes know of each other');
    const balancer = await startRoundRobin(both.map(({ url }) => url));
    for (const name of ['Eve', 'Fay']) {
      const pilot = await open(balancer.url, tokenWorth('mixed', name));
      await until(async () => (await pilot.seat()) !== undefined, `${name} plays`);
      await expectKept(pilot, name);
      await pilot.page.context().close();
    }
    const assets = balancer.asked.filter(({ path }) => path.startsWith('/assets/'));
    expect(assets.length).toBeGreaterThan(4);
    expect(assets.filter(({ status }) => status !== 200 && status !== 304)).toEqual([]);
    await balancer.stop();
  });

  it('[X16] a file that nobody has is not found, and that is not kept', async () => {
    const node = nodes.find(({ process: { exitCode, signalCode } }) => exitCode === null && signalCode === null);
    const answer = await fetch(`${node?.url}/assets/main-AAAAAAAA.js`);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([404, 'no-store']);
  });
});
