// A cluster of three node processes and a real Redis, full of bots: one node is killed, then Redis is away for a while. Counts the
// bots that play again, after how long, and those that lose their connection by the second.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningBot } from '@starfray/bots';
import { createOwnTokens } from '@starfray/server/identity';
import { createRandom } from '@starfray/shared/core';
import { createBot, createBrain } from '@starfray/starfray/bots';
import { type ClusterNode, SECRET, startNode } from '../test/support/cluster-nodes.ts';
import { startRedis } from '../test/support/redis-server.ts';

const JOIN_MS = 60_000;
const LOOK_MS = 50;
const LIMIT_SECONDS = 15;
/** How long all fight before a node is killed: there must be points to lose. */
const FIGHT_MS = 20_000;
/** The longest that a killed node's last word may be old, in points: a second of them, and what dying costs on top, a quarter each time. */
const MIN_KEPT = 0.5;

export interface ClusterBenchOptions {
  readonly bots: number;
  /** How long Redis is away. */
  readonly awaySeconds: number;
}

export interface ClusterBenchResult {
  readonly bots: number;
  readonly joined: number;
  /** On the node that was killed. */
  readonly bereft: number;
  /** Points of theirs, in all, before, and of whom so much is gone that no death explains it. */
  readonly points: number;
  readonly losers: readonly string[];
  /** Until the last of them was playing elsewhere; undefined when some were not within a minute. */
  readonly backSeconds: number | undefined;
  /** Connections lost while Redis was away. */
  readonly droppedWithoutRedis: number;
  /** Nodes on the list a few seconds after it was back. */
  readonly nodesAfterwards: number;
  readonly passed: boolean;
}

/** Runs it once. Everything it starts ends with it. */
export async function benchCluster({ bots: count, awaySeconds }: ClusterBenchOptions): Promise<ClusterBenchResult> {
  const clientDir = await mkdtemp(join(tmpdir(), 'starfray-cluster-'));
  await writeFile(join(clientDir, 'index.html'), '<!doctype html><title>bench</title>');
  const redis = await startRedis();
  const start = (name: string) => startNode({ name, redis: redis.url, clientDir, more: ['--room-players', '120'] });
  const nodes = await Promise.all(['a', 'b', 'c'].map(start));
  const bots = await sendBots(nodes, count);
  try {
    const joined = countJoined(bots);
    const [victim] = nodes;
    const bereft = bots.filter(({ status }) => status.state === 'joined' && status.room.startsWith('na-'));
    await pause(FIGHT_MS);
    const before = await pointsAt(nodes);
    victim?.process.kill('SIGKILL');
    const killedMs = performance.now();
    await until(() => bereft.some(({ status }) => status.state !== 'joined'), 10_000);
    const isBack = await until(() => countJoined(bereft) === bereft.length, 60_000);
    const backSeconds = isBack ? Math.round((performance.now() - killedMs) / 10) / 100 : undefined;
    const after = await pointsAt(nodes.slice(1));
    const losers = bereft.flatMap((bot) => {
      const name = `Bot ${bots.indexOf(bot)}`;
      return (after.get(name) ?? -1) >= (before.get(name) ?? 0) * MIN_KEPT ? [] : [name];
    });
    const points = bereft.reduce((sum, bot) => sum + (before.get(`Bot ${bots.indexOf(bot)}`) ?? 0), 0);
    const droppedWithoutRedis = await withoutRedis(redis, bots, awaySeconds);
    const nodesAfterwards = await listedAt(nodes[1]);
    const passed =
      joined === count &&
      points > 0 &&
      losers.length === 0 &&
      backSeconds !== undefined &&
      backSeconds <= LIMIT_SECONDS &&
      droppedWithoutRedis === 0;
    return {
      bots: count,
      joined,
      bereft: bereft.length,
      points,
      losers,
      backSeconds,
      droppedWithoutRedis,
      nodesAfterwards,
      passed,
    };
  } finally {
    for (const bot of bots) bot.close();
    for (const node of nodes) node.process.kill('SIGKILL');
    await Promise.all(nodes.map(({ exit }) => exit));
    await redis.stop();
    await rm(clientDir, { recursive: true });
  }
}

// To each node a third, each in a room there.
async function sendBots(nodes: readonly ClusterNode[], count: number): Promise<RunningBot[]> {
  const bots: RunningBot[] = [];
  for (let i = 0; i < count; i += 1) {
    const node = nodes[i % nodes.length];
    if (node === undefined) break;
    const think = createBrain('wanderer', createRandom(i));
    bots.push(createBot({ url: node.url, room: `${node.id}-main`, name: `Bot ${i}`, think, seed: i }));
    await pause(30);
  }
  await until(() => countJoined(bots) === count, JOIN_MS);
  return bots;
}

/** Everybody's points by name, as an admin sees them; nodes that do not answer know nobody's. */
async function pointsAt(nodes: readonly ClusterNode[]): Promise<Map<string, number>> {
  const tokens = createOwnTokens(Buffer.from(SECRET), { audience: 'starfray' });
  const token = await tokens.issue({ account: 'bench', role: 'admin', lifetimeSeconds: 60 }, Date.now());
  const points = new Map<string, number>();
  for (const { url } of nodes) {
    const answer = await fetch(`${url}/api/admin/overview`, { headers: { authorization: `Bearer ${token}` } });
    const { rooms } = (await answer.json()) as { rooms: { players: { name: string; score: number }[] }[] };
    for (const { name, score } of rooms.flatMap(({ players }) => players)) points.set(name, score);
  }
  return points;
}

async function withoutRedis(
  redis: { pause(): void; resume(): void },
  bots: readonly RunningBot[],
  seconds: number,
): Promise<number> {
  const playing = bots.filter(({ status }) => status.state === 'joined');
  const before = playing.map(({ status }) => status);
  redis.pause();
  await pause(seconds * 1000);
  redis.resume();
  await pause(4000);
  // A connection that was lost and made again has another status.
  return playing.filter(({ status }, i) => status !== before[i]).length;
}

async function listedAt(node: ClusterNode | undefined): Promise<number> {
  const answer = await fetch(`${node?.url}/api/status`);
  const { cluster } = (await answer.json()) as { cluster: { nodes: unknown[] } };
  return cluster.nodes.length;
}

function countJoined(bots: readonly RunningBot[]): number {
  return bots.filter(({ status }) => status.state === 'joined').length;
}

async function until(isTrue: () => boolean, mostMs: number): Promise<boolean> {
  const endMs = performance.now() + mostMs;
  while (!isTrue() && performance.now() < endMs) await pause(LOOK_MS);
  return isTrue();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
