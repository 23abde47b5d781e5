// What the room's own part of a tick leaves on the heap, in bytes a tick. A process of its own, since it needs a large young
// generation: with the usual one a collection would hide most of it. `node --expose-gc --max-semi-space-size=64 …`

import { BENCH_PILOT } from './pilot.ts';
import { RoomRig } from './room-rig.ts';
import { median } from './statistics.ts';

const WARM_UP_TICKS = 600;
/** Few ticks, so that no collection falls among them. */
const MEASURED_TICKS = 60;

const [players = 500, seed = 1] = process.argv.slice(2).map(Number);
const rig = new RoomRig({ players, seed, realClients: 0, fillBots: 0, pilots: BENCH_PILOT, shipsOnly: false });
for (let i = 0; i < WARM_UP_TICKS; i += 1) rig.tick();
globalThis.gc?.();
const perTick = Array.from({ length: MEASURED_TICKS }, () => rig.tickAllocation());
// The heap shrinks in a tick that a collection falls into: those say nothing.
const whole = perTick.filter((bytes) => bytes >= 0);
if (whole.length < MEASURED_TICKS / 2) throw new Error('collections fell into most of the measured ticks');
console.log(Math.round(median(whole)));
