// Which server a command reaches: the one that is named, or none. Another server stands where a command would look without a name, under
// the same secret.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DataLock, lockData } from '@starfray/server/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { someOptions } from '../../packages/server/src/commands/effective-options.ts';
import { meetServer, PLACE_OPTIONS } from '../../packages/server/src/commands/find-server.ts';
import { makeCertificate } from '../support/certificate.ts';
import { COMMAND } from '../support/command.ts';
import { runProgram } from '../support/program.ts';
import { type Started, startStarfray } from '../support/started.ts';

const SECRET = 'a-secret-of-this-test-that-is-long-enough';
const NOTE = { pid: 12, host: 'elsewhere', startedAtMs: Date.UTC(2026, 0, 1) };

let folder: string;
let other: Started;
let hidden: Started;
let drains = 0;
// Kept: a lock that nothing holds on to is let go.
const locks: (DataLock | undefined)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'starfray-named-'));
  for (const name of ['own', 'hidden', 'empty', 'stopped', 'killed', 'elsewhere', 'silent'])
    await mkdir(join(folder, name));
  other = await startStarfray({ data: join(folder, 'own'), secret: SECRET, onDrain: () => (drains += 1) });
  const { cert, key } = makeCertificate(folder, 'hidden');
  hidden = await startStarfray({
    data: join(folder, 'hidden'),
    secret: SECRET,
    tlsCert: cert,
    tlsKey: key,
    proxyProtocol: ['10.0.0.1'],
  });
  const url = `http://127.0.0.1:${other.host.port}`;
  for (const name of ['stopped', 'killed']) lockOf(name)?.release();
  // The note of a server that was killed, and another server has its port now.
  await writeFile(join(folder, 'killed', 'server.json'), JSON.stringify({ ...NOTE, url }));
  // A server of another machine or container, where the same address is another server's.
  locks.push(lockOf('elsewhere'), lockOf('silent'));
  locks[0]?.note({ ...NOTE, url, instance: 'its-own' });
});

afterAll(async () => {
  for (const lock of locks) lock?.release();
  await Promise.all([other.stop(), hidden.stop()]);
  await rm(folder, { recursive: true });
});

function lockOf(name: string): DataLock | undefined {
  const lock = lockData(join(folder, name));
  return lock.ok ? lock.value : undefined;
}

/** Variables that lead to the other server. */
const SHELL = () => ({
  STARFRAY_HOST: '127.0.0.1',
  STARFRAY_PORT: String(other.host.port),
  STARFRAY_SECRET: SECRET,
});

function run(args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  return runProgram(process.execPath, [COMMAND, ...args], { cwd: folder, env: { ...SHELL(), ...more } });
}

async function meet(flags: Readonly<Record<string, string>>, environment: Readonly<Record<string, string>>) {
  const { options, given } = await someOptions(PLACE_OPTIONS, flags, environment);
  return meetServer(options, given, flags);
}

describe('a data directory', () => {
  it.each([
    ['missing', /--data \S+missing: no server runs on this directory: start it, or say where the server is with --url/],
    ['empty', /no server runs on this directory/],
    ['stopped', /no server runs on this directory/],
    ['killed', /no server runs on this directory/],
    ['elsewhere', /another server answers at \S+, not the one of the data directory \(process 12 on elsewhere\)/],
    ['silent', /has not noted its address/],
  ])('[H30] that is %s leads to no other server', async (name, fault) => {
    await expect(meet({ data: join(folder, name) }, SHELL())).rejects.toThrow(fault);
  });

  it('[H30] of a running server leads to it; in a configuration to the address there, where none could be noted', async () => {
    const url = `http://127.0.0.1:${other.host.port}`;
    expect(await meet({ data: join(folder, 'own') }, { ...SHELL(), STARFRAY_PORT: '1' })).toMatchObject({ url });
    expect(await meet({}, { ...SHELL(), STARFRAY_DATA: join(folder, 'silent') })).toMatchObject({ url });
  });

  it('[H30] is all that an order goes by', async () => {
    const data = ['--data', join(folder, 'killed')];
    const fault = `--data ${join(folder, 'killed')}: no server runs on this directory: start it, or say where the server is with --url\n`;
    expect(await run(['drain', ...data])).toEqual({ code: 2, stdout: '', stderr: `starfray: ${fault}` });
    expect(await run(['health', ...data])).toEqual({ code: 1, stdout: '', stderr: `starfray health: ${fault}` });
    expect(drains).toBe(0);
  });

  it('[H30] that no server holds: the doctor finds the other server on the port', async () => {
    const { stdout } = await run(['doctor', '--data', join(folder, 'killed'), '--json']);
    const { findings } = JSON.parse(stdout) as { findings: { about: string; state: string; text: string }[] };
    expect(findings.find(({ about }) => about === 'port')).toMatchObject({
      state: 'wrong',
      text: expect.stringMatching(/cannot be listened on \(EADDRINUSE\)/),
    });
  });
});

describe('a shell that has the variables of a node, but not all', () => {
  it.each([
    [['players'], 0],
    [['token', 'create', '--role', 'bot'], 0],
    [['store', 'backup', 'copy.db', '--data', 'own'], 0],
    [['doctor', '--data', 'own', '--client', '.'], 1],
  ])('[H31] starfray %s asks for what it needs alone', async (args, code) => {
    const more = { STARFRAY_REDIS: 'redis://127.0.0.1:1', STARFRAY_METRICS_TOKEN_FILE: '/nowhere/token' };
    await writeFile(join(folder, 'index.html'), '');
    const ended = await run(args, args[0] === 'doctor' ? { STARFRAY_REDIS: more.STARFRAY_REDIS } : more);
    expect([ended.code, ended.stderr]).toEqual([code, '']);
    // The doctor says what a node lacks, and looks at the rest.
    if (args[0] === 'doctor')
      expect(ended.stdout).toMatch(/WARN +options +no server starts so: .*\n +give --advertise[\s\S]*ok +data/);
  });
});

it('[H31] a socket is asked for its server, and not for what would be needed to serve on it', async () => {
  const host = `unix:${join(folder, 'no.sock')}`;
  await expect(meet({ host }, {})).rejects.toThrow(`no server answers at ${host} (ENOENT): start it`);
});

describe('a server behind TCP proxies', () => {
  it('[Q5] answers the commands of its own machine', async () => {
    const data = ['--data', join(folder, 'hidden')];
    expect(await meet({ data: join(folder, 'hidden') }, {})).toEqual({
      url: `https://127.0.0.1:${hidden.host.port}`,
      expectsProxyHeader: true,
    });
    expect(await run(['players', ...data])).toEqual({ code: 0, stdout: expect.any(String), stderr: '' });
  });
});
