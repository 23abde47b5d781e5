import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeRelayHeader } from './relay-header.ts';
import { expectRelays, type RelayListener } from './relay-listener.ts';

const SECRET = Buffer.alloc(16, 7);

describe('the server that front ends relay to', () => {
  const server = createServer({ allowHalfOpen: true });
  const faults: string[] = [];
  let folder: string;
  let path: string;
  let relays: RelayListener;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'starfray-relay-'));
    path = join(folder, 'relay');
    server.on('connection', (socket: Socket) => {
      const client = relays.relayed(socket);
      socket.end(`${socket.remoteAddress} is ${client?.connection} of ${client?.frontEnd}`);
    });
    relays = expectRelays(server, { secret: SECRET, onRefused: (fault) => faults.push(fault) });
    await new Promise<void>((resolve) => server.listen(path, resolve));
  });

  afterAll(async () => {
    relays.stop();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  });

  function answerTo(bytes: Buffer): Promise<string> {
    const socket = connect({ path });
    socket.end(bytes);
    return text(socket);
  }

  it('[TH32] takes a connection for one from the client that its header names', async () => {
    const header = writeRelayHeader(SECRET, { frontEnd: 1, connection: 17, address: '192.0.2.7' });
    expect(await answerTo(header)).toBe('192.0.2.7 is 17 of 1');
  });

  it('[TH32] ends that of a stranger without an answer', async () => {
    const forged = writeRelayHeader(Buffer.alloc(16), { frontEnd: 1, connection: 17, address: '192.0.2.7' });
    expect(await answerTo(forged)).toBe('');
    expect(await answerTo(Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'))).toBe('');
    expect(faults).toEqual(Array.from({ length: 2 }, () => 'not from a front end of this server'));
  });
});
