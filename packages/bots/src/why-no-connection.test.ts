// Each cause of a connection that does not come about, met on real sockets.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeCertificate } from '../../../test/support/certificate.ts';
import { whyNoConnection } from './why-no-connection.ts';

let folder: string;
let secure: number;
let plain: number;
let cutting: number;
const servers: Server[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'starfray-why-'));
  const { cert, key } = makeCertificate(folder, 'why');
  secure = await listen(
    createHttps({ cert: readFileSync(cert), key: readFileSync(key) }, (_, response) => response.end()),
  );
  plain = await listen(
    createHttp().on('upgrade', (request, socket) => {
      const status = /^\/(\d+)\//.exec(request.url ?? '')?.[1] ?? '200';
      const more = status === '302' ? 'Location: https://elsewhere.example/\r\n' : '';
      socket.end(`HTTP/1.1 ${status} X\r\n${more}Content-Length: 0\r\nConnection: close\r\n\r\n`);
    }),
  );
  cutting = await listen(createServer((socket) => socket.destroy()));
});

afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

it.each([
  ['nothing listens', () => 'ws://127.0.0.1:9', /^no server answers there: is it running\?$/],
  [
    'the connection is cut off',
    () => `ws://127.0.0.1:${cutting}`,
    /^what listens there cuts the connection off: is it the game/,
  ],
  [
    'TLS is spoken where none was asked for',
    () => `ws://127.0.0.1:${secure}`,
    /^the port there speaks TLS: aim at wss:\/\/127/,
  ],
  [
    'no TLS is spoken where it was asked for',
    () => `wss://127.0.0.1:${plain}`,
    /^the port there speaks no TLS: aim at ws:\/\/127/,
  ],
  [
    'the certificate signs itself',
    () => `wss://localhost:${secure}`,
    /DEPTH_ZERO_SELF_SIGNED_CERT\): name that with NODE_EXTRA_CA_CERTS/,
  ],
  [
    'a password is asked for',
    () => `ws://127.0.0.1:${plain}/401`,
    /^HTTP 401: something before the server asks for a user/,
  ],
  ['the proxy reaches nothing', () => `ws://127.0.0.1:${plain}/502`, /^HTTP 502: the proxy there reaches no server/],
  [
    'another program answers',
    () => `ws://127.0.0.1:${plain}/200`,
    /^HTTP 200: what stands before the server passes no WebSockets on/,
  ],
  [
    'it leads elsewhere',
    () => `ws://127.0.0.1:${plain}/302`,
    /^HTTP 302: it leads to https:\/\/elsewhere\.example\/: aim there/,
  ],
])('[Z13] %s: the cause is named, with its remedy', async (_what, server, reason) => {
  expect(await whyNoConnection(server())).toMatch(reason);
});
