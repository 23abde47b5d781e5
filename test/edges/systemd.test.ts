// The server under a service manager: what it says on a real notify socket, and the units that are handed out.

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { findProgram } from '../support/chromium.ts';
import { type CliProcess, endAll, PATIENCE, ready, startCli } from '../support/cli-process.ts';
import { freePort } from '../support/free-port.ts';
import { createClientDir } from '../support/hosted.ts';

const ROOT = join(import.meta.dirname, '../..');
/** A service manager's end of the socket: prints each message as one line of JSON. */
const MANAGER = `
import json, socket, sys
at = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
at.bind(sys.argv[1])
print('listening', flush=True)
while True:
    print(json.dumps(at.recv(4096).decode().strip().split('\\n')), flush=True)
`;
/** What Debian's systemd-notify does, for machines without systemd. */
const STAND_IN = `#!/usr/bin/env python3
import os, socket, sys
at = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
at.sendto('\\n'.join(sys.argv[1:]).encode(), os.environ['NOTIFY_SOCKET'])
`;

let clientDir: string;
let folder: string;
const running: CliProcess[] = [];

beforeAll(async () => {
  clientDir = await createClientDir();
  folder = await mkdtemp(join(tmpdir(), 'starfray-systemd-'));
});

afterEach(() => endAll(running.splice(0)));

afterAll(async () => {
  await rm(clientDir, { recursive: true });
  await rm(folder, { recursive: true });
});

function pathWithNotify(): string {
  const path = process.env['PATH'] ?? '';
  if (findProgram(['systemd-notify']) !== undefined) return path;
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'systemd-notify'), STAND_IN, { mode: 0o755 });
  return `${bin}:${path}`;
}

/** A systemd-notify that takes longer than the watchdog waits between two beats. */
function pathWithSlowNotify(): string {
  const bin = join(folder, 'slow');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'systemd-notify'), `${STAND_IN}import time\ntime.sleep(0.5)\n`, { mode: 0o755 });
  return `${bin}:${process.env['PATH'] ?? ''}`;
}

describe('a service manager', () => {
  it('[P10] hears of the stop though what tells it of beats is slower than they are', async () => {
    const socket = join(folder, 'slow-notify');
    const manager = startCli([socket], { program: ['python3', '-c', MANAGER] });
    running.push(manager);
    await vi.waitFor(() => expect(manager.said.stdout).toContain('listening'), PATIENCE);
    const flags = [
      'serve',
      '--client',
      clientDir,
      '--host',
      '127.0.0.1',
      '--bots',
      '0',
      '--port',
      String(await freePort()),
    ];
    const env = { NOTIFY_SOCKET: socket, WATCHDOG_USEC: '40000', PATH: pathWithSlowNotify() };
    const run = startCli(flags, { env });
    running.push(run);
    await vi.waitFor(() => expect(manager.said.stdout.split('WATCHDOG=1').length).toBeGreaterThan(3), PATIENCE);
    run.child.kill('SIGTERM');
    expect(await run.end).toBe(0);
    // What has ended sends nothing more, but its last message may still be on its way.
    await vi.waitFor(() => expect(manager.said.stdout).toContain('STOPPING=1'), PATIENCE);
  });

  it('[P10] hears that the server is ready, alive, reloading and stopping, in this order', async () => {
    const socket = join(folder, 'notify');
    const manager = startCli([socket], { program: ['python3', '-c', MANAGER] });
    running.push(manager);
    await vi.waitFor(() => expect(manager.said.stdout).toContain('listening'), PATIENCE);
    const heard = () =>
      manager.said.stdout
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => JSON.parse(line) as string[]);
    const hears = (state: string, after: number) =>
      vi.waitFor(() => {
        const found = heard().findIndex((states, i) => i >= after && states.includes(state));
        expect(found, state).not.toBe(-1);
        return found;
      }, PATIENCE);
    const port = await freePort();
    const flags = ['serve', '--client', clientDir, '--host', '127.0.0.1', '--bots', '0', '--port', String(port)];
    const env = { NOTIFY_SOCKET: socket, WATCHDOG_USEC: '400000', STARFRAY_LOG_FILE: join(folder, 'log') };
    const run = startCli(flags, { env: { ...env, PATH: pathWithNotify() } });
    running.push(run);
    const readyAt = await hears('READY=1', 0);
    expect(readyAt).toBe(0);
    expect(heard()[0]).toContain(`STATUS=Starfray is at http://localhost:${port}`);
    const aliveAt = await hears('WATCHDOG=1', readyAt);
    run.child.kill('SIGHUP');
    const reloadingAt = await hears('RELOADING=1', aliveAt);
    expect(heard()[reloadingAt]).toContainEqual(expect.stringMatching(/^MONOTONIC_USEC=\d+$/));
    const againAt = await hears('READY=1', reloadingAt);
    run.child.kill('SIGTERM');
    await hears('STOPPING=1', againAt);
    expect(await run.end).toBe(0);
    expect(readFileSync(join(folder, 'log'), 'utf8')).not.toContain('cannot be notified');
  });

  it('[P10] that cannot be notified costs a line of log', async () => {
    const port = await freePort();
    const flags = ['serve', '--client', clientDir, '--host', '127.0.0.1', '--bots', '0', '--port', String(port)];
    const run = startCli(flags, { env: { NOTIFY_SOCKET: join(folder, 'none'), PATH: folder } });
    running.push(run);
    await ready(port);
    await vi.waitFor(() => expect(run.said.stderr).toContain('the service manager cannot be notified'), PATIENCE);
    run.child.kill('SIGTERM');
    expect(await run.end).toBe(0);
    expect(run.said.stderr.match(/cannot be notified/g)).toHaveLength(1);
  });
});

describe('deploy/starfray.service', () => {
  const unit = readFileSync(join(ROOT, 'deploy/starfray.service'), 'utf8');
  const setting = (key: string) => new RegExp(`^${key}=(.*)$`, 'm').exec(unit)?.[1] ?? '';

  it('[P10] runs Node itself, waits for READY, and gives a stop longer than it may take', () => {
    expect(setting('ExecStart')).toMatch(/^\/usr\/bin\/node .*\/lib\/starfray\.js serve$/);
    expect([setting('Type'), setting('NotifyAccess')]).toEqual(['notify', 'all']);
    // The drain, eight seconds, and one for the log.
    expect(Number(setting('TimeoutStopSec'))).toBeGreaterThan(10 + 8 + 1);
    expect(setting('RestartPreventExitStatus')).toBe('2');
  });

  it.runIf(findProgram(['systemd-analyze']) !== undefined)('[P10] has nothing that systemd does not know', () => {
    // Where the program and the port's unit are: systemd looks whether they are there.
    const root = join(folder, 'root');
    for (const path of ['usr/bin/node', 'bin/kill']) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), '', { mode: 0o755 });
    }
    const units = join(root, 'etc/systemd/system');
    mkdirSync(units, { recursive: true });
    for (const name of ['starfray.service', 'starfray.socket'])
      copyFileSync(join(ROOT, 'deploy', name), join(units, name));
    const verify = spawnSync(
      'systemd-analyze',
      ['verify', `--root=${root}`, '--man=no', '--recursive-errors=no', 'starfray.service', 'starfray.socket'],
      {
        encoding: 'utf8',
      },
    );
    const told = `${verify.stdout}${verify.stderr}`.split('\n').filter((line) => line.includes('starfray.'));
    expect(told).toEqual([]);
    expect(verify.status).toBe(0);
  });
});
