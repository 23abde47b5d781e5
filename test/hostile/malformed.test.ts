// Malformed input against a live server with players in it: every offender is closed with its documented code, no player
// notices, nothing is left behind.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sendRaw } from '@starfray/bots/raw-peer';
import { item } from '@starfray/shared/core';
import { createProtocol } from '@starfray/shared/protocol';
import { starfray } from '@starfray/starfray/rules';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { frontEndsForTests } from '../support/front-ends.ts';
import { createClientDir } from '../support/hosted.ts';
import { type Bystander, startBystander } from './bystander.ts';
import type { ServerReport } from './live-server.ts';
import { type Hostility, hostilities } from './malformed-frames.ts';
import { VALID } from './malformed-messages.ts';

/** On front ends enough to see each kind more than once. */
const FRAMES = frontEndsForTests().threads === 0 ? 10_000 : 1000;
const WARM_UP_FRAMES = 1000;
const AT_ONCE = 16;
/** Most offenders come as spectators: the ids of players rest for a while before they serve again. */
const PLAYER_EVERY = 20;
const MAX_SURPRISES = 20;
const MAX_HEAP_GROWTH_BYTES = 2 * 2 ** 20;
/** There is one every other tick; a machine with much other work may keep some of them waiting for the next. */
const MIN_SNAPSHOTS_A_TICK = 0.35;

let clientDir: string;
let server: ChildProcess;
let port: number;
let bystanders: readonly Bystander[];

beforeAll(async () => {
  clientDir = await createClientDir();
  server = fork(join(import.meta.dirname, 'live-server.ts'), [clientDir], { execArgv: ['--expose-gc'] });
  const [ready] = await once(server, 'message');
  port = ready.port;
  bystanders = ['Ada', 'Grace', 'Mary'].map((name) => startBystander(port, name));
  await vi.waitFor(() => {
    for (const { client } of bystanders) expect(client.stats.snapshots).toBeGreaterThan(30);
  }, 240_000);
});

afterAll(async () => {
  for (const bystander of bystanders) bystander.stop();
  server.kill('SIGKILL');
  await rm(clientDir, { recursive: true });
});

async function askServer(): Promise<ServerReport> {
  server.send('report');
  const [report] = await once(server, 'message');
  return report;
}

/** Each variant of each kind once, and then the kinds in turn: `count` in all. */
function* schedule(variants: readonly Hostility[], count: number): Generator<Hostility> {
  const kinds = [...Map.groupBy(variants, ({ kind }) => kind).values()];
  for (let i = 0; i < count; i += 1) {
    const turn = i - variants.length;
    const kind = item(kinds, Math.max(0, turn) % kinds.length);
    yield turn < 0 ? item(variants, i) : item(kind, Math.floor(turn / kinds.length) % kind.length);
  }
}

/** Commits `count` offences; answers how often each kind was, and what came otherwise than it should. */
async function attack(variants: readonly Hostility[], count: number) {
  const counts = new Map<string, number>();
  const surprises: string[] = [];
  const offences = schedule(variants, count);
  let joins = 0;
  const offend = async (): Promise<void> => {
    for (const { kind, code: expected, needsPlayer, bytes } of offences) {
      // One that is not closed is waited for until its silence ends it: enough of them have been seen.
      if (surprises.length >= MAX_SURPRISES) return;
      joins += 1;
      const isPlayer = needsPlayer === true || joins % PLAYER_EVERY === 0;
      const { code } = await sendRaw(port, `?snapshots=full&kind=${isPlayer ? 'bot' : 'spectator'}`, bytes());
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      if (code !== expected) surprises.push(`${kind}: ${code} instead of ${expected}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, offend));
  return { counts, surprises };
}

it('has an example to spoil for every message there is', () => {
  const schemas = createProtocol(starfray).client;
  expect(Object.keys(VALID)).toEqual(Object.keys(schemas));
  for (const [name, schema] of Object.entries(schemas)) {
    const example = Object.entries(VALID).find(([key]) => key === name)?.[1];
    expect(example).toHaveLength(1 + Object.keys(schema.fields).length);
  }
});

it(`answers ${FRAMES} malformed frames with their codes, disturbs nobody and keeps nothing`, async () => {
  const kinds = hostilities();
  const warmUp = await attack(kinds, WARM_UP_FRAMES);
  const before = await askServer();
  const snapshots = () => bystanders.map(({ client }) => client.stats.snapshots);
  const snapshotsBefore = snapshots();

  const { counts, surprises } = await attack(kinds, FRAMES);

  const after = await askServer();
  const ticks = after.tick - before.tick;
  const sent = Math.min(...snapshots().map((count, i) => count - item(snapshotsBefore, i)));
  const grownBytes = after.heapBytes - before.heapBytes;
  console.log(
    [
      ...[...counts].map(([kind, count]) => `${String(count).padStart(6)}  ${kind}`),
      `${FRAMES} frames, ${counts.size} kinds`,
    ]
      .concat(
        `heap after gc: ${before.heapBytes} before, ${after.heapBytes} after; at least ${sent} snapshots in ${ticks} ticks`,
      )
      .join('\n'),
  );
  expect([...warmUp.surprises, ...surprises]).toEqual([]);
  expect([...counts.values()].reduce((sum, count) => sum + count)).toBe(FRAMES);
  expect(after.errors).toEqual([]);
  for (const { client } of bystanders) {
    expect(client.status).toMatchObject({ state: 'joined', role: 'player' });
    expect(client.stats).toMatchObject({ desyncs: 0 });
  }
  expect(ticks).toBeGreaterThan(0);
  expect(sent / ticks).toBeGreaterThan(MIN_SNAPSHOTS_A_TICK);
  expect(grownBytes).toBeLessThan(MAX_HEAP_GROWTH_BYTES);
});
