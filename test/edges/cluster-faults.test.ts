// A cluster in which nodes die, and Redis is killed, comes back empty, hangs, or holds nonsense.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Cluster, findNodeOf } from '@starfray/server/cluster';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { settlesAtOnce } from '../support/turns.ts';
import { type Members, nodeLoad, OTHER_SECRET, redisMember, redisMembers, seenBy } from './cluster-members.ts';
import { type RedisProcess, startRedisProcess } from './redis-process.ts';

const NAME = 'faults';
const MEMBER = join(import.meta.dirname, 'cluster-member.ts');

/** What must happen does so within some seconds; a busy machine may take longer, and only what never happens is a fault. */
const SOON = { timeout: 240_000, interval: 20 };

let redis: RedisProcess;
let members: Members;

beforeEach(async () => {
  redis = await startRedisProcess();
  members = redisMembers(redis.url, NAME);
});

afterEach(async () => {
  await members.close();
  await redis.stop();
});

async function restart(): Promise<void> {
  redis = await startRedisProcess({ port: redis.port });
}

/** The answers of every call that waits for Redis. */
function callAll(member: Cluster): Promise<readonly unknown[]> {
  return Promise.all([
    member.saveScores([{ key: 'k', name: 'n', score: 1 }]),
    member.takeScore('none'),
    member.announce('text'),
    member.publishChange('bans'),
  ]);
}

/** Fails unless every call is refused without waiting for Redis. */
async function expectRefusedAtOnce(member: Cluster): Promise<void> {
  const calls = callAll(member);
  expect(await settlesAtOnce(calls)).toBe(true);
  expect(await calls).toEqual(ALL_REFUSED);
}

const ALL_REFUSED = [false, undefined, false, false];

describe('a node that dies', () => {
  it('[X2] is gone from the list within 10 s, its id is free, and its players are taken up', async () => {
    const survivor = await members.started('n1');
    const child = spawn(process.execPath, [MEMBER, redis.url, NAME, 'n2'], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await once(child.stdout, 'data');
      await vi.waitFor(() => expect(seenBy(survivor)).toEqual(['n1', 'n2']), SOON);
      await expect(members.make('n2').start()).rejects.toMatchObject({ code: 'id-taken' });
    } finally {
      child.kill('SIGKILL');
    }
    // Its lease ends by Redis's own clock; the next heartbeat of the survivor, a second later at most, takes it off the list.
    const leaseEndMs = Number((await redis.ask('HGET', `starfray:{${NAME}}:nodes`, 'n2')).split(' ')[0]);
    const [seconds = '', micros = ''] = (await redis.ask('TIME')).split(/\s+/);
    expect(leaseEndMs - (Number(seconds) * 1000 + Number(micros) / 1000)).toBeLessThanOrEqual(10_000 - 2 * 1000);
    await vi.waitFor(() => expect(seenBy(survivor)).toEqual(['n1']), SOON);
    expect(await survivor.takeScore('k1')).toEqual({ name: 'Ada', score: 42 });
    await vi.waitFor(() => members.started('n2'), SOON);
  });
});

describe('Redis that is not there', () => {
  it('[X4] stops a node from starting after three seconds, with the reason', async () => {
    await redis.kill('SIGKILL');
    const start = redisMember(redis.url.replace('//', '//user:pass@'), NAME, 'n1', { startMs: 3000 }).start();
    await expect(start).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    await expect(start).rejects.not.toMatchObject({ message: expect.stringContaining('pass') });
  });

  it('[X4] stops a node from starting when it hangs, too', async () => {
    await redis.kill('SIGSTOP');
    await expect(redisMember(redis.url, NAME, 'n1', { startMs: 3000 }).start()).rejects.toMatchObject({
      code: 'unreachable',
    });
  });

  it('[X4] is waited for by a node that starts a moment before it', async () => {
    await redis.kill('SIGKILL');
    const starting = members.started('n1');
    await restart();
    expect((await starting).state.isConnected).toBe(true);
  });
});

describe('Redis that dies', () => {
  it('[X8] is noticed: calls fail fast, the state says so, and nothing is thrown', async () => {
    const member = await members.started('n1');
    await redis.kill('SIGKILL');
    await vi.waitFor(() => expect(member.state.isConnected).toBe(false), SOON);
    expect(member.state.lastError).toMatch(/./);
    await expectRefusedAtOnce(member);
    await vi.waitFor(() => expect(member.state.lastError).toContain('ECONNREFUSED'), SOON);
    expect(seenBy(member)).toEqual(['n1']);
  });

  it('[X3] leaves a node alone on its own list once the leases of the others have ended', async () => {
    const [first] = await Promise.all([members.started('n1'), members.started('n2')]);
    await vi.waitFor(() => expect(seenBy(first)).toEqual(['n1', 'n2']), SOON);
    await redis.kill('SIGKILL');
    expect(seenBy(first)).toEqual(['n1', 'n2']);
    await vi.waitFor(() => expect(seenBy(first)).toEqual(['n1']), SOON);
  });

  it('[X9] and comes back empty finds every node registered again, by itself, with what it has to say', async () => {
    const [first, second] = await Promise.all([members.started('n1'), members.started('n2')]);
    await redis.kill('SIGKILL');
    await vi.waitFor(
      () => expect([first.state, second.state]).toMatchObject(Array(2).fill({ isConnected: false })),
      SOON,
    );
    first.publishLoad(nodeLoad(6));
    await restart();
    await vi.waitFor(() => expect(findNodeOf(second.nodes(), 'n1-main')?.humans).toBe(6), SOON);
    await vi.waitFor(
      () => expect([first.state, second.state]).toMatchObject(Array(2).fill({ isConnected: true })),
      SOON,
    );
    expect(first.state.lastError).toBeUndefined();
    expect(await callAll(first)).toEqual([true, undefined, true, true]);
    await expect(members.make('n3', OTHER_SECRET).start()).rejects.toMatchObject({ code: 'secret-differs' });
  });

  it('[X9] and comes back has its channels heard again, and what changed meanwhile looked at', async () => {
    const [first, second] = await Promise.all([members.started('n1'), members.started('n2')]);
    await redis.kill('SIGKILL');
    await vi.waitFor(
      () => expect([first.state, second.state]).toMatchObject(Array(2).fill({ isConnected: false })),
      SOON,
    );
    const heard: string[] = [];
    second.onAnnouncement((text) => heard.push(text));
    second.onChange((change) => heard.push(change));
    await restart();
    await vi.waitFor(() => expect(heard).toContain('bans'), SOON);
    await vi.waitFor(async () => {
      await first.announce('again');
      expect(heard).toContain('again');
    }, SOON);
  });

  it('[X8] has a line in the log when it goes and when it comes back, and each time once', async () => {
    const said: string[] = [];
    const note = (fields: object, message: string) => void said.push(`${message} ${JSON.stringify(fields)}`);
    const log = { debug: note, info: note, warn: note, error: note };
    const member = redisMember(redis.url.replace('//', '//default:@'), NAME, 'n1', { log });
    await member.start();
    await redis.kill('SIGKILL');
    await vi.waitFor(() => expect(said.at(-1)).toContain('ECONNREFUSED'), SOON);
    // Some more tries and heartbeats that fail alike.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await restart();
    await vi.waitFor(() => expect(said.at(-1)).toContain('on the list'), SOON);
    await member.close();
    expect(said.filter((line) => line.includes('on the list'))).toHaveLength(2);
    expect(said.filter((line) => line.includes('ECONNREFUSED'))).toHaveLength(1);
    const reasons = said.filter((line) => !line.includes('on the list'));
    expect(new Set(reasons).size).toBe(reasons.length);
    expect(reasons.length).toBeLessThanOrEqual(4);
  });

  it('[X9] and had another change to pass on gets it when it is back', async () => {
    const first = await members.started('n1');
    await redis.kill('SIGKILL');
    await vi.waitFor(() => expect(first.state.isConnected).toBe(false), SOON);
    expect(await first.publishChange('bans')).toBe(false);
    await restart();
    // A listener of our own might come too late for it; the new Redis counts what was published since it began.
    await vi.waitFor(
      async () => expect(await redis.ask('INFO', 'commandstats')).toMatch(/cmdstat_publish:calls=1,/),
      SOON,
    );
  });
});

describe('Redis that hangs', () => {
  it('[X8] keeps no caller waiting until it goes on, then refuses at once, and recovers', async () => {
    const member = await members.started('n1');
    await redis.kill('SIGSTOP');
    expect(await callAll(member)).toEqual(ALL_REFUSED);
    await vi.waitFor(() => expect(member.state.isConnected).toBe(false), SOON);
    // Past the three seconds after which the silent connection is replaced by one that is silent, too.
    for (let i = 0; i < 30; i += 1) {
      await expectRefusedAtOnce(member);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await redis.kill('SIGCONT');
    await vi.waitFor(() => expect(member.state.isConnected).toBe(true), SOON);
    expect(await callAll(member)).toEqual([true, undefined, true, true]);
  });

  it('[X8] is asked a bounded number of questions, and the others are refused at once', async () => {
    const member = await members.started('n1');
    await redis.kill('SIGSTOP');
    const takes = Array.from({ length: 3000 }, () => member.takeScore('k'));
    // A thousand may wait.
    expect(await settlesAtOnce(Promise.all(takes.slice(1000)))).toBe(true);
    expect(new Set(await Promise.all(takes))).toEqual(new Set([undefined]));
  });

  it('[X8] for long is given up, and taken up when it goes on', async () => {
    const [member, other] = await Promise.all([members.started('n1'), members.started('n2')]);
    await redis.kill('SIGSTOP');
    await vi.waitFor(() => expect(member.state.lastError).toContain('timeout'), SOON);
    await redis.kill('SIGCONT');
    await vi.waitFor(
      () => expect([member.state, other.state]).toMatchObject(Array(2).fill({ isConnected: true })),
      SOON,
    );
    await vi.waitFor(() => expect(seenBy(member)).toEqual(['n1', 'n2']), SOON);
    const heard: string[] = [];
    other.onAnnouncement((text) => heard.push(text));
    await vi.waitFor(async () => {
      await member.announce('again');
      expect(heard).toContain('again');
    }, SOON);
  });

  it('[X5] does not swallow the score whose taker has given up', async () => {
    const [member, other] = await Promise.all([members.started('n1'), members.started('n2')]);
    await member.saveScores([{ key: 'k1', name: 'Ada', score: 5 }]);
    await redis.kill('SIGSTOP');
    expect(await member.takeScore('k1')).toBeUndefined();
    await redis.kill('SIGCONT');
    await vi.waitFor(async () => expect(await other.takeScore('k1')).toEqual({ name: 'Ada', score: 5 }), SOON);
  });
});

describe('what lies in Redis', () => {
  it('[X5] is a score for ten minutes since its last write, under a name that tells nothing', async () => {
    const member = await members.started('n1');
    await member.saveScores([{ key: 'resume-key', name: 'Ada', score: 5 }]);
    const key = await redis.ask('KEYS', '*score*');
    expect(key).toMatch(/^starfray:\{faults\}:score:[\w-]{43}$/);
    const leftMs = Number(await redis.ask('PTTL', key));
    expect(leftMs).toBeGreaterThan(590_000);
    expect(leftMs).toBeLessThanOrEqual(600_000);
  });

  it('[X1] is the load of a node that begins to drain, before its next heartbeat', async () => {
    const member = redisMember(redis.url, NAME, 'n1', { every: () => () => undefined });
    await member.start();
    member.publishLoad(nodeLoad(4, true));
    await vi.waitFor(async () => {
      expect(await redis.ask('HGET', `starfray:{${NAME}}:nodes`, 'n1')).toContain('"isDraining":true');
    }, SOON);
    await member.close();
    expect(await redis.ask('HGET', `starfray:{${NAME}}:nodes`, 'n1')).toBe('');
  });

  it('[X1] and is no node of ours is left out', async () => {
    const member = await members.started('n1');
    const endMs = Date.now() + 60_000;
    const nodes = `starfray:{${NAME}}:nodes`;
    await redis.ask('HSET', nodes, 'n7', `${endMs} c {"id":"n7"}`, 'n8', `${endMs} c no json`, 'n9', 'nonsense');
    await members.started('n2');
    await vi.waitFor(() => expect(seenBy(member)).toEqual(['n1', 'n2']), SOON);
    expect(member.state.isConnected).toBe(true);
  });

  it('[X1] and hides behind another name belongs to another cluster', async () => {
    const member = await members.started('n1');
    const stranger = redisMember(redis.url, 'elsewhere', 'n2', { secret: OTHER_SECRET });
    await stranger.start();
    const third = await members.started('n3');
    await vi.waitFor(() => expect(seenBy(member)).toEqual(['n1', 'n3']), SOON);
    expect([seenBy(stranger), seenBy(third)]).toEqual([['n2'], ['n1', 'n3']]);
    await stranger.close();
  });

  it('[X8] and refuses a score: the caller gets the error', async () => {
    const member = await members.started('n1');
    await redis.ask('CONFIG', 'SET', 'maxmemory', '1');
    expect(await member.saveScores([{ key: 'k', name: 'n', score: 1 }])).toBe(false);
    await vi.waitFor(() => expect(member.state.lastError).toContain('OOM'), SOON);
    await redis.ask('CONFIG', 'SET', 'maxmemory', '0');
    await vi.waitFor(() => expect(member.state.isConnected).toBe(true), SOON);
  });
});
