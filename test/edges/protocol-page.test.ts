// What docs/protocol.md says of the WebSocket itself, each sentence against a real port.

import { CLOSE } from '@starfray/shared/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closed, type Hosted, startHosted } from '../support/hosted.ts';

let hosted: Hosted;
beforeAll(async () => {
  hosted = await startHosted();
});
afterAll(() => hosted.stop());

it.each<[readonly string[], string]>([
  [[], ''],
  [['starfray'], 'starfray'],
  [['resume.abc', 'starfray'], 'starfray'],
])('[C15] of the subprotocols %j the server chooses "%s"', async (protocols, chosen) => {
  const socket = await hosted.connect('', { protocols: [...protocols] });
  expect(socket.protocol).toBe(chosen);
  socket.terminate();
});

it.each<[string, number, (socket: Awaited<ReturnType<Hosted['connect']>>) => void]>([
  ['a message that is too long', CLOSE.tooBig, (socket) => socket.send(new Uint8Array(2000))],
  [
    'a message in too many parts',
    CLOSE.tooManyParts,
    (socket) => {
      for (let i = 0; i < 20; i += 1) socket.send(Uint8Array.of(i), { fin: false });
    },
  ],
])('[C17] %s is closed with %d and no reason', async (_what, code, offend) => {
  const socket = await hosted.connect();
  const end = closed(socket);
  offend(socket);
  expect(await end).toEqual({ code, reason: '' });
});

it('[C17] text is closed with a reason, as every fault of the protocol itself', async () => {
  const socket = await hosted.connect();
  const end = closed(socket);
  socket.send('text');
  expect(await end).toEqual({
    code: CLOSE.notBinary,
    reason: JSON.stringify({ reason: 'only binary messages are read' }),
  });
});
