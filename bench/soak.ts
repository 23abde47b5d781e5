// Whether the heap stays flat: a room played in for many minutes of virtual time, and rooms made and destroyed. A process of its own,
// with --expose-gc. Arguments: minutes, rooms. Its last line is JSON.

import { localJoin } from '@starfray/server/joining';
import { Rooms } from '@starfray/server/room';
import { createCodec, createMemoryPair, createProtocol, versionHash } from '@starfray/shared/protocol';
import { starfray } from '@starfray/starfray/rules';
import { BENCH_PILOT } from './pilot.ts';
import { RoomRig } from './room-rig.ts';

const PLAYERS = 60;
const TICKS_PER_MINUTE = 3600;
const MIB = 2 ** 20;
/** An empty room lives on for a minute. */
const EMPTY_MS = 61_000;
/** Rooms that a server keeps at once, at most; and those before the first look. */
const ROOMS_AT_ONCE = 8;
const WARM_UP_ROOMS = 24;

function heapMiB(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return Number(((heapUsed + external) / MIB).toFixed(2));
}

/** Heap and external memory after each minute of a full room's play. */
function play(minutes: number): number[] {
  const rig = new RoomRig({
    players: PLAYERS,
    realClients: 4,
    fillBots: 4,
    pilots: BENCH_PILOT,
    shipsOnly: false,
    seed: 1,
  });
  return Array.from({ length: minutes }, () => {
    for (let tick = 0; tick < TICKS_PER_MINUTE; tick += 1) rig.tick();
    // What the rig itself keeps is no part of the room.
    rig.sizes.length = 0;
    return heapMiB();
  });
}

/** Makes rooms by joining them, and lets them be destroyed; answers memory after the first few, and after all. */
function makeRooms(count: number): { readonly before: number; readonly after: number; readonly left: number } {
  let nowMs = 1_000_000;
  const log = () => undefined;
  const rooms = new Rooms(
    {
      game: starfray,
      codec: createCodec(),
      protocol: createProtocol(starfray),
      now: () => nowMs,
      log: { info: log, warn: log, error: log },
    },
    {
      roomPlayers: 100,
      maxPlayers: 1000,
      maxSpectators: 0,
      bots: 0,
      seed: 1,
      joinCode: undefined,
      versionHash: versionHash(starfray),
      shedsLoad: false,
    },
  );
  let made = 0;
  const round = (): void => {
    const pairs = Array.from({ length: ROOMS_AT_ONCE }, () => {
      const pair = createMemoryPair(() => nowMs);
      made += 1;
      const refused = rooms.join(localJoin({ kind: 'bot', snapshots: 'full', room: `room-${made}` }), pair.b);
      if (refused !== undefined) throw new Error(refused.reason);
      return pair;
    });
    for (let tick = 0; tick < 30; tick += 1) {
      nowMs += 1000 / 60;
      rooms.update();
      for (const pair of pairs) pair.pumpTo('a', nowMs);
    }
    for (const pair of pairs) pair.a.close(1000, '');
    for (const pair of pairs) pair.pumpTo('b', nowMs);
    rooms.update();
    nowMs += EMPTY_MS;
    rooms.update();
  };
  while (made < WARM_UP_ROOMS) round();
  const before = heapMiB();
  while (made < WARM_UP_ROOMS + count) round();
  return { before, after: heapMiB(), left: rooms.status().rooms.length };
}

const [minutes = 20, rooms = 1000] = process.argv.slice(2).map(Number);
const heapMiBByMinute = play(minutes);
console.log(JSON.stringify({ players: PLAYERS, minutes, heapMiBByMinute, rooms, roomsMiB: makeRooms(rooms) }));
