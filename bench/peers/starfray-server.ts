// The scene on Starfray's engine, as a game of its own. Argument: players.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SILENT_LOG, startHost } from '@starfray/server';
import { Rooms } from '@starfray/server/room';
import { parseJoinRequest } from '@starfray/server/session';
import { createCodec, createProtocol } from '@starfray/shared/net';
import { NO_TRUTH, noteTick, serve } from './server-report.ts';
import { createBenchGame, truthOf, VERSION } from './starfray-game.ts';

const [players = '500'] = process.argv.slice(2);
const game = createBenchGame(Number(players));
const now = () => performance.now();
const rooms = new Rooms(
  { game, codec: createCodec(), protocol: createProtocol(game), now, log: SILENT_LOG, onStep: () => noteTick() },
  {
    roomPlayers: 4000,
    maxPlayers: 10_000,
    maxSpectators: 10,
    bots: 0,
    seed: 1,
    joinCode: undefined,
    versionHash: VERSION,
    shedsLoad: false,
    joinsPerSecond: 1000,
  },
);
const clientDir = mkdtempSync(join(tmpdir(), 'starfray-bench-'));
writeFileSync(join(clientDir, 'index.html'), '<!doctype html><title>bench</title>');
const host = await startHost(
  {
    rooms: {
      check: (request) => rooms.check(request),
      choose: (request) => rooms.choose(request),
      join: (request, link) => rooms.join(request, link),
      leaderboard: async () => [],
      admit: async ({ query }) => {
        const request = parseJoinRequest(query);
        return request.ok ? { kind: 'admitted', request: request.value } : { kind: 'refused', refusal: request.fault };
      },
      update: () => rooms.update(),
      close: () => rooms.close(),
      status: () => rooms.status(),
    },
    version: VERSION,
    log: SILENT_LOG,
    now,
  },
  { host: '127.0.0.1', port: 0, clientDir, allowedOrigins: [], connectionsPerAddress: 0 },
);
let before = { snapshots: 0, bytes: 0 };
const totals = () => {
  const [room] = rooms.status().rooms;
  return { snapshots: room?.snapshots ?? 0, bytes: room?.snapshotBytes ?? 0 };
};
process.on('SIGUSR2', () => {
  before = totals();
});
serve(host.port, () => {
  const { snapshots, bytes } = totals();
  const world = rooms.all()[0]?.world;
  return {
    bytesMean: (bytes - before.bytes) / Math.max(1, snapshots - before.snapshots),
    truth: world === undefined ? NO_TRUTH : truthOf(world),
  };
});
