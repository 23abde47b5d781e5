// One side of `bench room --before`: the room of one build in process, a run of its own. Its last line of stdout is a JSON object. Arguments:
// the build's folder, players, seed, and `cost` or `bytes`.

import { createHash, type Hash } from 'node:crypto';
import { join } from 'node:path';
import type { Link } from '@starfray/shared/protocol';
import type { RoomRig, STANDARD_RIG } from './room-rig.ts';

const WARM_UP_TICKS = 600;
const MEASURED_TICKS = 1200;
/** Whose bytes are compared: real clients, which acknowledge and mend as players do. */
const LISTENED_TO = 32;
const LISTENED_TICKS = 900;

export interface RoomCost {
  /** CPU of the room and of what arrives, for each snapshot. */
  readonly microsPerSnapshot: number;
  readonly snapshots: number;
  /** Of all that lean clients got while measured. */
  readonly bytes: number;
}

export interface RoomBytes {
  readonly hash: string;
  readonly messages: number;
}

/** A build's own rig: it knows how its rooms are made. */
interface Rigs {
  readonly RoomRig: typeof RoomRig;
  readonly STANDARD_RIG: typeof STANDARD_RIG;
}

function measureCost({ RoomRig: Rig, STANDARD_RIG: standard }: Rigs, players: number, seed: number): RoomCost {
  const rig = new Rig({ ...standard, players, seed });
  for (let i = 0; i < WARM_UP_TICKS; i += 1) rig.tick();
  rig.sizes.length = 0;
  rig.inboxMs = 0;
  const realBefore = realSnapshots(rig);
  let ms = 0;
  const startMs = performance.now();
  const cpuBefore = process.threadCpuUsage();
  for (let i = 0; i < MEASURED_TICKS; i += 1) ms += rig.tick();
  const { user, system } = process.threadCpuUsage(cpuBefore);
  // What other work on the machine took of this thread's time falls on all that is measured alike.
  const ownShare = (user + system) / 1000 / (performance.now() - startMs);
  const snapshots = rig.sizes.length + realSnapshots(rig) - realBefore;
  const bytes = rig.sizes.reduce((sum, size) => sum + size, 0);
  return { microsPerSnapshot: ((ms + rig.inboxMs) * 1000 * ownShare) / snapshots, snapshots, bytes };
}

/** As the clients count them: where a room does is not the same in all builds. */
function realSnapshots({ realClients }: RoomRig): number {
  return realClients.reduce((sum, { client }) => sum + client.stats.snapshots, 0);
}

/** Hashes each message to some real clients, from right after their welcome on. */
function hashBytes({ RoomRig: Rig, STANDARD_RIG: standard }: Rigs, players: number, seed: number): RoomBytes {
  const rig = new Rig({ ...standard, players, seed, realClients: Math.min(LISTENED_TO, players) });
  const hash = createHash('sha256');
  const heard = { messages: 0 };
  for (const [i, { pair }] of rig.realClients.entries()) if (pair !== undefined) listen(pair.b, i, hash, heard);
  for (let i = 0; i < LISTENED_TICKS; i += 1) rig.tick();
  return { hash: hash.digest('hex'), messages: heard.messages };
}

function listen(link: Link, client: number, hash: Hash, heard: { messages: number }): void {
  const note = (bytes: Uint8Array, start: number, end: number): void => {
    heard.messages += 1;
    hash.update(`${client} ${end - start} `).update(bytes.subarray(start, end));
  };
  const send = link.send.bind(link);
  const sendPart = link.sendPart?.bind(link);
  const sendPair = link.sendPair.bind(link);
  Object.assign(link, {
    send: (bytes: Uint8Array) => {
      note(bytes, 0, bytes.length);
      send(bytes);
    },
    sendPart: (bytes: Uint8Array, start: number, end: number) => {
      note(bytes, start, end);
      if (sendPart === undefined) send(bytes.slice(start, end));
      else sendPart(bytes, start, end);
    },
    sendPair: (first: Uint8Array, second: Uint8Array) => {
      note(first, 0, first.length);
      note(second, 0, second.length);
      sendPair(first, second);
    },
  });
}

const [folder = '', players = '500', seed = '1', what = 'cost'] = process.argv.slice(2);
const rigs = (await import(join(folder, 'bench/room-rig.ts'))) as Rigs;
const result = what === 'bytes' ? hashBytes : measureCost;
console.log(JSON.stringify(result(rigs, Number(players), Number(seed))));
