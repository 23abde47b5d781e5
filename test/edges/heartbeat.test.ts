// Peers that are gone without saying so, and peers that only look like it.

import { connect } from 'node:net';
import { CLOSE } from '@starfray/shared/protocol';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Hosted, handshake, startHosted } from '../support/hosted.ts';

const HEARTBEAT_MS = 100;

let hosted: Hosted;

beforeEach(async () => {
  hosted = await startHosted({ heartbeatMs: HEARTBEAT_MS, heartbeatTimeoutMs: 3 * HEARTBEAT_MS });
});

afterEach(() => hosted.stop());

it('[C16] ends a half-open connection, which takes everything and answers nothing', async () => {
  const raw = connect(hosted.host.port, '127.0.0.1');
  raw.write(handshake(hosted.host.port));
  let received = Buffer.alloc(0);
  raw.on('data', (chunk) => {
    received = Buffer.concat([received, Buffer.from(chunk)]);
  });
  await vi.waitFor(() => expect(hosted.rooms.seats[0]?.ended?.code).toBe(CLOSE.silent), 240_000);
  await new Promise((resolve) => raw.once('close', resolve));
  // The close frame's code was sent all the same: the peer may only have been asleep.
  expect(received.includes(Buffer.of(CLOSE.silent >> 8, CLOSE.silent & 255))).toBe(true);
});

it('[C16] keeps one that answers pings and says nothing else', async () => {
  const socket = await hosted.connect();
  let pings = 0;
  socket.on('ping', () => {
    pings += 1;
  });
  await vi.waitFor(() => expect(pings).toBeGreaterThanOrEqual(6), 240_000);
  expect(socket.readyState).toBe(socket.OPEN);
});

it('[C16] keeps one that plays and answers no ping, and does not know its round trip', async () => {
  const socket = await hosted.connect('', { autoPong: false });
  const playing = setInterval(() => socket.send(Uint8Array.of(1)), HEARTBEAT_MS / 2);
  let pings = 0;
  socket.on('ping', () => {
    pings += 1;
    if (pings === 1) socket.pong();
  });
  const link = hosted.rooms.seats[0]?.link;
  await vi.waitFor(() => expect(link?.pingMs).toBeGreaterThan(0), 240_000);
  await vi.waitFor(() => expect(pings).toBeGreaterThanOrEqual(6), 240_000);
  clearInterval(playing);
  expect([socket.readyState, link?.pingMs]).toEqual([socket.OPEN, undefined]);
});

it('[N10] measures the round trip by the answer to its ping', async () => {
  const socket = await hosted.connect('', { autoPong: false });
  socket.on('ping', () => setTimeout(() => socket.pong(), 60));
  const pingMs = (): number => hosted.rooms.seats[0]?.link.pingMs ?? 0;
  expect(pingMs()).toBe(0);
  await vi.waitFor(() => expect(pingMs()).toBeGreaterThan(55), 240_000);
});
