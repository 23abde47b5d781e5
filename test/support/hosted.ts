// A real port on loopback over fake rooms, with a page to serve; and plain sockets to knock on it with.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Host, type HostDeps, type HostOptions, type Log, SILENT_LOG, startHost } from '@starfray/server';
import { starfray } from '@starfray/starfray/rules';
import { WebSocket } from 'ws';
import { FakeRooms } from './fake-rooms.ts';
import { plainDoor } from './plain-door.ts';

export interface Hosted {
  readonly host: Host;
  readonly rooms: FakeRooms;
  readonly url: string;
  /** What was logged, as `message` and fields in one object. */
  readonly logged: readonly { readonly message: string }[];
  /** Opens a WebSocket; answers once it is open, or has failed with what HTTP said. */
  connect(query?: string, options?: WebSocket.ClientOptions & { readonly protocols?: string[] }): Promise<WebSocket>;
  stop(): Promise<void>;
}

export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** Starts a host on a free port. */
export async function startHosted(options: Partial<HostOptions> = {}, deps: Partial<HostDeps> = {}): Promise<Hosted> {
  const clientDir = await createClientDir();
  const rooms = new FakeRooms();
  const logged: { message: string }[] = [];
  const note = (fields: object, message: string) => logged.push({ ...fields, message });
  const log: Log = { ...SILENT_LOG, info: note, warn: note, error: note };
  const host = await startHost(
    { identity: starfray.identity, rooms, version: 'abcd1234', log, now: () => performance.now(), ...deps },
    {
      ...plainDoor(),
      host: '127.0.0.1',
      port: 0,
      clientDir,
      allowedOrigins: [],
      connectionsPerAddress: 100,
      ...options,
    },
  );
  const address = `127.0.0.1:${host.port}`;
  const s = options.tls === undefined ? '' : 's';
  return {
    host,
    rooms,
    logged,
    url: `http${s}://${address}`,
    connect: (query = '', { protocols = ['starfray'], ...rest } = {}) =>
      opened(new WebSocket(`ws${s}://${address}/ws${query}`, protocols, rest)),
    stop: async () => {
      await host.close();
      await rm(clientDir, { recursive: true });
    },
  };
}

/** A directory as the client's build leaves it. */
export async function createClientDir(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'starfray-client-'));
  await mkdir(join(directory, 'assets'));
  await writeFile(join(directory, 'index.html'), '<!doctype html><title>Starfray</title>');
  await writeFile(join(directory, 'assets', 'main-1234.js'), 'export {};');
  await writeFile(join(directory, 'assets', 'main-1234.js.gz'), gzipSync('export {};'));
  return directory;
}

function opened(socket: WebSocket): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('unexpected-response', (_request, response) => {
      reject(new Error(`HTTP ${response.statusCode}`));
      response.resume();
    });
    socket.on('error', reject);
  });
}

/** Waits for the end of a socket. */
export function closed(socket: WebSocket): Promise<Closed> {
  return new Promise((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
}

/** Sends raw bytes on a new TCP connection and collects what comes back until the other side ends it. */
export async function exchange(port: number, sent: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(sent);
  return readAll(socket);
}

async function readAll(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}

/** A WebSocket handshake as text, for clients that then behave as no library would. */
export function handshake(port: number, headers: readonly string[] = []): string {
  const lines = [
    'GET /ws HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}
