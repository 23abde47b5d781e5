// Where the server can listen: addresses of both families, UNIX sockets, and sockets that a service manager has opened.

import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect, createServer, type NetConnectOpts } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type CliProcess, endAll, PATIENCE, ready, startCli } from '../support/cli-process.ts';
import { COMMAND } from '../support/command.ts';
import { freePort } from '../support/free-port.ts';
import { createClientDir } from '../support/hosted.ts';

const NAMES = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
const hasIpv6 = NAMES.some(({ family }) => family === 'IPv6');
/** Opens listening sockets as a service manager does, and becomes the command that follows. */
const ACTIVATED = `
import os, socket, sys
sockets = [socket.create_server(('127.0.0.1', int(sys.argv[1])))]
at = socket.socket(socket.AF_UNIX)
at.bind(sys.argv[2])
at.listen()
sockets.append(at)
if 'UNIX_FIRST' in os.environ:
    sockets.reverse()
for i, one in enumerate(sockets):
    os.dup2(one.fileno(), 10 + i)
for i in range(len(sockets)):
    os.dup2(10 + i, 3 + i)
    os.close(10 + i)
os.environ['LISTEN_PID'] = str(os.getpid())
os.environ['LISTEN_FDS'] = str(len(sockets))
os.execvp(sys.argv[3], sys.argv[3:])
`;

let clientDir: string;
let folder: string;
const running: CliProcess[] = [];

beforeAll(async () => {
  clientDir = await createClientDir();
  folder = await mkdtemp(join(tmpdir(), 'starfray-listen-'));
});

afterEach(() => endAll(running.splice(0)));

afterAll(async () => {
  await rm(clientDir, { recursive: true });
  await rm(folder, { recursive: true });
});

function start(flags: readonly string[], options: Parameters<typeof startCli>[1] = {}): CliProcess {
  const run = startCli(['serve', '--client', clientDir, '--bots', '0', '--log-level', 'warn', ...flags], options);
  running.push(run);
  return run;
}

async function announced(run: CliProcess): Promise<readonly string[]> {
  await vi.waitFor(() => expect(run.said.stdout).toContain('is ready'), PATIENCE);
  return run.said.stdout
    .trim()
    .split('\n')
    .map((line) => line.replace(/^[^:]+: +/, ''));
}

/** The status of a request at a UNIX socket. */
function statusAt(path: string, headers: Readonly<Record<string, string>> = {}, url = '/readyz'): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath: path, path: url, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end();
  });
}

function upgradeStatusAt(place: NetConnectOpts, forwardedFor: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(place);
    socket.once('data', (data) => {
      resolve(String(data).split(' ')[1] ?? '');
    });
    socket.on('error', reject);
    const lines = ['GET /ws?kind=spectator HTTP/1.1', 'Host: x', 'Connection: Upgrade', 'Upgrade: websocket'];
    const key = [
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Protocol: starfray',
    ];
    socket.write(`${[...lines, ...key, `X-Forwarded-For: ${forwardedFor}`].join('\r\n')}\r\n\r\n`);
    open.push(() => socket.destroy());
  });
}

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

describe('without --host', () => {
  it('[P13] answers on both families, and prints addresses of both', async () => {
    const run = start(['--port', '0']);
    const [first = ''] = await announced(run);
    const { port } = new URL(first);
    const hosts = hasIpv6 ? ['127.0.0.1', '[::1]'] : ['127.0.0.1'];
    for (const host of hosts) expect((await fetch(`http://${host}:${port}/readyz`)).status, host).toBe(200);
    const outside = NAMES.filter(({ internal, address }) => !internal && !address.startsWith('fe80'));
    const network = ['IPv4', 'IPv6'].flatMap((family) =>
      outside
        .filter((one) => one.family === family)
        .map(({ address }) => `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`),
    );
    // A line each, which may arrive one by one.
    await vi.waitFor(async () => expect((await announced(run)).slice(1)).toEqual(network), PATIENCE);
  });
});

describe('--host [::1]', () => {
  it.runIf(hasIpv6)('[P13] is understood with its brackets', async () => {
    const run = start(['--host', '[::1]', '--port', '0']);
    const [url = ''] = await announced(run);
    expect(url).toMatch(/^http:\/\/localhost:\d+$/);
    expect((await fetch(`http://[::1]:${new URL(url).port}/readyz`)).status).toBe(200);
  });
});

describe('a UNIX socket', () => {
  it('[P12] is listened on with permissions of its own, and a stale one is replaced', async () => {
    const path = join(folder, 'game.sock');
    // What a server leaves that was killed.
    await new Promise<void>((resolve) => {
      const crash =
        'require("node:net").createServer().listen(process.argv[1], () => process.kill(process.pid, "SIGKILL"))';
      startCli(['-e', crash, path], { program: [process.execPath] }).child.once('exit', () => resolve());
    });
    expect((await stat(path)).isSocket()).toBe(true);
    const run = start([
      '--host',
      `unix:${path}`,
      '--socket-mode',
      '606',
      '--trust-proxy',
      'loopback',
      '--connections-per-address',
      '1',
    ]);
    expect(await announced(run)).toEqual([`unix:${path}`]);
    expect((await stat(path)).mode & 0o777).toBe(0o606);
    expect(await statusAt(path)).toBe(200);
    // One connection for each address that the proxy names: not one for all.
    expect(await upgradeStatusAt({ path }, '203.0.113.1')).toBe('101');
    expect(await upgradeStatusAt({ path }, '203.0.113.1')).toBe('429');
    expect(await upgradeStatusAt({ path }, '203.0.113.2')).toBe('101');
    const second = start(['--host', `unix:${path}`, '--trust-proxy', 'loopback']);
    expect(await second.end).toBe(2);
    expect(second.said.stderr).toBe(
      `starfray: --host unix:${path}: another server listens there: stop it, or give another path\n`,
    );
    expect(await statusAt(path)).toBe(200);
    run.child.kill('SIGTERM');
    expect(await run.end).toBe(0);
    await expect(stat(path)).rejects.toThrow('ENOENT');
  });

  it('[P12] is refused where something else is in its place, or nobody says where players are', async () => {
    const path = join(folder, 'file');
    await writeFile(path, 'kept');
    await chmod(path, 0o600);
    const [taken, blind] = [
      start(['--host', `unix:${path}`, '--trust-proxy', 'loopback']),
      start(['--host', 'unix:/run/x.sock']),
    ];
    expect([await taken.end, await blind.end]).toEqual([2, 2]);
    expect(taken.said.stderr).toBe(
      `starfray: --host unix:${path}: is there already, and is no socket: move it away, or give another path\n`,
    );
    expect(blind.said.stderr).toBe(
      'starfray: --host unix:/run/x.sock: all players come from the proxy there: give --trust-proxy loopback, or --proxy-protocol loopback to a TCP proxy, so that it says where they are, or --connections-per-address 0\n',
    );
  });
});

describe('socket activation', () => {
  it('[P11] takes all sockets that were opened for it, whatever --host and --port say', async () => {
    const [port, path] = [await freePort(), join(folder, 'activated.sock')];
    const program = ['python3', '-c', ACTIVATED, String(port), path, process.execPath, COMMAND];
    const run = start(['--port', '1', '--trust-proxy', 'loopback'], { program });
    await ready(port);
    expect(await statusAt(path)).toBe(200);
    run.child.kill('SIGTERM');
    expect(await run.end).toBe(0);
  });

  it('[P41] counts a client by TCP under its own address, whichever socket was opened first', async () => {
    const [port, path] = [await freePort(), join(folder, 'first.sock')];
    const program = ['python3', '-c', ACTIVATED, String(port), path, process.execPath, COMMAND];
    const flags = ['--trust-proxy', '127.0.0.1', '--connections-per-address', '1'];
    const run = start(flags, { program, env: { UNIX_FIRST: '1' } });
    expect(await announced(run)).toEqual([`unix:${path}`]);
    const visit = (said: string) => upgradeStatusAt({ port, host: '127.0.0.1', localAddress: '127.0.0.9' }, said);
    expect(await visit('203.0.113.1')).toBe('101');
    // What it says of itself counts for nothing.
    expect(await visit('203.0.113.2')).toBe('429');
    expect(await upgradeStatusAt({ path }, '203.0.113.3')).toBe('101');
  });

  it('[P11] leaves sockets alone that were opened for another process', async () => {
    const port = await freePort();
    const env = { LISTEN_PID: '1', LISTEN_FDS: '1' };
    start(['--host', '127.0.0.1', '--port', String(port)], { env });
    await ready(port);
  });
});

describe('a port in use', () => {
  it('[P13] is an error, also where only one family has it', async () => {
    const other = createServer().listen(0, '0.0.0.0');
    await new Promise((resolve) => other.once('listening', resolve));
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const run = start(['--port', String(port)]);
    expect(await run.end).toBe(2);
    expect(run.said.stderr).toContain(`port ${port} is in use`);
    other.close();
  });
});
