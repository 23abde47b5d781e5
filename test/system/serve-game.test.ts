// Any game, served by the one door: the toy game on a real port, with its own name on the wire, in metrics and in its players' names.

import { rm } from 'node:fs/promises';
import { createWebSocketLink, joinUrl, NetClient, subprotocols } from '@starfray/client/net';
import { type GameHost, serveGame } from '@starfray/server';
import { versionHash } from '@starfray/shared/protocol';
import { type ToyArena, type ToyWorld, toyGame, toyModes } from '@starfray/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createClientDir } from '../support/hosted.ts';

const METRICS_TOKEN = 'a-token-of-this-test-that-is-long-enough';

let clientDir: string;
let host: GameHost<ToyWorld, ToyArena>;
let steps = 0;

beforeAll(async () => {
  clientDir = await createClientDir();
  host = await serveGame(toyGame, {
    host: '127.0.0.1',
    port: 0,
    clientDir,
    metricsToken: METRICS_TOKEN,
    shedsLoad: false,
    onStep: () => {
      steps += 1;
    },
  });
});
afterAll(async () => {
  await host.close({ drains: false });
  await rm(clientDir, { recursive: true });
});

function upgrade(protocols: string[]): Promise<string> {
  const socket = new WebSocket(`ws://127.0.0.1:${host.port}/ws?kind=spectator`, protocols);
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => {
      resolve(socket.protocol);
      socket.terminate();
    });
  });
}

describe('serveGame', () => {
  it('seats a client of the game, which plays in the world that its rules step', async () => {
    const url = joinUrl({ server: `ws://127.0.0.1:${host.port}`, version: versionHash(toyGame), kind: 'human' });
    const client = new NetClient({
      game: toyGame,
      connect: () => createWebSocketLink(new globalThis.WebSocket(url, subprotocols(toyGame.identity))),
      random: () => 0.5,
      draws: false,
    });
    await vi.waitFor(
      () => {
        client.update(performance.now());
        expect(client.status.state).toBe('joined');
      },
      { timeout: 240_000, interval: 10 },
    );
    const [room] = host.rooms.all();
    expect(room?.players()).toMatchObject([{ name: 'Player 1', kind: 'human' }]);
    // The seat is there at once, the mover with the next step.
    await vi.waitFor(() => expect(room?.world.slots.size).toBe(1), { timeout: 240_000 });
    expect(steps).toBeGreaterThan(0);
    client.close();
  });

  it("answers the game's subprotocol, and no other game's", async () => {
    expect(await upgrade(['starfray', 'toy'])).toBe('toy');
    await expect(upgrade(['starfray'])).rejects.toThrow('no subprotocol');
  });

  it("begins the names of metrics with the game's prefix", async () => {
    const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
    const text = await (await fetch(`http://127.0.0.1:${host.port}/metrics`, { headers })).text();
    const names = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((line) => !line.startsWith('toy_'))).toEqual([]);
  });

  it('has a leaderboard for each mode of the game, and one for bots', async () => {
    const board = async (query: string) =>
      (await fetch(`http://127.0.0.1:${host.port}/api/leaderboard${query}`)).json() as Promise<object>;
    expect(await board('')).toMatchObject({ ok: true, mode: 'arena' });
    expect(await board('?mode=bots')).toMatchObject({ ok: true, mode: 'bots' });
    expect(await board('?mode=golf')).toEqual({ ok: false, faults: ['mode: give arena or bots'] });
  });

  it('takes the defaults of the command for what is not given', async () => {
    const status = (await (await fetch(`http://127.0.0.1:${host.port}/api/status`)).json()) as object;
    expect(status).toMatchObject({ capacity: { players: 1000, spectators: 200, roomPlayers: 100 } });
  });
});

describe('serveGame of a game with modes', () => {
  it('[R77] [R81] places a join by its mode, counts who plays it, and has a leaderboard of it', async () => {
    const served = await serveGame(toyModes, { host: '127.0.0.1', port: 0, clientDir, shedsLoad: false });
    const ask = async (path: string): Promise<unknown> =>
      (await fetch(`http://127.0.0.1:${served.port}/api/${path}`)).json();
    const version = versionHash(toyModes);
    try {
      expect(await ask(`play?v=${version}&mode=sides`)).toMatchObject({ ok: true, room: 'sides' });
      expect(await ask(`play?v=${version}&mode=chess`)).toMatchObject({ ok: false, code: 4005 });
      const url = `${joinUrl({ server: `ws://127.0.0.1:${served.port}`, version, kind: 'human', mode: 'sides' })}`;
      const socket = new WebSocket(url, subprotocols(toyModes.identity));
      await vi.waitFor(
        async () =>
          expect(await ask('modes')).toEqual({
            ok: true,
            modes: [
              { name: 'open', title: 'Open', about: 'Everybody drops pellets.', humans: 0, rooms: 1 },
              { name: 'sides', title: 'Sides', about: 'Two teams drop pellets.', humans: 1, rooms: 1 },
            ],
          }),
        { timeout: 240_000, interval: 50 },
      );
      expect(await ask('leaderboard?mode=sides')).toMatchObject({ ok: true, mode: 'sides' });
      expect(await ask('status')).toMatchObject({ rooms: [{ mode: 'open' }, { id: 'sides', mode: 'sides' }] });
      socket.terminate();
    } finally {
      await served.close({ drains: false });
    }
  });
});
