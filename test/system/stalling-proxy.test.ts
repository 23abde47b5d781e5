// Flow control over real sockets: a line that stands still for seconds while the kernels swallow what is sent.

import { rm } from 'node:fs/promises';
import { type Netsim, startNetsim } from '@starfray/bots/netsim';
import { createWebSocketLink, joinUrl, NetClient, SUBPROTOCOL } from '@starfray/client/net';
import { type Host, SILENT_LOG, startServer } from '@starfray/server';
import { type Arena, input, type StarfrayWorld, starfray } from '@starfray/shared/game';
import { versionHash } from '@starfray/shared/net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createClientDir } from '../support/hosted.ts';

const STALL_MS = 2500;

let clientDir: string;
let host: Host;
let proxy: Netsim;

beforeAll(async () => {
  clientDir = await createClientDir();
  host = await startServer(
    {
      port: 0,
      host: '127.0.0.1',
      bots: 6,
      roomPlayers: 10,
      maxPlayers: 10,
      maxSpectators: 0,
      connectionsPerAddress: 10,
      allowOrigin: [],
      seed: 1,
      logLevel: 'silent',
      clientDir,
    },
    SILENT_LOG,
  );
  proxy = await startNetsim({ host: '127.0.0.1', port: 0, targetHost: '127.0.0.1', targetPort: host.port });
});

afterAll(async () => {
  await proxy.close();
  await host.close();
  await rm(clientDir, { recursive: true });
});

interface Flyer {
  readonly client: NetClient<StarfrayWorld, Arena>;
  /** Messages received, and the time and tick of each snapshot applied. */
  readonly log: { messages: number; snapshots: { atMs: number; tick: number }[] };
  stop(): void;
}

function join(port: number, name: string): Flyer {
  const log: Flyer['log'] = { messages: 0, snapshots: [] };
  const url = joinUrl({ server: `ws://127.0.0.1:${port}`, version: versionHash(starfray), kind: 'human', name });
  const client = new NetClient<StarfrayWorld, Arena>({
    game: starfray,
    random: () => 0.5,
    draws: false,
    connect: () => {
      const link = createWebSocketLink(new globalThis.WebSocket(url, [SUBPROTOCOL]));
      return {
        ...link,
        get isOpen() {
          return link.isOpen;
        },
        get bufferedBytes() {
          return link.bufferedBytes;
        },
        onMessage: (receive) =>
          link.onMessage((bytes) => {
            log.messages += 1;
            receive(bytes);
            const tick = client.held?.tick ?? 0;
            if (tick > (log.snapshots.at(-1)?.tick ?? 0)) log.snapshots.push({ atMs: performance.now(), tick });
          }),
      };
    },
  });
  const controls = input.view();
  const timer = setInterval(() => {
    controls.aim = (controls.aim + 8) & 1023;
    client.setInput(controls);
    client.update(performance.now());
    while (client.takeEvent() !== undefined);
  }, 16);
  return {
    client,
    log,
    stop: () => {
      clearInterval(timer);
      client.close();
    },
  };
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

it('[F1] [F2] a stalled line is skipped, not queued on: afterwards the present comes at once and nobody was kicked', async () => {
  const far = join(proxy.port, 'Far');
  const near = join(host.port, 'Near');
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
