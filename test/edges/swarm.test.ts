// The swarm that the bots command sends, against the real server: what it does when its lines break, and where tokens are asked for.

import { runSwarm, type SwarmOptions } from '@starfray/bots';
import { startNetsim } from '@starfray/bots/netsim';
import { createOwnTokens } from '@starfray/server/identity';
import { PERFECT } from '@starfray/shared/net';
import { expect, it } from 'vitest';
import { startStarfray } from '../support/started.ts';

const SECRET = 'a-secret-of-this-test-that-is-long-enough';

function swarm(port: number, more: Partial<SwarmOptions> = {}): Promise<Awaited<ReturnType<typeof runSwarm>>> {
  const address = { server: `ws://127.0.0.1:${port}`, room: undefined };
  return runSwarm({ address, count: 3, seconds: 5, brain: 'wanderer', net: 'perfect', seed: 1, ...more });
}

it.each([
  [true, { joined: 3, errors: 0, returns: 3 }],
  [false, { joined: 3, errors: 3, returns: 0 }],
])('[Z12] whoever loses its line comes back, where it was told to: %s', async (reconnects, outcome) => {
  const server = await startStarfray();
  const netsim = await startNetsim({
    host: '127.0.0.1',
    port: 0,
    targetHost: '127.0.0.1',
    targetPort: server.host.port,
    conditions: PERFECT,
    seed: 1,
  });
  const report = swarm(netsim.port, { reconnects });
  setTimeout(() => netsim.cut(), 2000);
  expect(await report).toMatchObject({ ...outcome, refused: 0, desyncs: 0 });
  // [Z12] What was counted before the line broke is not lost, nor taken off what comes after.
  expect((await report).snapshotsPerSecond.min).toBeGreaterThanOrEqual(0);
  await netsim.close();
  await server.stop();
});

it.each([false, true])('a token lets bots in where they must show one, coming back or not: %s', async (reconnects) => {
  const server = await startStarfray({ secret: SECRET, botsNeedToken: true });
  const tokens = createOwnTokens(Buffer.from(SECRET), { audience: 'starfray' });
  const token = await tokens.issue({ account: 'marvin', role: 'bot', lifetimeSeconds: 60 }, Date.now());
  expect(await swarm(server.host.port, { seconds: 1, token, reconnects })).toMatchObject({ joined: 3, refused: 0 });
  expect(await swarm(server.host.port, { seconds: 1, reconnects })).toMatchObject({ joined: 0, refused: 3 });
  await server.stop();
});
