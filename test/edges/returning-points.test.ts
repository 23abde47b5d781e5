// The points of players who come back to a cluster, while only one process has them; against a real Redis.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Membership, openMembership } from '../../packages/server/src/hosting/membership.ts';
import { localJoin } from '../../packages/server/src/joining/local-join.ts';
import { type RedisServer, startRedis } from '../support/redis-server.ts';
import { SECRET } from './cluster-members.ts';

const SILENT_LOG = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

let redis: RedisServer;
let node: Membership;
let beats = 0;
const seats: { key: string; name: string; score: number }[] = [];

beforeAll(async () => {
  redis = await startRedis();
  const rooms = {
    status: () => {
      beats += 1;
      return { rooms: [], isDraining: false };
    },
    keptScores: () => seats,
    keepsSeat: () => false,
  };
  const options = { redis: redis.url, cluster: 'test', advertise: 'http://n1.example.org', region: undefined };
  const secrets = { secret: SECRET, others: [] };
  const deps = {
    keyPrefix: 'starfray',
    nodeId: 'n1',
    version: 'v1',
    firstMode: 'arena',
    secrets,
    rooms,
    log: SILENT_LOG,
  };
  const opened = await openMembership({ ...options, maxPlayers: 100 }, { ...deps, now: () => performance.now() });
  if (opened === undefined) throw new Error('this is a node of a cluster');
  node = opened;
});

afterAll(async () => {
  await node?.close();
  await redis?.stop();
});

it('[X5] are written again soon after they were taken, and not only with the next heartbeat', async () => {
  for (let round = 0; ; round += 1) {
    const [before, after] = [`before ${round}`, `after ${round}`];
    await node.cluster.saveScores([{ key: before, name: 'Ada', score: 30 }]);
    const beatsBefore = beats;
    const join = await node.restore(localJoin({ kind: 'human', snapshots: 'delta', resume: before }));
    expect(join).toMatchObject({ name: 'Ada', score: 30 });
    seats.push({ key: after, name: 'Ada', score: 30 });
    while ((await node.cluster.takeScore(after)) === undefined) await new Promise((done) => setTimeout(done, 10));
    seats.pop();
    // A heartbeat writes points, too: in one of some rounds it does not come in between.
    if (beats === beatsBefore) return;
    expect(round).toBeLessThan(50);
  }
});
