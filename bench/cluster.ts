// A cluster of three node processes and a real Redis, full of bots: one node is killed, then Redis is away for a while. Who is playing again,
// and after how long; and whom the second costs the connection.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBot, type RunningBot } from '@starfray/bots';
import { type ClusterNode, startNode } from '../test/support/cluster-nodes.ts';
import { startRedis } from '../test/support/redis-server.ts';

const JOIN_MS = 60_000;
const LOOK_MS = 50;
const LIMIT_SECONDS = 15;

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
    await pause(2000);
    victim?.process.kill('SIGKILL');
    const killedMs = performance.now();
    await until(() => bereft.some(({ status }) => status.state !== 'joined'), 10_000);
    const isBack = await until(() => countJoined(bereft) === bereft.length, 60_000);
    const backSeconds = isBack ? Math.round((performance.now() - killedMs) / 10) / 100 : undefined;
    const droppedWithoutRedis = await withoutRedis(redis, bots, awaySeconds);
    const nodesAfterwards = await listedAt(nodes[1]);
    const passed =
      joined === count && backSeconds !== undefined && backSeconds <= LIMIT_SECONDS && droppedWithoutRedis === 0;
    return { bots: count, joined, bereft: bereft.length, backSeconds, droppedWithoutRedis, nodesAfterwards, passed };
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
    const think = (_view: object, controls: { thrust: number }): void => {
      controls.thrust = 1 + (i % 8);
    };
    bots.push(createBot({ url: node.url, room: `${node.id}-main`, name: `Bot ${i}`, think, seed: i }));
    await pause(30);
  }
  await until(() => countJoined(bots) === count, JOIN_MS);
  return bots;
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
  // A connection that was lost and made anew has another status.
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
