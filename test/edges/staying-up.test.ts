// What happens to the process beside the game: its log cannot be written, a bug escapes, signals come, and it must end all the same.

import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLOSE } from '@starfray/shared/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type CliProcess, endAll, joinAt, PATIENCE, ready, startCli } from '../support/cli-process.ts';
import { parseExposition } from '../support/exposition.ts';
import { freePort } from '../support/free-port.ts';
import { createClientDir } from '../support/hosted.ts';

const TOKEN = 'a-token-that-nobody-will-ever-guess';

let clientDir: string;
let folder: string;
const running: CliProcess[] = [];

beforeAll(async () => {
  clientDir = await createClientDir();
  folder = await mkdtemp(join(tmpdir(), 'starfray-up-'));
});

afterEach(() => endAll(running.splice(0)));

afterAll(async () => {
  await rm(clientDir, { recursive: true });
  await rm(folder, { recursive: true });
});

async function serve(
  options: Parameters<typeof startCli>[1] = {},
  flags: readonly string[] = [],
): Promise<CliProcess & { readonly port: number }> {
  const port = await freePort();
  const own = ['serve', '--client', clientDir, '--host', '127.0.0.1', '--bots', '0', '--port', String(port)];
  const run = startCli([...own, '--metrics-token', TOKEN, ...flags], options);
  running.push(run);
  await ready(port);
  return { ...run, port };
}

async function linesLost(port: number): Promise<number> {
  const headers = { authorization: `Bearer ${TOKEN}` };
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`, { headers })).text();
  return parseExposition(text).get('starfray_log_lines_lost_total')?.samples.get('') ?? Number.NaN;
}

/** A pipe that is full and that nobody reads; its writing end blocks. */
function stalledPipe(name: string): { readonly fd: number; close(): void } {
  const path = join(folder, name);
  execFileSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const filler = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  try {
    for (;;) writeSync(filler, Buffer.alloc(4096));
  } catch {
    closeSync(filler);
  }
  const fd = openSync(path, constants.O_WRONLY);
  return {
    fd,
    close: () => {
      closeSync(reader);
      closeSync(fd);
    },
  };
}

/** A module that is loaded before the server, as a bug in it would be. */
async function plant(name: string, text: string): Promise<Readonly<Record<string, string>>> {
  const path = join(folder, `${name}.mjs`);
  await writeFile(path, text);
  return { NODE_OPTIONS: `--import ${path}` };
}

describe('a log that cannot be written', () => {
  it('[P1] [P5] [P7] costs its lines alone on a full device, which /metrics counts; SIGQUIT ends the server in good order, and what means nothing does not', async () => {
    const full = openSync('/dev/full', constants.O_WRONLY);
    const run = await serve({ stdio: ['ignore', full, full] });
    closeSync(full);
    await vi.waitFor(async () => expect(await linesLost(run.port)).toBeGreaterThan(0), PATIENCE);
    for (const signal of ['SIGUSR1', 'SIGUSR2', 'SIGALRM', 'SIGVTALRM', 'SIGIO', 'SIGSTKFLT'] as const) {
      const before = await linesLost(run.port);
      run.child.kill(signal);
      await vi.waitFor(async () => expect(await linesLost(run.port), signal).toBeGreaterThan(before), PATIENCE);
    }
    run.child.kill('SIGPIPE');
    const player = await joinAt(run.port);
    run.child.kill('SIGQUIT');
    expect((await player.end).code).toBe(CLOSE.shutdown);
    expect(await run.end).toBe(0);
  });

  it('[P1] [P3] costs its lines alone where the reader stalls, and holds up no stop', async () => {
    const pipe = stalledPipe('stalled');
    const run = await serve({ stdio: ['ignore', pipe.fd, pipe.fd] });
    const player = await joinAt(run.port);
    run.child.kill('SIGTERM');
    expect((await player.end).code).toBe(CLOSE.shutdown);
    expect(await run.end).toBe(0);
    pipe.close();
  });

  it('[P1] [P5] costs its lines alone where the reader has gone, and SIGPWR ends the server in good order', async () => {
    const run = await serve();
    run.child.stdout?.destroy();
    run.child.stderr?.destroy();
    run.child.kill('SIGUSR2');
    await vi.waitFor(async () => expect(await linesLost(run.port)).toBeGreaterThan(0), PATIENCE);
    const player = await joinAt(run.port);
    run.child.kill('SIGPWR');
    expect((await player.end).code).toBe(CLOSE.shutdown);
    expect(await run.end).toBe(0);
  });

  it('[P2] [P5] [P6] [P9] is reported once when it works again, as after a rotation and SIGHUP; SIGXCPU ends the server in good order', async () => {
    const [path, real] = [join(folder, 'log'), join(folder, 'real.log')];
    await symlink('/dev/full', path);
    const run = await serve({}, ['--log-file', path]);
    await vi.waitFor(async () => expect(await linesLost(run.port)).toBeGreaterThan(0), PATIENCE);
    const next = join(folder, 'next');
    await symlink(real, next);
    await rename(next, path);
    run.child.kill('SIGHUP');
    const lines = await vi.waitFor(async () => {
      const text = await readFile(real, 'utf8');
      expect(text).toContain('log lines were lost');
      expect(text).toContain('SIGHUP');
      return text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    }, PATIENCE);
    const reports = lines.filter(({ msg }) => msg === 'log lines were lost');
    expect(reports).toEqual([
      {
        level: 'warn',
        time: expect.any(String),
        lines: await linesLost(run.port),
        fault: 'ENOSPC',
        msg: expect.anything(),
      },
    ]);
    await rm(path);
    await mkdir(path);
    run.child.kill('SIGHUP');
    await vi.waitFor(
      async () => expect((await readFile(real, 'utf8')).match(/"SIGHUP: .*"/g)).toHaveLength(2),
      PATIENCE,
    );
    const last = (await readFile(real, 'utf8')).trim().split('\n').slice(-2);
    expect(last.map((line) => JSON.parse(line).msg)).toEqual([
      'the log file cannot be opened again: the old one stays in use',
      'SIGHUP: certificates and lists read again',
    ]);
    const player = await joinAt(run.port);
    run.child.kill('SIGXCPU');
    expect((await player.end).code).toBe(CLOSE.shutdown);
    expect(await run.end).toBe(0);
    expect(run.said.stderr).toBe('');
  });

  it('[P9] is a fault at the start, told with all others', async () => {
    const run = startCli(['serve', '--client', clientDir, '--port', '80a', '--log-file', '/nowhere/log']);
    running.push(run);
    expect(await run.end).toBe(2);
    expect(run.said.stderr.trim().split('\n')).toEqual([
      'starfray: --port 80a: give a whole number from 0 to 65535',
      'starfray: --log-file /nowhere/log: cannot be written (ENOENT): give a file in a directory that is there and may be written',
    ]);
  });
});

describe('output that cannot be written', () => {
  it('[P1] is a fault of a command whose output it is', async () => {
    const full = openSync('/dev/full', constants.O_WRONLY);
    const run = startCli(['config', 'schema'], { stdio: ['ignore', full, 'pipe'] });
    running.push(run);
    closeSync(full);
    expect(await run.end).toBe(1);
    expect(run.said.stderr).toBe('starfray: the output cannot be written (ENOSPC)\n');
  });
});

describe('a bug that nothing catches', () => {
  it.each([
    ['an exception', 'process.on("SIGCONT", () => { throw new Error("planted"); });'],
    ['a rejection', 'process.on("SIGCONT", () => void Promise.reject(new Error("planted")));'],
    ['several of them', 'process.on("SIGCONT", () => setInterval(() => { throw new Error("planted"); }, 1));'],
  ])('[P4] ends the process in good order, with exit code 1: %s', async (what, bug) => {
    const run = await serve({ env: await plant(what.replaceAll(' ', '-'), bug) });
    const player = await joinAt(run.port);
    run.child.kill('SIGCONT');
    expect((await player.end).code).toBe(CLOSE.shutdown);
    expect(await run.end).toBe(1);
    const [first] = run.said.stderr.split('\n').filter((line) => line.includes('planted'));
    expect(JSON.parse(first ?? '')).toMatchObject({
      level: 'error',
      err: { message: 'planted', stack: expect.anything() },
    });
  });

  it('[P3] [P4] ends it also where the store, a thread and the log are stuck', async () => {
    const fifo = join(folder, 'nobody-opens');
    execFileSync('mkfifo', [fifo]);
    const env = await plant(
      'stuck',
      `import { Worker } from 'node:worker_threads';
       const post = Worker.prototype.postMessage;
       Worker.prototype.postMessage = function (message) { if (message?.kind !== 'close') post.call(this, message); };
       new Worker('require("node:fs").openSync(${JSON.stringify(fifo)}, "w")', { eval: true });
       process.on('SIGCONT', () => { throw new Error('planted'); });`,
    );
    const pipe = stalledPipe('stuck-too');
    const run = await serve({ env, stdio: ['ignore', pipe.fd, pipe.fd] }, ['--data', join(folder, 'data')]);
    const player = await joinAt(run.port);
    run.child.kill('SIGCONT');
    expect((await player.end).code).toBe(CLOSE.shutdown);
    expect(await run.end).toBe(1);
    pipe.close();
  });
});

describe('signals', () => {
  it('[P5] [P7] opens no debugger at SIGUSR1, and takes two signals at once for one, as npx makes of one Ctrl-C', async () => {
    const run = await serve();
    run.child.kill('SIGUSR1');
    await vi.waitFor(() => expect(run.said.stderr).toContain('"signal":"SIGUSR1"'), PATIENCE);
    expect(run.said.stderr).not.toContain('Debugger');
    const player = await joinAt(run.port);
    run.child.kill('SIGINT');
    run.child.kill('SIGINT');
    run.child.kill('SIGTERM');
    expect((await player.end).code).toBe(CLOSE.shutdown);
    expect(await run.end).toBe(0);
  });
});
