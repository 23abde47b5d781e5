// What every cluster does, whether it is kept in one process or in a real Redis.

import { ClusterFault, findNodeOf } from '@starfray/server/cluster';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type Members,
  memoryMembers,
  nodeLoad,
  OTHER_SECRET,
  redisMembers,
  SECRET,
  seenBy,
} from './cluster-members.ts';
import { type RedisProcess, startRedisProcess } from './redis-process.ts';

let redis: RedisProcess;
let clusters = 0;

beforeAll(async () => {
  redis = await startRedisProcess();
});

afterAll(() => redis.stop());

/** Within two heartbeats, and some patience for a machine at work. */
const SOON = { timeout: 240_000, interval: 20 };

describe.each([
  ['memory', memoryMembers],
  ['Redis', () => redisMembers(redis.url, `contract-${++clusters}`)],
] as const)('a cluster in %s', (_name, create) => {
  let members: Members;

  beforeEach(() => {
    members = create();
  });

  afterEach(() => members.close());

  it('[X1] a node that joins is on every list, with what it is and its newest load', async () => {
    const first = await members.started('n1');
    const second = await members.started('n2');
    second.publishLoad(nodeLoad(3));
    await vi.waitFor(() => expect(first.nodes()[1]).toMatchObject({ id: 'n2', ...nodeLoad(3) }), SOON);
    expect(first.nodes()[1]).toMatchObject({ advertiseUrl: 'https://n2.example.org:8080', version: 'v1' });
    await vi.waitFor(() => expect(seenBy(second)).toEqual(['n1', 'n2']), SOON);
  });

  it('[X1] a node sees its own load at once', async () => {
    const only = await members.started('n1');
    only.publishLoad(nodeLoad(5));
    expect(only.nodes()).toEqual([expect.objectContaining({ id: 'n1', humans: 5 })]);
  });

  it('[X1] a node that closes is off every list', async () => {
    const first = await members.started('n1');
    const second = await members.started('n2');
    await vi.waitFor(() => expect(seenBy(first)).toEqual(['n1', 'n2']), SOON);
    await second.close();
    await vi.waitFor(() => expect(seenBy(first)).toEqual(['n1']), SOON);
  });

  it('[X1] a node finds the node of a room by the id of the room', async () => {
    const first = await members.started('n1');
    await members.started('n2');
    await vi.waitFor(() => expect(findNodeOf(first.nodes(), 'n2-main')?.id).toBe('n2'), SOON);
    expect(findNodeOf(first.nodes(), 'n1-main-2')?.id).toBe('n1');
    expect(['n3-main', 'n2main', 'main'].map((room) => findNodeOf(first.nodes(), room))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('[X4] a node with another secret does not start', async () => {
    await members.started('n1');
    const start = members.make('n2', OTHER_SECRET).start();
    await expect(start).rejects.toMatchObject({ code: 'secret-differs', message: expect.stringContaining('give all') });
    await expect(start).rejects.toBeInstanceOf(ClusterFault);
  });

  it('[A23] nodes exchange their secret one after the other, and a score goes with its player all the way', async () => {
    const start = async (id: string, secret: Uint8Array, second?: Uint8Array) => {
      const member = members.make(id, secret, second);
      await member.start();
      return member;
    };
    await start('n1', SECRET);
    // All learn the new one; then each signs with it; then the old one is taken away.
    const second = await start('n2', SECRET, OTHER_SECRET);
    await second.saveScores([{ key: 'k1', name: 'Ada', score: 7 }]);
    const third = await start('n3', OTHER_SECRET, SECRET);
    expect(await third.takeScore('k1')).toEqual({ name: 'Ada', score: 7 });
    await third.saveScores([{ key: 'k2', name: 'Bob', score: 8 }]);
    expect(await second.takeScore('k2')).toEqual({ name: 'Bob', score: 8 });
    await Promise.all([second.close(), third.close()]);
    await start('n4', OTHER_SECRET, SECRET);
    await start('n5', OTHER_SECRET);
    await expect(members.make('n6', SECRET).start()).rejects.toMatchObject({ code: 'secret-differs' });
  });

  it('[X4] a node whose id another holds does not start, and does once that one has closed', async () => {
    const first = await members.started('n1');
    await expect(members.make('n1').start()).rejects.toMatchObject({ code: 'id-taken' });
    await first.close();
    await members.started('n1');
  });

  it('[X4] what did not start leaves the other registered when it closes', async () => {
    await members.started('n1');
    const double = members.make('n1');
    await double.start().catch(() => undefined);
    await double.close();
    expect(seenBy(await members.started('n2'))).toEqual(['n1', 'n2']);
  });

  it('[X5] a score that one node wrote is taken by another, whole', async () => {
    const first = await members.started('n1');
    const second = await members.started('n2');
    expect(await first.saveScores([{ key: 'k1', name: 'Ada', score: 7 }])).toBe(true);
    expect(await first.saveScores([{ key: 'k1', name: 'Ada ✦ Ω', score: 12 }])).toBe(true);
    expect(await second.takeScore('k1')).toEqual({ name: 'Ada ✦ Ω', score: 12 });
    expect(await second.takeScore('k2')).toBeUndefined();
  });

  it('[X5] of all nodes that ask for a score at once, exactly one gets it', async () => {
    const nodes = await Promise.all(['n1', 'n2', 'n3'].map((id) => members.started(id)));
    const keys = Array.from({ length: 100 }, (_, i) => `k${i}`);
    await nodes[0]?.saveScores(keys.map((key, i) => ({ key, name: key, score: i })));
    const taken = await Promise.all(keys.map((key) => Promise.all(nodes.map((node) => node.takeScore(key)))));
    expect(taken.map((answers) => answers.filter((answer) => answer !== undefined))).toEqual(
      keys.map((key, i) => [{ name: key, score: i }]),
    );
  });

  it('[X6] an announcement reaches every node once, and its own at once', async () => {
    const first = await members.started('n1');
    const second = await members.started('n2');
    const heard: [string[], string[]] = [[], []];
    first.onAnnouncement((text) => heard[0].push(text));
    const stop = second.onAnnouncement((text) => heard[1].push(text));
    const sent = first.announce('one two');
    expect(heard[0]).toEqual(['one two']);
    expect(await sent).toBe(true);
    await vi.waitFor(() => expect(heard[1]).toEqual(['one two']), SOON);
    stop();
    await second.announce('three');
    await vi.waitFor(() => expect(heard).toEqual([['one two', 'three'], ['one two']]), SOON);
  });

  it('[X7] a change reaches every node, its own included', async () => {
    const first = await members.started('n1');
    const second = await members.started('n2');
    const heard: string[] = [];
    first.onChange((change) => heard.push(`1 ${change}`));
    second.onChange((change) => heard.push(`2 ${change}`));
    expect(await first.publishChange('bans')).toBe(true);
    await vi.waitFor(() => expect(heard.toSorted()).toEqual(['1 bans', '2 bans']), SOON);
  });

  it('[X7] a node that starts looks at everything', async () => {
    const only = members.make('n1');
    const heard: string[] = [];
    only.onChange((change) => heard.push(change));
    await only.start();
    expect(heard).toEqual(['bans']);
  });

  it('[X7] a listener that throws costs the others nothing', async () => {
    const first = await members.started('n1');
    const second = await members.started('n2');
    const heard: string[] = [];
    second.onAnnouncement(() => {
      throw new Error('planted');
    });
    second.onAnnouncement((text) => heard.push(text));
    await first.announce('one');
    await first.announce('two');
    await vi.waitFor(() => expect(heard).toEqual(['one', 'two']), SOON);
    expect(second.state.isConnected).toBe(true);
  });
});
