// The command as a process: what it prints, and how it ends.

import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLOSE } from '@starfray/shared/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { COMMAND } from '../support/command.ts';
import { closed, createClientDir } from '../support/hosted.ts';
import { runProgram, startProgram } from '../support/program.ts';

interface Run {
  readonly process: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  readonly exit: Promise<number | null>;
}

let clientDir: string;
const running: Run[] = [];

beforeAll(async () => {
  clientDir = await createClientDir();
});

afterAll(() => rm(clientDir, { recursive: true }));

afterEach(() => {
  for (const run of running.splice(0)) run.process.kill('SIGKILL');
});

function start(...args: string[]): Run {
  const child = spawn(process.execPath, [COMMAND, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    output.stdout += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    output.stderr += String(chunk);
  });
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  const run = { process: child, output, exit };
  running.push(run);
  return run;
}

/** What `config print` shows with these flags and variables. */
async function printed(
  flags: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<
  Record<'guests' | 'bots' | 'socketMode' | 'metricsHost', { readonly value: unknown; readonly source: string }>
> {
  const args = [COMMAND, 'config', 'print', '--json', ...flags];
  const { stdout } = await runProgram(process.execPath, args, { cwd: clientDir, env });
  return JSON.parse(stdout);
}

async function serve(...args: string[]): Promise<Run & { readonly port: number }> {
  const run = start('serve', '--client', clientDir, '--host', '127.0.0.1', '--port', '0', ...args);
  await vi.waitFor(() => expect(run.output.stdout).toMatch(/\n/), { timeout: 240_000, interval: 20 });
  return { ...run, port: Number(/:(\d+)$/m.exec(run.output.stdout)?.[1]) };
}

describe('starfray serve', () => {
  it('prints where it is ready on stdout, and logs on stderr', async () => {
    const { output, port } = await serve();
    expect(output.stdout).toBe(`Starfray is ready: http://localhost:${port}\n`);
    await vi.waitFor(() => expect(output.stderr).toContain('"msg":"ready"'), 240_000);
    for (const line of output.stderr.trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('msg');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('tells its players at %s and ends well', async (signal) => {
    const run = await serve('--bots', '0');
    const socket = new WebSocket(`ws://127.0.0.1:${run.port}/ws?snapshots=full`, ['starfray']);
    await new Promise((resolve) => socket.once('open', resolve));
    run.process.kill(signal);
    const [end, code] = await Promise.all([closed(socket), run.exit]);
    expect(end.code).toBe(CLOSE.shutdown);
    expect(code).toBe(0);
  });

  it('[P5] ends at once at the second signal', async () => {
    const run = await serve('--bots', '0');
    // A player who answers nothing holds up the first.
    const socket = new WebSocket(`ws://127.0.0.1:${run.port}/ws?snapshots=full`, ['starfray']);
    await new Promise((resolve) => socket.once('open', resolve));
    socket.pause();
    run.process.kill('SIGTERM');
    await vi.waitFor(
      async () => expect((await fetch(`http://127.0.0.1:${run.port}/readyz`)).status).toBe(503),
      240_000,
    );
    // Two within half a second are one: npx sends a second of its own.
    await new Promise((resolve) => setTimeout(resolve, 600));
    run.process.kill('SIGTERM');
    expect(await run.exit).toBe(1);
    socket.terminate();
  });

  it('lists everything that is wrong at once', async () => {
    const { output, exit } = start('serve', '--client', '/nowhere', '--port', '80a', '--log-level', 'loud');
    expect(await exit).toBe(2);
    expect(output.stdout).toBe('');
    expect(output.stderr.trim().split('\n')).toEqual([
      'starfray: --port 80a: give a whole number from 0 to 65535',
      'starfray: --log-level loud: give one of fatal, error, warn, info, debug, trace, silent',
      'starfray: there is no built client in /nowhere: run "pnpm build", or name another place with --client',
    ]);
  });

  it('[H32] knows a flag that it does not know, and the one that was meant', async () => {
    const { output, exit } = start('serve', '--prot', '80');
    expect(await exit).toBe(2);
    expect(output.stderr).toBe('starfray: --prot: no such option; the nearest is --port\n');
  });

  it('says when the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const { output, exit } = start('serve', '--client', clientDir, '--host', '127.0.0.1', '--port', String(port));
    expect(await exit).toBe(2);
    // No room is logged that nobody could ever reach.
    expect(output.stderr).toBe(`starfray: port ${port} is in use: stop what uses it, or choose another with --port\n`);
    other.close();
  });

  it('[H32] starts where a package manager has passed on its --, and says where its metrics are', async () => {
    const flags = ['--client', clientDir, '--host', '127.0.0.1', '--port', '0', '--bots', '0', '--metrics-port', '0'];
    const { output, process: child, exit } = start('serve', '--', ...flags);
    await vi.waitFor(() => expect(output.stdout).toMatch(/\n.*\n/), { timeout: 240_000, interval: 20 });
    const url = /^Metrics: +(http:\/\/127\.0\.0\.1:\d+\/metrics)$/m.exec(output.stdout)?.[1] ?? '';
    expect(await (await fetch(url)).text()).toContain('starfray_');
    expect(await (await fetch(new URL('/', url))).text()).toBe('Only /metrics is here.\n');
    child.kill('SIGTERM');
    expect(await exit).toBe(0);
  });

  it('says when the address is not its own', async () => {
    const { output, exit } = start('serve', '--client', clientDir, '--host', '192.0.2.250', '--log-level', 'warn');
    expect(await exit).toBe(2);
    expect(output.stderr).toBe(
      'starfray: 192.0.2.250 is no address of this machine: choose another with --host, such as 0.0.0.0\n',
    );
  });

  it('says when data cannot be kept in the place given', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'starfray-data-'));
    const file = join(directory, 'file');
    await writeFile(file, '');
    await chmod(file, 0o400);
    const { output, exit } = start('serve', '--client', clientDir, '--data', file);
    expect(await exit).toBe(2);
    expect(output.stderr).toBe(
      `starfray: --data ${file}: cannot be read and written as a directory; give one that can, or mend its permissions\n`,
    );
    await rm(directory, { recursive: true });
  });

  it('[W17] copies what lasts into a new file, and never over one', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'starfray-data-'));
    const server = await serve('--bots', '0', '--data', directory);
    const copy = join(directory, 'copy.db');
    const first = start('store', 'backup', copy, '--data', directory);
    expect([await first.exit, first.output.stdout]).toEqual([0, `Copied to ${copy}\n`]);
    const second = start('store', 'backup', copy, '--data', directory);
    expect([await second.exit, second.output.stderr]).toEqual([2, expect.stringMatching(/^starfray: .*copy\.db/)]);
    const nowhere = join(directory, 'nodir', 'copy.db');
    const third = start('store', 'backup', nowhere, '--data', directory);
    const remedy = 'there is no such directory: make it, or give another place';
    expect([await third.exit, third.output.stderr]).toEqual([
      2,
      `starfray: ${nowhere}: cannot be written (ENOENT): ${remedy}\n`,
    ]);
    server.process.kill('SIGTERM');
    expect(await server.exit).toBe(0);
    await rm(directory, { recursive: true });
  });

  it('lets nothing that was not said on the line count before variables', async () => {
    const shown = await printed([], { STARFRAY_GUESTS: 'false', STARFRAY_BOTS: '3' });
    expect([shown.guests, shown.bots]).toEqual([
      { value: false, source: 'STARFRAY_GUESTS' },
      { value: 3, source: 'STARFRAY_BOTS' },
    ]);
    const said = await printed(['--no-guests'], { STARFRAY_GUESTS: 'true' });
    expect(said.guests).toEqual({ value: false, source: '--guests' });
    // As they are given, and as they hold.
    expect([said.socketMode, said.metricsHost]).toEqual([
      { value: '660', source: 'default' },
      { value: '127.0.0.1', source: 'default' },
    ]);
  });

  it('[H2] goes on with a variable that is no option, and warns in its log; [H1] says nothing of a service', async () => {
    const env = { STARFRAY_PROT: '1', STARFRAY_SERVICE_HOST: '10.43.0.17', STARFRAY_PORT: 'tcp://10.43.0.17:8080' };
    const warning = 'STARFRAY_PROT: no such option, so it has no effect; the nearest is STARFRAY_PORT';
    const flags = ['serve', '--client', clientDir, '--host', '127.0.0.1', '--port', '0', '--bots', '0'];
    const server = await startProgram(process.execPath, [COMMAND, ...flags], /is ready/, { cwd: clientDir, env });
    const lines = (await server.stop()).stderr.trim().split('\n');
    const warnings = lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 'warn');
    expect(warnings.map(({ msg }) => msg)).toEqual([warning]);
    const print = await runProgram(process.execPath, [COMMAND, 'config', 'print'], { cwd: clientDir, env });
    expect([print.code, print.stderr]).toEqual([0, `starfray: warning: ${warning}\n`]);
  });

  it('explains itself', async () => {
    const { output, exit } = start('serve', '--help');
    expect(await exit).toBe(0);
    expect(output.stdout).toContain('Usage: starfray serve [options]');
    expect(output.stdout).toContain('--connections-per-address <number>');
    expect(output.stdout).toContain('Examples:');
    expect(Math.max(...output.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(82);
  });

  it('explains itself when asked for nothing', async () => {
    const { output, exit } = start();
    expect(await exit).toBe(2);
    expect(output.stderr).toContain('Usage: starfray');
  });
});
