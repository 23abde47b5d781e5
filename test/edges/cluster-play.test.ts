// A cluster as its players have it: real node processes, a real Redis, bots that find their way by themselves.

import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import type { RunningBot } from '@starfray/bots';
import { INVALID } from '@starfray/shared/contract';
import { CLOSE, createCodec, createProtocol } from '@starfray/shared/protocol';
import { createBot } from '@starfray/starfray/bots';
import { starfray } from '@starfray/starfray/rules';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type ClusterNode, SECRET, startNode } from '../support/cluster-nodes.ts';
import { createClientDir } from '../support/hosted.ts';
import { type RedisServer, startRedis } from '../support/redis-server.ts';
import { askStatus } from '../support/status.ts';

/** Only what never happens is a fault: a busy machine may take its time. */
const SOON = { timeout: 240_000, interval: 50 };

let clientDir: string;
let redis: RedisServer;
let nodes: ClusterNode[] = [];
let bots: RunningBot[] = [];

beforeAll(async () => {
  clientDir = await createClientDir();
  redis = await startRedis();
});

afterAll(async () => {
  await redis.stop();
  await rm(clientDir, { recursive: true });
});

afterEach(async () => {
  for (const bot of bots) bot.close();
  for (const node of nodes) node.process.kill('SIGKILL');
  await Promise.all(nodes.map(({ exit }) => exit));
  bots = [];
  nodes = [];
});

async function startNodes(clusterName: string, names: readonly string[], ...more: string[]): Promise<ClusterNode[]> {
  const start = (name: string) =>
    startNode({ name, redis: redis.url, clientDir, more: ['--cluster', clusterName, ...more] });
  nodes = await Promise.all(names.map(start));
  const known = async () => (await Promise.all(nodes.map(statusOf))).map(({ cluster }) => cluster.nodes.length);
  await vi.waitFor(async () => expect(await known()).toEqual(names.map(() => names.length)), SOON);
  return nodes;
}

function nodeAt(index: number): ClusterNode {
  const node = nodes[index];
  if (node === undefined) throw new Error(`there is no node ${index}`);
  return node;
}

/** A connection that may ask for a place and show a resume token, and speaks no further. */
function joinByHand(
  { url }: ClusterNode,
  { query = '', resume }: { readonly query?: string; readonly resume?: string } = {},
): WebSocket {
  const protocols = ['starfray', ...(resume === undefined ? [] : [`resume.${resume}`])];
  return new WebSocket(`${url.replace('http', 'ws')}/ws?snapshots=full&kind=bot${query}`, protocols);
}

function firstMessage(socket: WebSocket): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    socket.once('message', resolve);
    socket.once('error', reject);
  });
}

/** Players whose points lie in Redis. */
function scoresKept(): number {
  const said = execFileSync('redis-cli', ['-p', String(redis.port), 'KEYS', '*{full}:score:*'], { encoding: 'utf8' });
  return said.trim() === '' ? 0 : said.trim().split('\n').length;
}

interface Status {
  readonly bots: number;
  readonly rooms: readonly { readonly id: string; readonly bots: number }[];
  readonly cluster: { readonly nodes: readonly { readonly id: string }[]; readonly isConnected: boolean };
}

function statusOf(node: ClusterNode): Promise<Status> {
  return askStatus(node.url);
}

function fly(count: number, url: string, room?: string): RunningBot[] {
  const think = (_view: object, controls: { thrust: number }) => {
    controls.thrust = 1;
  };
  const from = bots.length;
  const more = Array.from({ length: count }, (_, i) =>
    createBot({ url, name: `Bot ${from + i}`, think, seed: from + i, ...(room === undefined ? {} : { room }) }),
  );
  bots.push(...more);
  return more;
}

function allJoined(): boolean {
  return bots.every(({ status }) => status.state === 'joined');
}

function roomsOf(some: readonly RunningBot[]): (string | undefined)[] {
  return some.map(({ status }) => (status.state === 'joined' ? status.room : undefined));
}

describe('a cluster', () => {
  it('[X11] brings players to the room that they name, by whatever node they came', async () => {
    await startNodes('rooms', ['a', 'b']);
    const [host] = fly(1, nodeAt(0).url, 'den');
    await vi.waitFor(() => expect(allJoined()).toBe(true), SOON);
    expect(roomsOf([...(host === undefined ? [] : [host])])).toEqual(['na-den']);
    await vi.waitFor(async () => {
      const answer = await (await fetch(`${nodeAt(1).url}/api/play?snapshots=full&room=den`)).json();
      expect(answer).toMatchObject({ ok: true, node: 'na' });
    }, SOON);
    fly(1, nodeAt(1).url, 'den');
    fly(1, nodeAt(1).url, 'na-den');
    await vi.waitFor(() => expect(allJoined()).toBe(true), SOON);
    expect(roomsOf(bots)).toEqual(['na-den', 'na-den', 'na-den']);
  });

  it('[X11] passes a connection on where it came to the wrong node, from one front end to another', async () => {
    await startNodes('pipes', ['a', 'b'], '--threads', '2');
    const socket = joinByHand(nodeAt(1), { query: '&room=na-main' });
    expect(await firstMessage(socket)).toBeInstanceOf(Buffer);
    await vi.waitFor(async () => expect((await statusOf(nodeAt(0))).bots).toBe(1), SOON);
    expect((await statusOf(nodeAt(1))).bots).toBe(0);
    socket.terminate();
    await vi.waitFor(async () => expect((await statusOf(nodeAt(0))).bots).toBe(0), SOON);
  });

  it('[X12] loses no player with a node that is killed', async () => {
    await startNodes('kills', ['a', 'b', 'c']);
    fly(8, nodeAt(0).url, 'na-main');
    await vi.waitFor(() => expect(allJoined()).toBe(true), SOON);
    // A heartbeat writes who is there.
    await vi.waitFor(async () => expect((await statusOf(nodeAt(1))).cluster.nodes).toHaveLength(3), SOON);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    nodeAt(0).process.kill('SIGKILL');
    await vi.waitFor(() => expect(bots.some(({ status }) => status.state !== 'joined')).toBe(true), SOON);
    await vi.waitFor(() => expect(allJoined()).toBe(true), SOON);
    expect(roomsOf(bots).every((room) => room !== undefined && !room.startsWith('na-'))).toBe(true);
    const [left, right] = [await statusOf(nodeAt(1)), await statusOf(nodeAt(2))];
    expect(left.bots + right.bots).toBe(8);
  });

  it('[X12] names every node that is on the list at that moment to each player who joins', async () => {
    await startNodes('moments', ['a']);
    let isListed = false;
    const watch = (async () => {
      const endMs = performance.now() + SOON.timeout;
      const onList = async () => (await statusOf(nodeAt(0))).cluster.nodes.length;
      // All the time while the other comes: for up to a second it was on the list and no answer named it.
      while (!isListed && performance.now() < endMs) {
        const before = await onList();
        const answer = await (await fetch(`${nodeAt(0).url}/api/play?snapshots=full`)).json();
        // A node that a busy machine keeps from its heartbeats may leave the list meanwhile.
        expect((answer as { nodes: string[] }).nodes.length).toBeGreaterThanOrEqual(Math.min(before, await onList()));
        isListed = before === 2;
        await new Promise((resolve) => setTimeout(resolve, 15));
      }
    })();
    const other = await startNode({ name: 'b', redis: redis.url, clientDir, more: ['--cluster', 'moments'] });
    nodes.push(other);
    await watch;
    expect(isListed).toBe(true);
  });

  it('[X12] takes in who was to be passed on to a node that is dead, before its lease has ended', async () => {
    await startNodes('corpses', ['a', 'b']);
    await vi.waitFor(async () => expect((await statusOf(nodeAt(1))).cluster.nodes).toHaveLength(2), SOON);
    nodeAt(0).process.kill('SIGKILL');
    await nodeAt(0).exit;
    expect((await statusOf(nodeAt(1))).cluster.nodes).toHaveLength(2);
    const socket = joinByHand(nodeAt(1), { query: '&node=na' });
    expect(await firstMessage(socket)).toBeInstanceOf(Buffer);
    await vi.waitFor(async () => expect((await statusOf(nodeAt(1))).bots).toBe(1), SOON);
    socket.terminate();
  });

  it('[X12] keeps the points of one who is refused where it comes back to', async () => {
    await startNodes('full', ['a', 'b'], '--max-players', '1');
    fly(1, nodeAt(1).url, 'nb-main');
    await vi.waitFor(() => expect(allJoined()).toBe(true), SOON);
    const protocol = createProtocol(starfray);
    const before = joinByHand(nodeAt(0));
    const welcome = protocol.decodeServer(createCodec().unpack(await firstMessage(before)));
    if (welcome === INVALID || welcome.name !== 'welcome') throw new Error('no welcome');
    await vi.waitFor(() => expect(scoresKept()).toBe(2), SOON);
    nodeAt(0).process.kill('SIGKILL');
    await nodeAt(0).exit;
    const after = joinByHand(nodeAt(1), { resume: welcome.resume });
    expect(await new Promise((resolve) => after.once('close', resolve))).toBe(CLOSE.full);
    await vi.waitFor(() => expect(scoresKept()).toBe(2), SOON);
  });

  it('[X13] sends its players to the others when it stops', async () => {
    await startNodes('drains', ['a', 'b']);
    fly(4, nodeAt(0).url, 'na-main');
    await vi.waitFor(() => expect(allJoined()).toBe(true), SOON);
    nodeAt(0).process.kill('SIGTERM');
    await vi.waitFor(() => expect(roomsOf(bots)).toEqual(['nb-main', 'nb-main', 'nb-main', 'nb-main']), SOON);
    expect(await nodeAt(0).exit).toBe(0);
    expect((await statusOf(nodeAt(1))).bots).toBe(4);
  });

  it('[X8] plays on without Redis, and is a cluster again with it', async () => {
    const away = await startRedis();
    const start = (name: string) => startNode({ name, redis: away.url, clientDir });
    nodes = await Promise.all(['a', 'b'].map(start));
    fly(4, nodeAt(0).url, 'na-main');
    await vi.waitFor(() => expect(allJoined()).toBe(true), SOON);
    away.pause();
    await vi.waitFor(async () => expect((await statusOf(nodeAt(0))).cluster.isConnected).toBe(false), SOON);
    expect(allJoined()).toBe(true);
    fly(1, nodeAt(0).url);
    await vi.waitFor(() => expect(allJoined()).toBe(true), SOON);
    expect((await fetch(`${nodeAt(0).url}/readyz`)).status).toBe(200);
    away.resume();
    await vi.waitFor(async () => expect((await statusOf(nodeAt(0))).cluster.nodes).toHaveLength(2), SOON);
    expect(allJoined()).toBe(true);
    await away.stop();
  });

  it('[X4] takes no node of another secret', async () => {
    await startNodes('secrets', ['a']);
    const more = ['--cluster', 'secrets', '--secret', `${SECRET}-not`];
    await expect(startNode({ name: 'b', redis: redis.url, clientDir, more })).rejects.toThrow(
      /ended with 2: [\s\S]*starfray: .*secret/,
    );
  });
});
