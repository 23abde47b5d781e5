// Flow control over real sockets: a line that stands still for seconds while the kernels swallow what is sent.

import { type Netsim, startNetsim } from '@starfray/bots/netsim';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Flyer, flyTo } from '../support/flyer.ts';
import { type Started, startStarfray } from '../support/started.ts';

/** In ticks of the server, so that a busy machine changes nothing. */
const SECOND = 60;
const STALL = 2.5 * SECOND;

let server: Started;
let proxy: Netsim;

beforeAll(async () => {
  server = await startStarfray({ bots: 6 });
  const { port } = server.host;
  proxy = await startNetsim({ host: '127.0.0.1', port: 0, targetHost: '127.0.0.1', targetPort: port });
});

afterAll(async () => {
  await proxy.close();
  await server.stop();
});

/** Only what never happens is a fault: a busy machine may take its time. */
const SOON = { timeout: 240_000, interval: 20 };

const newestTick = ({ log }: Flyer): number => log.snapshots.at(-1)?.tick ?? 0;

async function reaches(flyer: Flyer, tick: number): Promise<void> {
  await vi.waitFor(() => expect(newestTick(flyer)).toBeGreaterThanOrEqual(tick), SOON);
}

it('[F1] [F2] a stalled line is skipped, not queued on: afterwards the present comes at once and nobody was kicked', async () => {
  const far = flyTo(proxy.port, 'Far');
  const near = flyTo(server.host.port, 'Near');
  await vi.waitFor(() => expect([newestTick(far) > 0, newestTick(near) > 0]).toEqual([true, true]), SOON);
  await reaches(near, newestTick(near) + 2 * SECOND);
  await reaches(far, newestTick(near));

  proxy.stall();
  await reaches(near, newestTick(near) + STALL);
  const before = { messages: far.log.messages, tick: newestTick(far) };
  const present = newestTick(near);
  proxy.resume();
  await reaches(far, present);

  // Sent before the server noticed: about its slack of 250 ms, not the 75 snapshots of the whole stall.
  const late = far.log.snapshots.filter(({ tick }) => tick > before.tick && tick < present);
  expect(late.length).toBeLessThan(35);
  expect(far.log.messages - before.messages).toBeLessThan(60);
  expect([far.client.status.state, near.client.status.state]).toEqual(['joined', 'joined']);

  // And it goes on as before.
  await reaches(far, present + 2 * SECOND);
  expect(far.client.stats.desyncs).toBe(0);
  far.stop();
  near.stop();
});
