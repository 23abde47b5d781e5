// Players of the real game at front ends in threads of their own, on good days and on bad ones.

import { rm } from 'node:fs/promises';
import type { RunningBot } from '@starfray/bots';
import type { GameHost } from '@starfray/server';
import { CLOSE } from '@starfray/shared/protocol';
import { createBot } from '@starfray/starfray/bots';
import { type Arena, pilotOf, type StarfrayWorld, starfray } from '@starfray/starfray/rules';
import { serveStarfray } from '@starfray/starfray/server';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { BadDay } from '../support/bad-days.ts';
import { PATIENCE } from '../support/cli-process.ts';
import { type FramePlayer, joinWithFrames } from '../support/frame-player.ts';
import { createClientDir } from '../support/hosted.ts';

let clientDir: string;
let host: GameHost<StarfrayWorld, Arena>;
const bots: RunningBot[] = [];
/** Input frames that each of them sends at once: all together more than a ring holds. */
const FRAMES = 330;
const badDays = new BroadcastChannel('bad days');
/** Connections of theirs that ended: of which bot, and with which code. */
const breaks: { readonly bot: number; readonly code: number }[] = [];
const broken = () => new Set(breaks.map(({ bot }) => bot));
/** They sit at the first front end, and never come back. */
const ghosts: FramePlayer[] = [];
/** Runs in the thread that simulates, before each step. */
let onStep: (world: StarfrayWorld) => void = () => undefined;

interface Overview {
  readonly threads: readonly { readonly name: string; readonly isUp: boolean; readonly connections: number }[];
  readonly rooms: readonly {
    readonly id: string;
    readonly players: readonly {
      name: string;
      playerId: number;
      score: number;
      pingMs: number;
      bytes: number;
      state: string;
    }[];
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
  const players = overview().rooms[0]?.players ?? [];
  return players.filter(({ name }) => name.startsWith('Bot')).toSorted((a, b) => a.playerId - b.playerId);
}

function mainRoom() {
  const room = host.rooms.all()[0];
  if (room === undefined) throw new Error('the main room is always open');
  return room;
}

/** Who is here, with which points, in which ship. */
function fleet() {
  const { world } = mainRoom() as { world: StarfrayWorld };
  return shown().map(({ name, playerId, score }) => {
    const slot = pilotOf(world, playerId)?.slot ?? -1;
    return { name, playerId, score, ship: world.entities.ids[slot] };
  });
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
    roomPlayers: 16,
    logLevel: 'silent',
    shedsLoad: false,
    onStep: (world) => onStep(world),
    clientDir,
    threads: 2,
    frontEnd: new URL('../support/bad-front-end.ts', import.meta.url),
  });
  // The kernel chooses: until both front ends have two.
  await vi.waitFor(() => {
    if (allJoined()) {
      const i = bots.length;
      const onStatus = (status: RunningBot['status']): void => {
        if (status.state === 'waiting') breaks.push({ bot: i, code: status.refusal.code });
      };
      bots.push(createBot({ url: `ws://127.0.0.1:${host.port}`, name: `Bot ${i}`, think: () => undefined, onStatus }));
    }
    expect(connections().filter((count) => count > 1)).toHaveLength(2);
  }, PATIENCE);
  await vi.waitFor(() => expect(allJoined()).toBe(true), PATIENCE);
  await vi.waitFor(async () => {
    const [before = 0] = connections();
    const player = await joinWithFrames(`ws://127.0.0.1:${host.port}`, 'Ghost');
    if (connections()[0] === before + 1) ghosts.push(player);
    else player.close();
    expect(ghosts).toHaveLength(3);
  }, PATIENCE);
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

  it('[TH5] play on when one sends more than the ring to the simulation holds: what is beyond is counted and lost', async () => {
    const room = mainRoom() as ReturnType<typeof mainRoom> & { world: StarfrayWorld };
    // None of the frames is for a tick too far ahead.
    await vi.waitFor(() => expect(room.world.tick).toBeGreaterThan(FRAMES * starfray.rates.ticksPerFrame), PATIENCE);
    expect(room.traffic.lostInputs).toBe(0);
    // The simulation stands still until their front end has heard them all, and the ring is full.
    const clock = new Int32Array(new SharedArrayBuffer(4));
    onStep = () => {
      onStep = () => undefined;
      for (const ghost of ghosts) ghost.fly(FRAMES, 256);
      for (let looks = 0; room.traffic.lostInputs === 0 && looks < 6000; looks += 1) Atomics.wait(clock, 0, 0, 5);
    };
    await vi.waitFor(() => expect(room.traffic.lostInputs).toBeGreaterThan(0), PATIENCE);
    // What they say afterwards is taken again; the first of it shows that the rest of the burst has been heard.
    const flyOn = async (): Promise<void> => {
      const { inputs } = room.traffic;
      await vi.waitFor(() => {
        for (const ghost of ghosts) ghost.fly(1, 512);
        expect(room.traffic.inputs).toBeGreaterThan(inputs + 30 * ghosts.length);
      }, PATIENCE);
    };
    await flyOn();
    const { lostInputs: lost } = room.traffic;
    await flyOn();
    expect(room.traffic.lostInputs).toBe(lost);
    expect(ghosts.map(({ end }) => end)).toEqual(ghosts.map(() => undefined));
    expect(breaks).toEqual([]);
    expect(host.rooms.status().rooms[0]).toMatchObject({ lostInputs: lost, desyncs: 0 });
  });

  it('[TH19] come back to their seats at any front end when theirs is killed in the middle of a tick', async () => {
    const { world } = mainRoom() as { world: StarfrayWorld };
    for (const { playerId } of shown()) {
      const pilot = pilotOf(world, playerId);
      if (pilot !== undefined) pilot.own.score = 100 + playerId;
    }
    const before = fleet();
    expect(before.map(({ playerId, score }) => score - playerId)).toEqual(before.map(() => 100));
    expect(before.every(({ ship = 0 }) => ship > 0)).toBe(true);
    const atFirst = (connections()[0] ?? 0) - ghosts.length;
    spend({ frontEnd: 0, kind: 'killed' });
    await vi.waitFor(() => expect(broken().size).toBe(atFirst), PATIENCE);
    // The simulation knows it by the end of the thread alone: nobody comes back to this seat.
    const lost = () => overview().rooms[0]?.players.filter(({ state }) => state === 'lost') ?? [];
    const isLost = (ghost: FramePlayer) => lost().some(({ playerId }) => playerId === ghost.playerId);
    await vi.waitFor(() => expect(ghosts.every(isLost)).toBe(true), PATIENCE);
    await vi.waitFor(() => expect(allJoined()).toBe(true), PATIENCE);
    expect(fleet()).toEqual(before);
    // Nobody else lost anything, and nobody needed more than three attempts, between which 3.5 s lie at most.
    expect(broken().size).toBe(atFirst);
    expect(breaks.length).toBeLessThanOrEqual(3 * atFirst);
    expect(bots.map(({ stats }) => stats.desyncs)).toEqual(bots.map(() => 0));
    await vi.waitFor(() => expect(overview().threads.every(({ isUp }) => isUp)).toBe(true), PATIENCE);
  });

  it('[TH42] read that their room failed, by a bug in its rules, and find a new one; players of another room play on', async () => {
    const url = `ws://127.0.0.1:${host.port}`;
    const ends: unknown[] = [];
    const onStatus = (status: RunningBot['status']): void => {
      if (status.state !== 'joined') ends.push(status);
    };
    const elsewhere = createBot({ url, name: 'Elsewhere', room: 'den', think: () => undefined, onStatus });
    bots.push(elsewhere);
    await vi.waitFor(() => expect(allJoined()).toBe(true), PATIENCE);
    const [failing, den] = host.rooms.all();
    breaks.length = 0;
    ends.length = 0;
    onStep = (world) => {
      if (world === failing?.world) throw new RangeError('a bug of this test');
    };
    await vi.waitFor(() => expect(mainRoom()).not.toBe(failing), PATIENCE);
    onStep = () => undefined;
    await vi.waitFor(() => expect(broken().size).toBe(bots.length - 1), PATIENCE);
    await vi.waitFor(() => expect(allJoined()).toBe(true), PATIENCE);
    expect(new Set(breaks.map(({ code }) => code))).toEqual(new Set([CLOSE.roomFailed]));
    const { snapshots } = elsewhere.stats;
    await vi.waitFor(() => expect(elsewhere.stats.snapshots).toBeGreaterThan(snapshots + 10), PATIENCE);
    expect([ends, host.rooms.all().includes(den as never), elsewhere.stats.desyncs]).toEqual([[], true, 0]);
    bots.pop()?.close();
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
