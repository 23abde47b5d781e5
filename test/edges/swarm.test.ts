// The swarm that the bots command sends, against the real server: what it does when its lines break, and where tokens are asked for.

import { runSwarm, type SwarmNow, type SwarmOptions } from '@starfray/bots';
import { startNetsim } from '@starfray/bots/netsim';
import { createOwnTokens } from '@starfray/server/identity';
import { PERFECT } from '@starfray/shared/protocol';
import { starfrayBots } from '@starfray/starfray/bots';
import { expect, it } from 'vitest';
import { startStarfray } from '../support/started.ts';

const SECRET = 'a-secret-of-this-test-that-is-long-enough';

/** Long enough for the slowest machine: every swarm here ends by itself, or by what it has reached. */
const BOUND_SECONDS = 100;
const COUNT = 3;

function swarm(
  port: number,
  more: Partial<SwarmOptions>,
  isOver: (now: SwarmNow) => boolean,
): Promise<Awaited<ReturnType<typeof runSwarm>>> {
  const address = { server: `ws://127.0.0.1:${port}`, room: undefined };
  const options = { count: COUNT, seconds: BOUND_SECONDS, brain: 'wanderer', net: 'perfect', seed: 1 } as const;
  return runSwarm(starfrayBots, { ...options, address, ...more }, isOver);
}

it.each([
  [true, { joined: 3, errors: 0, returns: 3 }],
  [false, { joined: 3, errors: 3, returns: 0 }],
])('[Z12] a bot that loses its line comes back where the options say so: %s', async (reconnects, outcome) => {
  const server = await startStarfray();
  const netsim = await startNetsim({
    host: '127.0.0.1',
    port: 0,
    targetHost: '127.0.0.1',
    targetPort: server.host.port,
    conditions: PERFECT,
    seed: 1,
  });
  let isCut = false;
  let ratesAtReturn = 0;
  const report = await swarm(netsim.port, { reconnects }, ({ joined, returns, rates }) => {
    if (!isCut && joined === COUNT && rates >= COUNT) {
      isCut = true;
      netsim.cut();
    }
    if (returns < COUNT) ratesAtReturn = rates;
    // One measurement of each that is back.
    return rates >= ratesAtReturn + COUNT;
  });
  expect(isCut).toBe(true);
  expect(report).toMatchObject({ ...outcome, refused: 0, desyncs: 0 });
  // [Z12] What was counted before the line broke is not lost, nor taken off what comes after.
  expect(report.snapshotsPerSecond.min).toBeGreaterThanOrEqual(0);
  await netsim.close();
  await server.stop();
});

it.each([false, true])(
  '[Z13] a token lets bots in where they must show one, coming back or not: %s',
  async (reconnects) => {
    const server = await startStarfray({ secret: SECRET, botsNeedToken: true });
    const tokens = createOwnTokens(Buffer.from(SECRET), { audience: 'starfray' });
    const token = await tokens.issue({ account: 'marvin', role: 'bot', lifetimeSeconds: 300 }, Date.now());
    const areIn = ({ joined }: SwarmNow): boolean => joined === COUNT;
    expect(await swarm(server.host.port, { token, reconnects }, areIn)).toMatchObject({ joined: 3, refused: 0 });
    expect(await swarm(server.host.port, { reconnects }, areIn)).toMatchObject({
      joined: 0,
      refused: 3,
      reasons: [expect.stringMatching(/^4012: .* \(give --token, made by "starfray token create --role bot"/)],
    });
    await server.stop();
  },
);
