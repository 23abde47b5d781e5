// Whether several threads can listen on one port here, and which addresses they are to take.

import { lookup } from 'node:dns/promises';
import { createServer, type Server } from 'node:net';
import { listenAnywhere } from '../http/place.ts';
import type { SharedPlace } from './front-door.ts';

interface ListenAt {
  readonly host: string;
  readonly port: number;
  readonly reusePort: boolean;
}

/** Makes a server listen, or rejects with Node's own error. */
function listen(server: Server, at: ListenAt): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(at, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Why two sockets cannot listen on one port, as the system has it; undefined where they can. */
export async function whyNotShared(): Promise<string | undefined> {
  const [first, second] = [createServer(), createServer()];
  try {
    await listen(first, { host: '127.0.0.1', port: 0, reusePort: true });
    const address = first.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await listen(second, { host: '127.0.0.1', port, reusePort: true });
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  } finally {
    for (const server of [first, second]) server.close();
  }
}

/**
 * Resolves the addresses that threads are to share. Rejects with Node's own error where one cannot be listened on, and where another
 * server has the port: shared with that one it would be no error, and each would get a part of the players.
 */
export async function findSharedPlace({ host, port }: { host: string; port: number }): Promise<SharedPlace> {
  const hosts = host === 'localhost' ? await addressesOfLocalhost() : [host];
  const [first = host, ...others] = hosts;
  const bound = await listenAnywhere((at) => tryOut(at, port), first);
  return { hosts: [bound, ...others], port };
}

async function tryOut(host: string, port: number): Promise<void> {
  const server = createServer();
  await listen(server, { host, port, reusePort: false });
  await new Promise((resolve) => server.close(resolve));
}

async function addressesOfLocalhost(): Promise<string[]> {
  const found = await lookup('localhost', { all: true });
  return [...new Set(found.map(({ address }) => address))];
}
