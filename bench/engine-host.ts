// One room of a game on Starfray's engine and its sockets, with nothing around it: no fill bots, no shedding of load, nobody is turned away.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Host, SILENT_LOG, startHost } from '@starfray/server';
import { Rooms } from '@starfray/server/room';
import { parseJoinRequest } from '@starfray/server/session';
import type { Game, World } from '@starfray/shared/contract';
import { createCodec, createProtocol } from '@starfray/shared/net';

export interface EngineOptions<W> {
  readonly players: number;
  /** What clients must name. */
  readonly version: string;
  readonly onStep?: (world: W) => void;
}

export interface Engine<W extends World, A> {
  readonly host: Host;
  readonly rooms: Rooms<W, A>;
}

export async function hostGame<W extends World, A>(
  game: Game<W, A>,
  { players, version, onStep }: EngineOptions<W>,
): Promise<Engine<W, A>> {
  const now = () => performance.now();
  const rooms = new Rooms(
    {
      game,
      codec: createCodec(),
      protocol: createProtocol(game),
      now,
      log: SILENT_LOG,
      ...(onStep === undefined ? {} : { onStep }),
    },
    {
      roomPlayers: players,
      maxPlayers: 10_000,
      maxSpectators: 10,
      bots: 0,
      seed: 1,
      joinCode: undefined,
      versionHash: version,
      shedsLoad: false,
      joinsPerSecond: 1000,
    },
  );
  const clientDir = mkdtempSync(join(tmpdir(), 'starfray-bench-'));
  writeFileSync(join(clientDir, 'index.html'), '<!doctype html><title>bench</title>');
  const host = await startHost(
    {
      identity: game.identity,
      rooms: {
        check: (request) => rooms.check(request),
        choose: (request) => rooms.choose(request),
        join: (request, link) => rooms.join(request, link),
        leaderboard: async () => [],
        admit: async ({ query }) => {
          const request = parseJoinRequest(query);
          return request.ok
            ? { kind: 'admitted', request: request.value }
            : { kind: 'refused', refusal: request.fault };
        },
        update: () => rooms.update(),
        close: () => rooms.close(),
        status: () => rooms.status(),
      },
      version,
      log: SILENT_LOG,
      now,
    },
    { host: '127.0.0.1', port: 0, clientDir, allowedOrigins: [], connectionsPerAddress: 0 },
  );
  return { host, rooms };
}
