// Peers of the HTTP server that do not read: on a real socket, with a deadline short enough to wait for.

import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, it } from 'vitest';
import { RequestGuard } from './request-guard.ts';

/** More than any kernel takes in for a peer. */
const ANSWER = Buffer.alloc(64 * 1024 * 1024);
const STALL_MS = 100;

it('[U7] an answer of which nothing is read is given up, and its connection closed', async () => {
  const guard = new RequestGuard(
    {
      now: () => performance.now(),
      addressOf: () => ({ address: '127.0.0.1' }),
      isProxy: () => false,
      onRefusal: () => undefined,
      stallMs: STALL_MS,
    },
    10,
  );
  const answers: ServerResponse[] = [];
  const server = createServer();
  guard.attach(server, false);
  server.on(
    'request',
    guard.guarded((_request, response) => {
      answers.push(response);
      response.end(ANSWER);
    }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const peer = connect({ port, host: '127.0.0.1' });
  peer.pause();
  peer.on('error', () => undefined);
  peer.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(server, 'request');
  const [answer] = answers;
  expect(answer?.socket?.destroyed).toBe(false);
  if (answer !== undefined && !answer.closed) await once(answer, 'close');
  expect([answer?.writableFinished, answer?.req.socket.destroyed]).toEqual([false, true]);
  peer.destroy();
  server.close();
});
