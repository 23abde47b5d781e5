// A server by itself that ends and starts again over its data: in good order, and by SIGKILL.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createScoreNames } from '@starfray/server/cluster';
import { openSqliteStore } from '@starfray/server/store';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createResumeTokens } from '../../packages/server/src/resume-tokens.ts';
import { COMMAND } from '../support/command.ts';
import { joinByHand } from '../support/hand-player.ts';
import { createClientDir } from '../support/hosted.ts';
import { type Started, startStarfray } from '../support/started.ts';

const SECRET = 'a-secret-of-this-test-that-is-long-enough';
const tokens = createResumeTokens(Buffer.from(SECRET));
const playerOf = createScoreNames(Buffer.from(SECRET));

let data: string;
let started: Started | undefined;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'starfray-restart-'));
});

afterAll(async () => {
  await started?.stop();
  await rm(data, { recursive: true });
});

/** A token of somebody who had points when a server of before ended. */
async function tokenWorth(score: number, name: string, agoMs = 0): Promise<string> {
  const { key, token } = tokens.issue();
  const store = await openSqliteStore(join(data, 'starfray.db'));
  const kept = [{ player: playerOf(key), name, score }];
  await store.saveScores({ run: 'before', atMs: Date.now() - agoMs, kept, gone: [] });
  await store.close();
  return token;
}

async function start(): Promise<string> {
  started = await startStarfray({ data, secret: SECRET });
  return `http://127.0.0.1:${started.host.port}`;
}

async function stop(): Promise<void> {
  await started?.stop();
  started = undefined;
}

interface Row {
  readonly player: string;
  readonly score: number;
}

function rows(): Row[] {
  const database = new DatabaseSync(join(data, 'starfray.db'), { readOnly: true });
  const all = database.prepare('SELECT player, score FROM scores ORDER BY score').all();
  database.close();
  return all.map(({ player, score }) => ({ player: String(player), score: Number(score) }));
}

describe('a server by itself that is started again', () => {
  it('[W21] gives name and points back, once, as often as it is started', async () => {
    let token = await tokenWorth(4321, 'Ada');
    for (let run = 0; run < 2; run += 1) {
      const url = await start();
      const ada = await joinByHand(url, token, '&name=Somebody');
      expect([ada.name, ada.score]).toEqual(['Ada', 4321]);
      const twin = await joinByHand(url, token);
      expect(twin.score).toBe(0);
      token = ada.resume;
      await stop();
    }
  });

  it('[W21] writes at its stop what came since the last second', async () => {
    const url = await start();
    const before = rows().length;
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws?snapshots=full&kind=bot&name=Hal`, ['starfray']);
    await new Promise((resolve) => socket.once('message', resolve));
    await stop();
    expect(rows().length).toBe(before + 1);
  });

  it('[W21] asks before it gives: a question by /api/play takes nothing', async () => {
    const token = await tokenWorth(77, 'Bob');
    const url = await start();
    await fetch(`${url}/api/play?snapshots=full&kind=bot&resume=${token}`);
    expect((await joinByHand(url, token)).score).toBe(77);
    await stop();
  });

  it('[W21] keeps the points of an upgrade that is no handshake of WebSocket', async () => {
    const token = await tokenWorth(88, 'Eve');
    const url = await start();
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '99',
      'sec-websocket-protocol': `resume.${token}`,
    };
    const status = await new Promise((resolve, reject) => {
      const asked = get(`${url}/ws?snapshots=full&kind=bot`, { headers }, (answer) => resolve(answer.statusCode));
      asked.once('error', reject);
    });
    expect(status).toBe(400);
    expect((await joinByHand(url, token)).score).toBe(88);
    await stop();
  });

  it('[W21] forgets who left for good, and what is an hour old', async () => {
    const [left, old] = [await tokenWorth(10, 'Cleo'), await tokenWorth(20, 'Dan', 3_700_000)];
    const url = await start();
    expect((await joinByHand(url, old)).score).toBe(0);
    const cleo = await joinByHand(url, left);
    expect(cleo.score).toBe(10);
    const player = playerOf(tokens.read(cleo.resume) ?? '');
    await vi.waitFor(() => expect(rows()).toContainEqual({ player, score: 10 }), 240_000);
    await cleo.leave();
    await vi.waitFor(() => expect(rows().filter((row) => row.player === player)).toEqual([]), 240_000);
    await stop();
  });

  it('[W21] loses at most what was not written yet when it is killed, and nobody by the key of before', async () => {
    const clientDir = await createClientDir();
    const token = await tokenWorth(555, 'Eve');
    const before = await serveProcess(clientDir);
    const eve = await joinByHand(before.url, token);
    expect(eve.score).toBe(555);
    const player = playerOf(tokens.read(eve.resume) ?? '');
    await vi.waitFor(() => expect(rows()).toContainEqual({ player, score: 555 }), 240_000);
    await before.kill();
    const after = await serveProcess(clientDir);
    const again = await joinByHand(after.url, eve.resume);
    expect([again.name, again.score]).toEqual(['Eve', 555]);
    await after.kill();
    await rm(clientDir, { recursive: true });
  });

  it('[W21] logs once that points cannot be kept, plays on, and keeps them when they can be', async () => {
    const url = await start();
    const database = new DatabaseSync(join(data, 'starfray.db'));
    database.exec("CREATE TRIGGER no BEFORE INSERT ON scores BEGIN SELECT RAISE(FAIL, 'no'); END");
    await joinByHand(url, undefined, '&name=Fred');
    const said = () =>
      started?.logged.filter(({ message }) => message.includes('points')).map(({ message }) => message);
    await vi.waitFor(() => expect(said()).toHaveLength(1), 240_000);
    await joinByHand(url, undefined, '&name=Gil');
    database.exec('DROP TRIGGER no');
    database.close();
    await vi.waitFor(() => expect(said()).toEqual([expect.any(String), 'points are kept again']), 240_000);
    await stop();
  });
});

interface ServeProcess {
  readonly url: string;
  kill(): Promise<void>;
}

async function serveProcess(clientDir: string): Promise<ServeProcess> {
  // With a seed of which no ship begins beside a shard, or one in thirty would come with more points.
  const args = ['serve', '--host', '127.0.0.1', '--port', '0', '--bots', '0', '--seed', '5', '--client', clientDir];
  const more = ['--data', data, '--secret', SECRET, '--log-level', 'silent'];
  const child: ChildProcess = spawn(process.execPath, [COMMAND, ...args, ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 240_000,
    killSignal: 'SIGKILL',
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const said = await new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', (chunk) => resolve(String(chunk)));
    void ended.then(() => reject(new Error('the server ended before it was ready')));
  });
  const port = /:(\d+)/.exec(said)?.[1];
  return {
    url: `http://127.0.0.1:${port}`,
    kill: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}
