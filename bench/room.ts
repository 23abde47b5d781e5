// `pnpm bench room`: what one room costs, in process. Figures are per snapshot to a client, so that rooms of any size compare.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Stage, StageTimer } from '@starfray/server/room';
import { atUint16, item } from '@starfray/shared/core';
import { ship } from '@starfray/starfray/rules';
import { BENCH_PILOT } from './pilot.ts';
import { type RigOptions, RoomRig, STANDARD_RIG } from './room-rig.ts';
import { calibrationMs, mean, quantile } from './statistics.ts';

/** As many as a server of the default settings keeps. */
const FILL_BOTS = 12;
const WARM_UP_TICKS = 600;
const PACKED_TICKS = 300;
const MEASURED_TICKS = 1200;

export interface RoomBenchOptions {
  readonly players: number;
  readonly seed: number;
}

/** Adds up the time of each stage of all ticks since the last reset. */
class StageSums implements StageTimer {
  readonly ms: Record<Stage, number> = { bots: 0, simulation: 0, interest: 0, encode: 0, send: 0 };
  readonly simulation: number[] = [];
  readonly timesClients = true;
  private stage: Stage | undefined;
  private sinceMs = 0;

  begin(): void {}

  enter(stage: Stage): void {
    this.leave();
    this.stage = stage;
    this.sinceMs = performance.now();
  }

  leave(): void {
    if (this.stage === undefined) return;
    const tookMs = performance.now() - this.sinceMs;
    this.ms[this.stage] += tookMs;
    if (this.stage === 'simulation') this.simulation.push(tookMs);
    this.stage = undefined;
  }

  reset(): void {
    for (const stage of Object.keys(this.ms) as Stage[]) this.ms[stage] = 0;
    this.simulation.length = 0;
  }
}

export function benchRoom({ players, seed }: RoomBenchOptions): object {
  const sums = new StageSums();
  const rig = new RoomRig({ ...STANDARD_RIG, players, seed, fillBots: Math.min(FILL_BOTS, players), timer: sums });
  for (let i = 0; i < WARM_UP_TICKS; i += 1) rig.tick();
  sums.reset();
  rig.sizes.length = 0;
  rig.inboxMs = 0;
  const snapshotsBefore = rig.room.traffic.sent;
  const tickMs: number[] = [];
  const visible: number[] = [];
  for (let i = 0; i < MEASURED_TICKS; i += 1) {
    tickMs.push(rig.tick());
    if (i % 30 === 0) for (const { client } of rig.realClients) visible.push(visibleShips(client.held));
  }
  const snapshots = rig.room.traffic.sent - snapshotsBefore;
  const micros = (ms: number) => round((ms * 1000) / snapshots);
  const { bots, simulation, interest, encode, send } = sums.ms;
  const sizes = [...rig.sizes];
  return {
    players,
    snapshots,
    cpuMicrosPerClientSnapshot: {
      simulation: micros(simulation),
      interest: micros(interest),
      encode: micros(encode),
      send: micros(send),
      inputs: micros(rig.inboxMs),
      fillBots: micros(bots),
      total: micros(bots + simulation + interest + encode + send + rig.inboxMs),
    },
    bytesPerSnapshot: {
      mean: round(mean(sizes)),
      p95: quantile(sizes, 0.95),
      shipsOnlyMean: round(bytesOf({ players, seed, shipsOnly: true, pilots: { ...BENCH_PILOT, fires: false } })),
      aimAlwaysMean: round(bytesOf({ players, seed, shipsOnly: false, pilots: { ...BENCH_PILOT, aimsAlways: true } })),
    },
    visibleMean: round(mean(visible)),
    allocated: allocated(players, seed),
    tickMs: { p50: round(quantile(tickMs, 0.5)), p99: round(quantile(tickMs, 0.99)) },
    simulationMs: { p50: round(quantile(sums.simulation, 0.5), 4) },
    packed: packedRoom(players, seed),
    desyncs: rig.room.traffic.desyncs,
    calibrationMs: round(calibrationMs()),
  };
}

// The same players in an arena no larger than a view: what a crowd costs, beside the same scene spread out, in turns.
function packedRoom(players: number, seed: number): object {
  const rigs = [false, true].map((packed) => new RoomRig({ ...STANDARD_RIG, players, seed, packed }));
  const cost = rigs.map(() => ({ ms: 0, snapshots: 0 }));
  for (const rig of rigs) for (let i = 0; i < PACKED_TICKS; i += 1) rig.tick();
  for (let i = 0; i < PACKED_TICKS; i += 1) {
    for (const [n, rig] of rigs.entries()) {
      const before = rig.room.traffic.sent;
      const sum = item(cost, n);
      sum.ms += rig.tick();
      sum.snapshots += rig.room.traffic.sent - before;
    }
  }
  const micros = cost.map(({ ms, snapshots }) => (ms * 1000) / snapshots);
  const packed = item(rigs, 1);
  const inView = packed.realClients.map(({ client }) => visibleShips(client.held));
  return {
    spreadMicrosPerSnapshot: round(item(micros, 0)),
    packedMicrosPerSnapshot: round(item(micros, 1)),
    ratio: round(item(micros, 1) / item(micros, 0)),
    shipsInView: round(mean(inView)),
    bytesMean: round(mean(packed.sizes)),
    desyncs: packed.room.traffic.desyncs,
  };
}

// The same room under other pilots, for its bytes alone.
function bytesOf(options: Pick<RigOptions, 'players' | 'seed' | 'shipsOnly' | 'pilots'>): number {
  const rig = new RoomRig({ ...STANDARD_RIG, ...options, realClients: 0 });
  for (let i = 0; i < WARM_UP_TICKS; i += 1) rig.tick();
  rig.sizes.length = 0;
  for (let i = 0; i < WARM_UP_TICKS; i += 1) rig.tick();
  return mean(rig.sizes);
}

function allocated(players: number, seed: number): object {
  const flags = ['--expose-gc', '--max-semi-space-size=64', join(import.meta.dirname, 'allocation.ts')];
  return JSON.parse(execFileSync(process.execPath, [...flags, String(players), String(seed)], { encoding: 'utf8' }));
}

function visibleShips(
  held: { ids: Uint16Array; kinds: Uint8Array; kindOf(slot: number): { name: string } } | undefined,
): number {
  if (held === undefined) return 0;
  let count = 0;
  for (let slot = 0; slot < held.ids.length; slot += 1) {
    if (atUint16(held.ids, slot) !== 0 && held.kindOf(slot).name === ship.name) count += 1;
  }
  return count;
}

function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}
