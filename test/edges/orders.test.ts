// Orders to a running server: by the command, and by standard input. The server is a process, and a player is there to feel them.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningBot } from '@starfray/bots';
import { CLOSE } from '@starfray/shared/protocol';
import { createBot } from '@starfray/starfray/bots';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { COMMAND } from '../support/command.ts';
import { createClientDir } from '../support/hosted.ts';
import { runProgram } from '../support/program.ts';

interface Listed {
  readonly rooms: readonly { readonly players: readonly { readonly name: string }[] }[];
}

const PATIENCE = { timeout: 240_000, interval: 20 };

let clientDir: string;
let folder: string;
let data: string;
let server: ChildProcess;
let url: string;
const said = { stdout: '', stderr: '' };
const bots: RunningBot[] = [];

beforeAll(async () => {
  clientDir = await createClientDir();
  folder = mkdtempSync(join(tmpdir(), 'starfray-orders-'));
  data = join(folder, 'data');
  const flags = ['--client', clientDir, '--host', '127.0.0.1', '--port', '0', '--bots', '1', '--data', data];
  server = spawn(process.execPath, [COMMAND, 'serve', ...flags], { stdio: 'pipe' });
  for (const name of ['stdout', 'stderr'] as const) {
    server[name]?.on('data', (chunk) => {
      said[name] += String(chunk);
    });
  }
  await vi.waitFor(() => expect(said.stdout).toMatch(/is ready: \S+\n/), PATIENCE);
  url = `http://127.0.0.1:${/:(\d+)/.exec(said.stdout)?.[1]}`;
});
afterAll(() => {
  for (const bot of bots) bot.close();
  server.kill('SIGKILL');
  for (const path of [clientDir, folder]) rmSync(path, { recursive: true, force: true });
});

const run = (...args: string[]) => runProgram(process.execPath, [COMMAND, ...args], { cwd: folder });
const order = (...args: string[]) => run(...args, '--data', data);

async function fly(name: string): Promise<RunningBot> {
  const bot = createBot({ url, name, think: () => undefined });
  bots.push(bot);
  await vi.waitFor(() => expect(bot.status.state).toBe('joined'), PATIENCE);
  return bot;
}

function endOf({ status }: RunningBot): unknown {
  return status.state === 'closed' ? status.refusal : status.state;
}

describe('starfray health', () => {
  it('[H13] finds the server by its data directory, whatever port it has', async () => {
    const healthy = { code: 0, stdout: `${url} is healthy\n`, stderr: '' };
    await vi.waitFor(async () => expect(await order('health')).toEqual(healthy), PATIENCE);
  });

  it.each([
    [
      'nothing listens',
      ['--host', '127.0.0.1', '--port', '1'],
      /no server answers at http:\/\/127\.0\.0\.1:1 \(ECONNREFUSED\)/,
    ],
    ['the options are no good', ['--port', 'x'], /--port x: give a whole number/],
  ])('[H13] ends with 1 where %s, with the reason', async (_what, flags, reason) => {
    const { code, stdout, stderr } = await run('health', ...flags);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(reason);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('a server on a UNIX socket', () => {
  it('[H13] is asked there', async () => {
    const path = join(folder, 'game.sock');
    const answering = createServer((_request, response) => response.end('{}')).listen(path);
    await new Promise((resolve) => answering.once('listening', resolve));
    const flags = ['--host', `unix:${path}`, '--connections-per-address', '0'];
    expect(await run('health', ...flags)).toEqual({ code: 0, stdout: `unix:${path} is healthy\n`, stderr: '' });
    answering.close();
    expect((await run('health', ...flags)).code).toBe(1);
  });
});

describe('an order on the command line', () => {
  it('[H14] lists the players', async () => {
    await fly('Marvin');
    const { code, stdout } = await order('players');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^PLAYER +NAME +KIND .*\nmain\/\d+ +/);
    expect(stdout).toMatch(/^main\/\d+ +Marvin +bot +playing +/m);
    const { rooms } = JSON.parse((await order('players', '--json')).stdout) as Listed;
    expect(rooms.flatMap(({ players }) => players.map(({ name }) => name))).toContain('Marvin');
  });

  it('[H14] shows a player out, who reads why', async () => {
    const bot = await fly('Vogon Poet');
    expect(await order('kick', 'vogon poet', 'no', 'poetry')).toEqual({
      code: 0,
      stdout: 'Vogon Poet was shown out.\n',
      stderr: '',
    });
    await vi.waitFor(() => expect(endOf(bot)).toMatchObject({ code: CLOSE.kicked, reason: 'no poetry' }), PATIENCE);
  });

  it('[H14] bans by address for a time, lists bans, and lifts them', async () => {
    expect((await order('ban', '203.0.113.7', '--for', '7d', 'spamming')).stdout).toBe(
      'address 203.0.113.7 is banned for the time given.\n',
    );
    expect((await order('bans')).stdout).toMatch(/^\S+ +address +203\.0\.113\.7 +\d{4}-\S+Z +spamming$/m);
    expect((await order('unban', '203.0.113.7')).stdout).toBe('address 203.0.113.7 is no longer banned.\n');
    expect((await order('bans')).stdout).toBe('Nobody is banned.\n');
  });

  it.each([
    ['a player who is not here', ['kick', 'Zaphod'], /nobody here is named Zaphod; "players" lists who is here/],
    ['a time that is none', ['ban', '203.0.113.7', '--for', 'ever'], /--for ever: give a time such as/],
    ['a ban that is not there', ['unban', 'Zaphod'], /Zaphod is not banned; "bans" lists who is/],
    ['a text that is too long', ['announce', 'x'.repeat(201)], /a text has at most 200 characters, and this has 201/],
  ])('[H14] names what is wrong with %s', async (_what, args, reason) => {
    const { code, stdout, stderr } = await order(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(reason);
  });

  it('[H14] waits for a server that takes its time', async () => {
    const overview = { rooms: [] };
    // Longer than a health check waits.
    const slow = createServer((request, response) => {
      setTimeout(() => response.end(JSON.stringify(overview)), request.url === '/healthz' ? 0 : 4500);
    });
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
    const { port } = slow.address() as AddressInfo;
    const secret = ['--secret', 'a-secret-that-is-long-enough-for-this'];
    const { code, stderr } = await run('players', '--url', `http://127.0.0.1:${port}`, ...secret);
    slow.close();
    expect([code, stderr]).toEqual([0, '']);
  });

  it('[H14] says when no server is there, when it takes no such token, and where no server has run', async () => {
    const secret = ['--secret', 'another-secret-that-is-long-enough-too'];
    const answers = [
      await run('players', '--port', '1', '--host', '127.0.0.1', ...secret),
      await run('players', '--url', url, ...secret),
      await run('players', '--data', join(folder, 'dta')),
    ];
    expect(answers.map(({ code, stdout }) => [code, stdout])).toEqual(answers.map(() => [2, '']));
    expect(answers.map(({ stderr }) => stderr)).toEqual([
      expect.stringMatching(/no server answers at http:\/\/127\.0\.0\.1:1 \(ECONNREFUSED\): start it/),
      expect.stringMatching(/takes no token under this secret: name the --data directory/),
      expect.stringMatching(/there is no such directory/),
    ]);
  });
});

describe('an order on standard input', () => {
  function type(line: string): void {
    said.stdout = '';
    server.stdin?.write(`${line}\n`);
  }

  it('[H15] is carried out, and answered on standard output', async () => {
    const bot = await fly('Slartibartfast');
    type('kick Slartibartfast too many fjords');
    await vi.waitFor(() => expect(said.stdout).toBe('Slartibartfast was shown out.\n'), PATIENCE);
    await vi.waitFor(
      () => expect(endOf(bot)).toMatchObject({ code: CLOSE.kicked, reason: 'too many fjords' }),
      PATIENCE,
    );
  });

  it('[H15] that is none is answered with help, and ends nothing', async () => {
    type('stop it');
    await vi.waitFor(() => expect(said.stdout).toBe('"stop" is no order; "help" lists them\n'), PATIENCE);
    type('help');
    await vi.waitFor(() => expect(said.stdout).toMatch(/kick <player> \[reason\]\n {4}shows a player out/), PATIENCE);
  });

  it('[H15] is in the audit log, with who gave it', async () => {
    const token = (await order('token', 'create', '--role', 'admin')).stdout.trim();
    const answer = await fetch(`${url}/api/admin/audit`, { headers: { authorization: `Bearer ${token}` } });
    const { entries } = (await answer.json()) as { entries: { by: string; action: string; detail: string }[] };
    const kicks = entries.filter(({ action }) => action === 'kick').map(({ by, detail }) => [by, detail]);
    expect(kicks).toEqual([
      ['console', 'too many fjords'],
      [expect.stringMatching(/^cli/), 'no poetry'],
    ]);
  });

  it('[H15] comes no more after the end of the input, and the server goes on; drain ends it', async () => {
    server.stdin?.end();
    // It gives up on a server that a busy machine keeps from answering for four seconds.
    await vi.waitFor(async () => expect((await order('health')).code).toBe(0), PATIENCE);
    const gone = new Promise((resolve) => server.once('close', resolve));
    expect((await order('drain')).stdout).toBe('The server takes nobody new, and stops.\n');
    expect(await gone).toBe(0);
    expect((await order('players')).stderr).toMatch(/no server runs on this directory/);
  });
});
