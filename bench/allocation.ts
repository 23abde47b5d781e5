// What the room's own part of a tick leaves on the heap, in bytes a tick: all of it, and by stage. A process of its own, since it needs
// a large young generation: with the usual one a collection would hide most of it. `node --expose-gc --max-semi-space-size=64 …`

import type { Stage, StageTimer } from '@starfray/server/room';
import { BENCH_PILOT } from './pilot.ts';
import { RoomRig } from './room-rig.ts';
import { median } from './statistics.ts';

const WARM_UP_TICKS = 600;
/** Few ticks, so that no collection falls among them. */
const MEASURED_TICKS = 60;

/** Notes what each stage adds to the heap; reading it adds a little, too, which is taken off. */
class HeapStages implements StageTimer {
  readonly bytes: Record<Stage, number> = { bots: 0, simulation: 0, interest: 0, encode: 0, send: 0 };
  isOn = false;
  readonly ms = {};
  readonly timesClients = true;
  private stage: Stage | undefined;
  private before = 0;
  private readonly ownBytes = readingCost();

  begin(): void {}

  enter(stage: Stage): void {
    this.leave();
    if (!this.isOn) return;
    this.stage = stage;
    this.before = process.memoryUsage().heapUsed;
  }

  leave(): void {
    if (this.stage === undefined) return;
    this.bytes[this.stage] += process.memoryUsage().heapUsed - this.before - this.ownBytes;
    this.stage = undefined;
  }
}

function readingCost(): number {
  const costs = Array.from({ length: 200 }, () => {
    const before = process.memoryUsage().heapUsed;
    return process.memoryUsage().heapUsed - before;
  });
  return median(costs);
}

const [players = 500, seed = 1] = process.argv.slice(2).map(Number);
const stages = new HeapStages();
const options = { players, seed, realClients: 0, fillBots: 0, pilots: BENCH_PILOT, shipsOnly: false, drops: true };
const rig = new RoomRig({ ...options, timer: stages });
for (let i = 0; i < WARM_UP_TICKS; i += 1) rig.tick();
globalThis.gc?.();
const snapshotsBefore = rig.room.traffic.sent;
const perTick = Array.from({ length: MEASURED_TICKS }, () => rig.tickAllocation());
const snapshots = (rig.room.traffic.sent - snapshotsBefore) / MEASURED_TICKS;
// The heap shrinks in a tick that a collection falls into: those say nothing.
const whole = perTick.filter((bytes) => bytes >= 0);
if (whole.length < MEASURED_TICKS / 2) throw new Error('collections fell into most of the measured ticks');
globalThis.gc?.();
stages.isOn = true;
const simulated = Array.from({ length: MEASURED_TICKS }, () => {
  const before = stages.bytes.simulation;
  rig.tick();
  return stages.bytes.simulation - before;
});
const bytesPerTick = Math.round(median(whole));
console.log(
  JSON.stringify({
    players,
    bytesPerTick,
    bytesPerSnapshot: Math.round(bytesPerTick / snapshots),
    simulationBytesPerTick: Math.round(median(simulated)),
  }),
);
