import { expect, it } from 'vitest';
import { describeServer } from './describe-server.ts';
import type { ServerStatus } from './status.ts';

const ROOM = {
  id: 'main',
  mode: 'arena',
  humans: 2,
  bots: 3,
  fillBots: 4,
  spectators: 1,
  reserved: 0,
  capacity: 100,
  tick: 600,
  tickMs: { p50: 0.5, p99: 2 },
  intervalMs: { p50: 33, p99: 40 },
  snapshots: 0,
  snapshotBytes: 0,
  inputs: 0,
  lostInputs: 0,
  skips: 0,
  desyncs: 0,
  lostMs: 0,
};

const STATUS: ServerStatus = {
  rooms: [ROOM, { ...ROOM, id: 'den', tickMs: { p50: 1, p99: 5 } }],
  isDraining: false,
  load: { level: 0, utilization: 0.1 },
  humans: 4,
  bots: 6,
  fillBots: 8,
  spectators: 2,
  capacity: { players: 1000, spectators: 200, roomPlayers: 100 },
  desyncs: 0,
  memory: { heapBytes: 1, externalBytes: 1, residentBytes: 1 },
  wire: { snapshotsPerSecond: 1, bytesPerSecond: 1, inputsPerSecond: 1 },
};

const FACTS = { name: 'Den', version: 'abcd', release: '1.2.3', region: undefined, modes: ['arena'] };

it('tells lists who plays and how the slowest room fares', () => {
  expect(describeServer(STATUS, FACTS)).toEqual({
    name: 'Den',
    version: 'abcd',
    release: '1.2.3',
    modes: ['arena'],
    humans: 4,
    bots: 14,
    spectators: 2,
    maxPlayers: 1000,
    tickP99Ms: 5,
  });
});

it('names its region when it has one, and no tick when it has no room', () => {
  const card = describeServer({ ...STATUS, rooms: [] }, { ...FACTS, region: 'eu' });
  expect([card.region, card.tickP99Ms]).toEqual(['eu', 0]);
});
