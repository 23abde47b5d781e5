// What the server makes of the end of its terminal, and of the program that started it.

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLOSE } from '@starfray/shared/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type CliProcess,
  descendantsOf,
  endAll,
  endOne,
  isAlive,
  joinAt,
  PATIENCE,
  ready,
  startCli,
} from '../support/cli-process.ts';
import { COMMAND } from '../support/command.ts';
import { freePort } from '../support/free-port.ts';
import { createClientDir } from '../support/hosted.ts';

/** Runs a command in a new session on a terminal of its own, and takes that terminal away when its own stdin ends. */
const ON_A_TERMINAL = `
import os, pty, select, sys
pid, master = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
while True:
    ready, _, _ = select.select([0, master], [], [])
    if 0 in ready and not os.read(0, 4096): break
    if master in ready and not os.read(master, 4096): break
os.close(master)
_, status = os.waitpid(pid, 0)
os._exit(os.waitstatus_to_exitcode(status) & 255)
`;

let clientDir: string;
let folder: string;
const running: CliProcess[] = [];
const strays: number[] = [];

beforeAll(async () => {
  clientDir = await createClientDir();
  folder = await mkdtemp(join(tmpdir(), 'starfray-terminal-'));
  await mkdir(join(folder, 'node_modules/.bin'), { recursive: true });
  const bin = join(folder, 'node_modules/.bin/starfray');
  await writeFile(bin, `#!/bin/sh\nexec node ${COMMAND} "$@"\n`, { mode: 0o755 });
  await writeFile(
    join(folder, 'package.json'),
    '{ "private": true, "scripts": { "serve": "true && starfray", "apart": "setsid starfray" } }',
  );
});

afterEach(() => {
  endAll(running.splice(0));
  for (const pid of strays.splice(0)) endOne(pid);
});

afterAll(async () => {
  await rm(clientDir, { recursive: true });
  await rm(folder, { recursive: true });
});

interface Started extends CliProcess {
  readonly port: number;
  /** All processes below the one that was started, the server last. */
  readonly below: readonly number[];
  readonly log: string;
}

async function serveBy(program: readonly string[], options: Parameters<typeof startCli>[1] = {}): Promise<Started> {
  const port = await freePort();
  const log = join(folder, `log-${port}`);
  const own = ['serve', '--client', clientDir, '--host', '127.0.0.1', '--bots', '0', '--port', String(port)];
  const run = startCli([...own, '--log-file', log], { ...options, program, cwd: folder });
  running.push(run);
  await ready(port);
  const below = run.child.pid === undefined ? [] : descendantsOf(run.child.pid);
  strays.push(...below);
  return { ...run, port, below, log };
}

async function logged(path: string, text: string): Promise<void> {
  await vi.waitFor(async () => expect(await readFile(path, 'utf8')).toContain(text), PATIENCE);
}

describe('a terminal that goes', () => {
  it('[P6] ends the server that uses it in good order', async () => {
    const run = await serveBy(['python3', '-c', ON_A_TERMINAL, process.execPath, COMMAND], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const player = await joinAt(run.port);
    run.child.stdin?.end();
    expect((await player.end).code).toBe(CLOSE.shutdown);
    expect(await run.end).toBe(0);
    await logged(run.log, 'its terminal has gone');
  });

  it('[P6] does not end the server that was led away from it, as by nohup', async () => {
    const script = '"$0" "$@" </dev/null >/dev/null 2>&1 & trap "kill -HUP $!; exit" HUP; wait';
    const program = ['python3', '-c', ON_A_TERMINAL, 'sh', '-c', script, process.execPath, COMMAND];
    const run = await serveBy(program, { stdio: ['pipe', 'pipe', 'pipe'] });
    run.child.stdin?.end();
    await run.end;
    await logged(run.log, 'SIGHUP: log file opened');
    await ready(run.port);
  });
});

describe('npx, npm and the like', () => {
  it.each([
    ['npx', ['npx', 'starfray']],
    ['npm run', ['npm', 'run', 'serve', '--']],
  ])('[P8] %s that is killed takes the server with it, in good order', async (_what, program) => {
    const run = await serveBy(program);
    const player = await joinAt(run.port);
    run.child.kill('SIGKILL');
    expect((await player.end).code).toBe(CLOSE.shutdown);
    await vi.waitFor(() => expect(run.below.filter(isAlive)).toEqual([]), PATIENCE);
    await logged(run.log, 'has ended');
  });

  it('[P5] [P8] npx at which one Ctrl-C comes lets the server end in good order', async () => {
    const run = await serveBy(['npx', 'starfray'], { detached: true });
    const player = await joinAt(run.port);
    // To the whole group, as a terminal does.
    process.kill(-(run.child.pid ?? Number.NaN), 'SIGINT');
    expect((await player.end).code).toBe(CLOSE.shutdown);
    await vi.waitFor(() => expect(run.below.filter(isAlive)).toEqual([]), PATIENCE);
  });

  it('[P8] a server that was set apart on purpose lives on, and so does one whose shell ends', async () => {
    const apart = await serveBy(['npm', 'run', 'apart', '--']);
    const program = ['sh', '-c', '"$0" "$@" & read _', process.execPath, COMMAND];
    const left = await serveBy(program, { stdio: ['pipe', 'pipe', 'pipe'] });
    // A server that minds its runner stops within two looks; this one is the measure.
    const minding = await serveBy(['npm', 'run', 'serve', '--']);
    apart.child.kill('SIGKILL');
    left.child.stdin?.end();
    await Promise.all([apart.end, left.end]);
    minding.child.kill('SIGKILL');
    await vi.waitFor(() => expect(minding.below.filter(isAlive)).toEqual([]), PATIENCE);
    await Promise.all([ready(apart.port), ready(left.port)]);
    for (const { log } of [apart, left]) expect(await readFile(log, 'utf8')).not.toContain('stopping');
  });
});
