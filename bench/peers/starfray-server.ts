// The scene on Starfray's engine, as a game of its own. Argument: players.

import { hostGame } from '../engine-host.ts';
import { NO_TRUTH, noteTick, serve } from './server-report.ts';
import { createBenchGame, truthOf, VERSION } from './starfray-game.ts';

/** Room for all that the bench ever sends. */
const ROOM_PLAYERS = 4000;

const [players = '500'] = process.argv.slice(2);
const { port, rooms } = await hostGame(createBenchGame(Number(players)), {
  players: ROOM_PLAYERS,
  version: VERSION,
  onStep: () => noteTick(),
});
let before = { snapshots: 0, bytes: 0 };
const totals = () => {
  const [room] = rooms.status().rooms;
  return { snapshots: room?.snapshots ?? 0, bytes: room?.snapshotBytes ?? 0 };
};
process.on('SIGUSR2', () => {
  before = totals();
});
serve(port, () => {
  const { snapshots, bytes } = totals();
  const world = rooms.all()[0]?.world;
  return {
    bytesMean: (bytes - before.bytes) / Math.max(1, snapshots - before.snapshots),
    truth: world === undefined ? NO_TRUTH : truthOf(world),
  };
});
