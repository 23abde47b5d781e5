// Metrics of the rooms: their players and ticks, room by room while they are few, and what all of them have done.

import type { RoomStatus, RoomsStatus } from '../room/index.ts';
import type { PullRegistry, Sample } from './pull-registry.ts';
import { RoomTotals, type Totals } from './room-totals.ts';

/** Guests may open rooms under any name: beyond so many they are counted together. */
const MAX_NAMED_ROOMS = 50;
/** Stands for all rooms where there are too many to name. */
const ALL_ROOMS = '*';

const QUANTILES = { p50: '0.5', p99: '0.99' } as const;
type QuantileName = keyof typeof QUANTILES;

/** Registers them; `read` answers the status of one scrape. */
export function addRoomMetrics(registry: PullRegistry, read: () => RoomsStatus): void {
  addPresence(registry, read);
  addPace(registry, read);
  addTotals(registry, read);
}

function addPresence(registry: PullRegistry, read: () => RoomsStatus): void {
  registry.gauge({ name: 'rooms', help: 'Rooms that are open.', read: () => read().rooms.length });
  registry.gauge({
    name: 'players',
    help: 'Players in a room, by kind: humans, bots of others, and bots of the server itself.',
    labels: ['room', 'kind'],
    read: () => [
      ...summed(read().rooms, { kind: 'human' }, (room) => room.humans),
      ...summed(read().rooms, { kind: 'bot' }, (room) => room.bots),
      ...summed(read().rooms, { kind: 'fill_bot' }, (room) => room.fillBots),
    ],
  });
  registry.gauge({
    name: 'spectators',
    help: 'Spectators of a room.',
    labels: ['room'],
    read: () => summed(read().rooms, {}, (room) => room.spectators),
  });
  registry.gauge({
    name: 'load_level',
    help: 'How much load is shed: 0 nothing, 1 fewer snapshots, 2 fewer entities in each, 3 nobody new is taken.',
    read: () => read().load.level,
  });
  registry.gauge({
    name: 'utilization_ratio',
    help: 'Share of the last quarter of a second that the busiest thread was at work.',
    read: () => read().load.utilization,
  });
  registry.gauge({
    name: 'draining',
    help: '1 while the server is about to stop and takes nobody.',
    read: () => Number(read().isDraining),
  });
}

function addPace(registry: PullRegistry, read: () => RoomsStatus): void {
  registry.gauge({
    name: 'tick_duration_seconds',
    help: 'Quantiles of what the last ticks of a room took; a tick has 16.7 ms.',
    labels: ['room', 'quantile'],
    isSummary: true,
    read: () => quantiles(read().rooms, (room) => room.tickMs),
  });
  registry.gauge({
    name: 'tick_interval_seconds',
    help: 'Quantiles of the time between two ticks for the same clients: 33 ms, when all is well.',
    labels: ['room', 'quantile'],
    isSummary: true,
    read: () => quantiles(read().rooms, (room) => room.intervalMs),
  });
}

function addTotals(registry: PullRegistry, read: () => RoomsStatus): void {
  const totals = new RoomTotals();
  const total = (name: string, help: string, pick: (now: Totals) => number) =>
    registry.counter({ name, help, read: () => pick(totals.look(read().rooms)) });
  total('ticks_total', 'Ticks simulated.', (now) => now.tick);
  total('snapshots_sent_total', 'Snapshots sent, to fill bots too.', (now) => now.snapshots);
  total('snapshot_sent_bytes_total', 'Bytes of these snapshots.', (now) => now.snapshotBytes);
  total('inputs_received_total', 'Input frames taken.', (now) => now.inputs);
  total('inputs_lost_total', 'Input frames dropped because the simulation stood still.', (now) => now.lostInputs);
  total('snapshots_skipped_total', 'Snapshots not sent because the client lagged behind.', (now) => now.skips);
  total('desyncs_total', 'Clients that held other rows than they were sent: must stay 0.', (now) => now.desyncs);
  total('lost_seconds_total', 'Time by which rooms ran slower than the clock.', (now) => now.lostMs / 1000);
}

function summed(
  rooms: readonly RoomStatus[],
  labels: Readonly<Record<string, string>>,
  amountOf: (room: RoomStatus) => number,
): Sample[] {
  if (rooms.length <= MAX_NAMED_ROOMS) {
    return rooms.map((room) => ({ labels: { ...labels, room: room.id }, value: amountOf(room) }));
  }
  const value = rooms.reduce((total, room) => total + amountOf(room), 0);
  return [{ labels: { ...labels, room: ALL_ROOMS }, value }];
}

// Of too many rooms the worst counts: quantiles cannot be added.
function quantiles(
  rooms: readonly RoomStatus[],
  of: (room: RoomStatus) => { readonly [name in QuantileName]: number },
): Sample[] {
  const sample = (room: string, name: QuantileName, ms: number): Sample => ({
    labels: { room, quantile: QUANTILES[name] },
    value: ms / 1000,
  });
  const names = ['p50', 'p99'] as const;
  if (rooms.length <= MAX_NAMED_ROOMS) {
    return rooms.flatMap((room) => names.map((name) => sample(room.id, name, of(room)[name])));
  }
  return names.map((name) => sample(ALL_ROOMS, name, Math.max(...rooms.map((room) => of(room)[name]))));
}
