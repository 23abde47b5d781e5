// The data directory as hosts leave it: with another server on it, of another owner, mistyped. The command as a process.

import { type ChildProcess, execSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMAND } from '../support/command.ts';
import { createClientDir } from '../support/hosted.ts';
import { type Ended, runProgram, startProgram } from '../support/program.ts';

/** Nobody, in every Linux. */
const OTHER_USER = 65_534;

let clientDir: string;
let folder: string;
let data: string;

beforeAll(async () => {
  clientDir = await createClientDir();
  folder = mkdtempSync(join(tmpdir(), 'starfray-directories-'));
  data = join(folder, 'data');
  mkdirSync(data);
});
afterAll(() => {
  for (const path of [clientDir, folder]) rmSync(path, { recursive: true });
});

function serveArgs(directory = data): string[] {
  const flags = ['--client', clientDir, '--host', '127.0.0.1', '--port', '0', '--bots', '0', '--log-level', 'warn'];
  return [COMMAND, 'serve', ...flags, '--data', directory];
}

const run = (...args: string[]) => runProgram(process.execPath, [COMMAND, ...args], { cwd: folder });
const startServer = () => startProgram(process.execPath, serveArgs(), /is ready/, { cwd: folder });

describe('two servers on one data directory', () => {
  let first: ChildProcess | undefined;
  afterAll(() => void first?.kill('SIGKILL'));

  it('[H10] are one: the second names the first and ends, and a third starts when the first was killed', async () => {
    first = spawn(process.execPath, serveArgs(), { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(first.stdout ?? first, 'data');
    const second = await runProgram(process.execPath, serveArgs(), { cwd: folder });
    expect([second.code, second.stdout]).toEqual([2, '']);
    expect(second.stderr).toMatch(
      new RegExp(
        `^starfray: --data ${data}: another server runs on it \\(process ${first.pid} on ${hostname()}, since \\S+Z\\): stop that one, or give this one a directory of its own\\n$`,
      ),
    );
    first.kill('SIGKILL');
    await once(first, 'close');
    const third = await startServer();
    expect((await third.stop()).code).toBe(0);
  });

  it('[H10] leave nothing that says that one runs', () => {
    expect(readdirSync(data).sort()).toEqual(['resume-secret', 'server.lock', 'starfray.db']);
  });
});

describe('a mistyped data directory', () => {
  it.each([
    ['that is not there', 'dta', 'there is no such directory'],
    ['that is another', '.', 'no server has kept a secret there'],
  ])('[H11] makes no token and no secret in one %s', async (_what, name, why) => {
    const path = join(folder, name);
    const before = readdirSync(folder);
    const made = await run('token', 'create', '--role', 'admin', '--data', path);
    const line = `starfray: --data ${path}: ${why}: name the directory that the server runs with\n`;
    expect(made).toEqual({ code: 2, stdout: '', stderr: line });
    expect(readdirSync(folder)).toEqual(before);
  });

  it('[H11] is no database to back up', async () => {
    const to = join(folder, 'copy.db');
    const { code, stderr } = await run('store', 'backup', to, '--data', join(folder, 'dta'));
    expect(code).toBe(2);
    expect(stderr).toMatch(/^starfray: .*dta\/starfray\.db: is not there: name the --data directory[^\n]*\n$/);
    expect(existsSync(to)).toBe(false);
  });
});

// Root may do everything: only there can another user be tried, and only another user is refused anything.
describe.runIf(process.getuid?.() === 0)('files of another owner', () => {
  function runAs(uid: number, args: readonly string[]): Promise<Ended> {
    const script = join(folder, 'as-user.mjs');
    const lines = [`process.setgid(${uid});`, `process.setuid(${uid});`, `await import(${JSON.stringify(COMMAND)});`];
    writeFileSync(script, lines.join('\n'));
    return runProgram(process.execPath, [script, ...args], { cwd: folder });
  }
  const fault = (path: string, others: string, remedy: string) =>
    `starfray: ${path}: belongs to user 0 and may not be used by user ${OTHER_USER}${others}: ${remedy}\n`;

  beforeAll(() => {
    for (const path of [folder, clientDir]) chmodSync(path, 0o755);
    chownSync(data, OTHER_USER, OTHER_USER);
  });

  it('[H12] a secret that may not be read is reported in a line', async () => {
    const secret = join(data, 'resume-secret');
    const token = await runAs(OTHER_USER, ['token', 'create', '--role', 'bot', '--data', data]);
    // An order must not change the owner of a server's files.
    expect(token).toEqual({
      code: 2,
      stdout: '',
      stderr: fault(secret, '', "run this as its owner, as with sudo -u '#0'"),
    });
  });

  it('[H12] all files that a server may not use are listed at once, with one command that mends them', async () => {
    const server = await runAs(OTHER_USER, serveArgs().slice(1));
    expect([server.code, server.stdout]).toEqual([2, '']);
    const found =
      /^starfray: \S+: belongs to user 0 and .* \(nor may 2 more\): run as its owner, or (chown .*)\n$/.exec(
        server.stderr,
      );
    expect(found?.[1]?.split(' ').slice(2).sort()).toEqual(
      ['resume-secret', 'server.lock', 'starfray.db'].map((name) => join(data, name)),
    );
    execSync(found?.[1] ?? 'false');
    const again = await startProgram(
      process.execPath,
      [join(folder, 'as-user.mjs'), ...serveArgs().slice(1)],
      /is ready/,
      { cwd: folder },
    );
    expect((await again.stop()).code).toBe(0);
  });

  it('[H12] so is the directory', async () => {
    chownSync(data, 0, 0);
    chmodSync(data, 0o700);
    const server = await runAs(OTHER_USER, serveArgs().slice(1));
    expect(server).toEqual({
      code: 2,
      stdout: '',
      stderr: fault(data, '', `run as its owner, or chown -R ${OTHER_USER} ${data}`),
    });
  });
});
