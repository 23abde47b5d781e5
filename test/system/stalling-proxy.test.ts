// Flow control over real sockets: a line that stands still for seconds while the kernels swallow what is sent.

import { type Netsim, startNetsim } from '@starfray/bots/netsim';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { flyTo } from '../support/flyer.ts';
import { type Started, startStarfray } from '../support/started.ts';

const STALL_MS = 2500;

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

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

it('[F1] [F2] a stalled line is skipped, not queued on: afterwards the present comes at once and nobody was kicked', async () => {
  const far = flyTo(proxy.port, 'Far');
  const near = flyTo(server.host.port, 'Near');
  await wait(2500);
  expect([far.client.status.state, near.client.status.state]).toEqual(['joined', 'joined']);
  const nearBefore = near.log.snapshots.length;

  proxy.stall();
  await wait(STALL_MS);
  const before = { messages: far.log.messages, tick: far.log.snapshots.at(-1)?.tick ?? 0 };
  const resumedMs = performance.now();
  proxy.resume();
  await wait(600);

  // What had been sent before the server noticed: about its slack of 250 ms, not the whole stall's 75 snapshots.
  const late = far.log.snapshots.filter(({ atMs }) => atMs > resumedMs && atMs < resumedMs + 300);
  const current = near.log.snapshots.at(-1)?.tick ?? 0;
  expect(far.log.messages - before.messages).toBeLessThan(45);
  expect(late.at(-1)?.tick ?? 0).toBeGreaterThan(before.tick + (STALL_MS / 1000) * 60 * 0.8);
  expect(current - (far.log.snapshots.at(-1)?.tick ?? 0)).toBeLessThan(12);
  expect(far.client.status.state).toBe('joined');
  expect(far.client.stats.desyncs).toBe(0);
  expect(near.log.snapshots.length - nearBefore).toBeGreaterThan(((STALL_MS + 600) / 1000) * 30 * 0.8);

  // And it goes on as before.
  const after = far.log.snapshots.length;
  await wait(1000);
  expect(far.log.snapshots.length - after).toBeGreaterThan(20);
  far.stop();
  near.stop();
});
