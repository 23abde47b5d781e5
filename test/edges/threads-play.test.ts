// Players of the real game at front ends in threads of their own, on good days and on bad ones.

import { rm } from 'node:fs/promises';
import type { RunningBot } from '@starfray/bots';
import type { GameHost } from '@starfray/server';
import { CLOSE } from '@starfray/shared/protocol';
import { createBot } from '@starfray/starfray/bots';
import { type Arena, pilotOf, type StarfrayWorld } from '@starfray/starfray/rules';
import { serveStarfray } from '@starfray/starfray/server';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { BadDay } from '../support/bad-days.ts';
import { PATIENCE } from '../support/cli-process.ts';
import { createClientDir } from '../support/hosted.ts';

let clientDir: string;
let host: GameHost<StarfrayWorld, Arena>;
const bots: RunningBot[] = [];
const badDays = new BroadcastChannel('bad days');
/** A front end closes the connection of one of them: by bot. */
const breaks: number[] = [];

interface Overview {
  readonly threads: readonly { readonly name: string; readonly isUp: boolean; readonly connections: number }[];
  readonly rooms: readonly {
    readonly id: string;
    readonly players: readonly { name: string; playerId: number; score: number; pingMs: number; bytes: number }[];
  }[];
}

function overview(): Overview {
  return host.admin.overview() as unknown as Overview;
}

function connections(): number[] {
  return overview()
    .threads.slice(1)
    .map((thread) => thread.connections);
}

function shown() {
  return (overview().rooms[0]?.players ?? []).toSorted((a, b) => a.playerId - b.playerId);
}

function spend(day: BadDay): void {
  badDays.postMessage(day);
}

function allJoined(): boolean {
  return bots.every(({ status }) => status.state === 'joined');
}

beforeAll(async () => {
  clientDir = await createClientDir();
  host = await serveStarfray({
    port: 0,
    host: '127.0.0.1',
    bots: 0,
    connectionsPerAddress: 0,
    seed: 5,
    logLevel: 'silent',
    shedsLoad: false,
    clientDir,
    threads: 2,
    frontEnd: new URL('../support/bad-front-end.ts', import.meta.url),
  });
  // The kernel chooses: until both front ends have two.
  await vi.waitFor(() => {
    if (allJoined()) {
      const i = bots.length;
      const onStatus = ({ state }: { readonly state: string }): void => {
        if (state === 'waiting') breaks.push(i);
      };
      bots.push(createBot({ url: `ws://127.0.0.1:${host.port}`, name: `Bot ${i}`, think: () => undefined, onStatus }));
    }
    expect(connections().filter((count) => count > 1)).toHaveLength(2);
  }, PATIENCE);
  await vi.waitFor(() => expect(allJoined()).toBe(true), PATIENCE);
});

afterAll(async () => {
  for (const bot of bots) bot.close();
  badDays.close();
  await host.close();
  await rm(clientDir, { recursive: true });
});

describe('players at two front ends', () => {
  it('[TH17] are all on the list of an admin, with round trip and bytes', async () => {
    await vi.waitFor(() => {
      expect(shown().map(({ name }) => name)).toEqual(bots.map((_, i) => `Bot ${i}`));
      for (const { pingMs, bytes } of shown()) expect(Math.min(pingMs, bytes)).toBeGreaterThan(0);
    }, PATIENCE);
  });

  it('[TH18] stay in their seats while one front end stands still for three seconds', async () => {
    const before = bots.map(({ stats }) => stats.snapshots);
    const tick = () => host.rooms.status().rooms[0]?.tick ?? 0;
    const from = tick();
    spend({ frontEnd: 0, kind: 'hangs' });
    // The room goes on meanwhile, and everybody is sent snapshots again.
    await vi.waitFor(() => expect(tick() - from).toBeGreaterThan(240), PATIENCE);
    await vi.waitFor(() => {
      for (const [i, { stats }] of bots.entries()) expect(stats.snapshots - (before[i] ?? 0)).toBeGreaterThan(30);
    }, PATIENCE);
    expect(breaks).toEqual([]);
    for (const { stats } of bots) expect(stats.desyncs).toBe(0);
  });

  it('[TH19] come back to their seats at any front end when theirs is killed in the middle of a tick', async () => {
    const { world } = host.rooms.all()[0] as { world: StarfrayWorld };
    for (const { playerId } of shown()) {
      const pilot = pilotOf(world, playerId);
      if (pilot !== undefined) pilot.own.score = 100 + playerId;
    }
    const before = shown().map(({ name, playerId, score }) => ({ name, playerId, score }));
    expect(before.map(({ playerId, score }) => score - playerId)).toEqual(before.map(() => 100));
    const [atFirst = 0] = connections();
    spend({ frontEnd: 0, kind: 'killed' });
    await vi.waitFor(() => expect(new Set(breaks).size).toBe(atFirst), PATIENCE);
    await vi.waitFor(() => expect(allJoined()).toBe(true), PATIENCE);
    expect(shown().map(({ name, playerId, score }) => ({ name, playerId, score }))).toEqual(before);
    // Nobody else lost anything.
    expect(new Set(breaks).size).toBe(atFirst);
    expect(bots.map(({ stats }) => stats.desyncs)).toEqual(bots.map(() => 0));
    await vi.waitFor(() => expect(overview().threads.every(({ isUp }) => isUp)).toBe(true), PATIENCE);
  });

  it('[TH17] read why an admin shows them out', async () => {
    const room = overview().rooms[0]?.id ?? '';
    for (const { playerId } of shown()) expect(await host.admin.kick('root', { room, playerId }, 'No more.')).toBe(1);
    await vi.waitFor(() => {
      for (const { status } of bots) {
        expect(status).toMatchObject({ state: 'closed', refusal: { code: CLOSE.kicked, reason: 'No more.' } });
      }
    }, PATIENCE);
    await vi.waitFor(() => expect(shown()).toEqual([]), PATIENCE);
  });
});
