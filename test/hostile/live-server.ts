// A whole server in a process of its own, run with --expose-gc: the test asks it for its heap and its tick.

import { SILENT_LOG } from '@starfray/server';
import { serveStarfray } from '@starfray/starfray/server';
import { frontEndsForTests } from '../support/front-ends.ts';

export interface ServerReport {
  readonly heapBytes: number;
  /** Of its room. */
  readonly tick: number;
  readonly errors: readonly string[];
}

const errors: string[] = [];
const note = (_fields: object, message: string) => errors.push(message);

const [clientDir = '', ...rest] = process.argv.slice(2);
const [bots = '0'] = rest;

const host = await serveStarfray({
  port: 0,
  host: '127.0.0.1',
  bots: Number(bots),
  roomPlayers: 2000,
  maxPlayers: 10_000,
  maxSpectators: 10_000,
  connectionsPerAddress: 0,
  allowOrigin: [],
  seed: 1,
  logLevel: 'silent',
  clientDir,
  // Every offender is a connection of its own.
  joinsPerSecond: 100_000,
  shedsLoad: false,
  ...frontEndsForTests(),
  log: { ...SILENT_LOG, error: note },
});

process.on('message', () => {
  globalThis.gc?.();
  const tick = host.rooms.status().rooms[0]?.tick ?? 0;
  const report: ServerReport = { heapBytes: process.memoryUsage().heapUsed, tick, errors };
  process.send?.(report);
});
process.send?.({ port: host.port });
