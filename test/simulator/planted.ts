// Bugs of the engine on purpose, by name: what a simulation that watches well must find. Each is put into a module while a run lasts,
// and nowhere else.

import { NetClient } from '@starfray/client/net';
import { CLOSE, createMemoryPair, type Link } from '@starfray/shared/protocol';
import { Introductions } from '../../packages/server/src/room/front/introductions.ts';
import { InputBuffers } from '../../packages/server/src/room/input/input-buffers.ts';
import { FlowControl } from '../../packages/server/src/room/replication/flow-control.ts';
import { PrivateBaselines } from '../../packages/server/src/room/replication/private-baselines.ts';
import { RowHistory } from '../../packages/server/src/room/replication/row-history.ts';
import { Segments } from '../../packages/server/src/room/replication/segments.ts';
import { Snapshots } from '../../packages/server/src/room/replication/snapshots.ts';
import { Attendance } from '../../packages/server/src/room/seating/attendance.ts';
import { Seats } from '../../packages/server/src/room/seating/seats.ts';
import { ClientView } from '../../packages/server/src/room/visibility/client-view.ts';
import { Interest } from '../../packages/server/src/room/visibility/interest.ts';

export type Method = (this: unknown, ...args: never[]) => unknown;

/** Replaces a method of a class; answers how to put it back. */
export function replace(
  owner: { readonly prototype: object },
  name: string,
  make: (original: Method) => Method,
): () => void {
  const prototype = owner.prototype as Record<string, Method>;
  const original = prototype[name];
  if (original === undefined) throw new TypeError(`there is no method ${name} to spoil`);
  prototype[name] = make(original);
  return () => {
    prototype[name] = original;
  };
}

/** A counter that is true every `nth` time. */
function everyNth(nth: number): () => boolean {
  let count = 0;
  return () => {
    count += 1;
    return count % nth === 0;
  };
}

/** Puts a bug in; returns how to take it out again. */
export type Plant = () => () => void;

export const PLANTED: Readonly<Record<string, Plant>> = {
  'baseline off by one': () => {
    const isTime = everyNth(997);
    return replace(
      RowHistory,
      'at',
      (original) =>
        function (this: unknown, tick: number) {
          return (original as (this: unknown, tick: number) => unknown).call(
            this,
            isTime() && tick > 0 ? tick - 1 : tick,
          );
        } as Method,
    );
  },
  'slot given out of order': () => {
    const isTime = everyNth(400);
    return replace(
      ClientView,
      'take',
      (original) =>
        function (this: { lowestFree: number }, tableSlot: number) {
          if (isTime()) this.lowestFree += 1;
          return (original as (this: unknown, slot: number) => unknown).call(this, tableSlot);
        } as unknown as Method,
    );
  },
  'what left is still counted as held': () => {
    const isTime = everyNth(300);
    return replace(
      ClientView,
      'release',
      (original) =>
        function (this: unknown, slot: number) {
          if (!isTime()) (original as (this: unknown, slot: number) => unknown).call(this, slot);
        } as Method,
    );
  },
  'private row of the snapshot before': () => {
    const isTime = everyNth(500);
    return replace(
      PrivateBaselines,
      'keep',
      (original) =>
        function (this: unknown, ...args: unknown[]) {
          if (!isTime()) (original as (this: unknown, ...args: unknown[]) => unknown).apply(this, args);
        } as Method,
    );
  },
  'newcomers forgotten while away': () =>
    replace(
      Introductions,
      'tellNewcomers',
      (original) =>
        function (this: unknown, seat: { view: ClientView }) {
          (original as (this: unknown, seat: unknown) => unknown).call(this, seat);
          seat.view.hasMissed = false;
        } as unknown as Method,
    ),
  'order of inputs kept over a reconnect': () =>
    replace(
      InputBuffers,
      'open',
      () =>
        function (this: InputBuffers, playerId: number, tick: number) {
          this.resume(playerId, tick);
        } as unknown as Method,
    ),
  'clock set back unheard': () => replace(InputBuffers, 'setBack', () => () => undefined),
  'a line given up for dead is taken for leaving': () =>
    replace(
      NetClient,
      'end',
      (original) =>
        function (this: unknown) {
          (original as (this: unknown, code: number) => void).call(this, CLOSE.normal);
        } as Method,
    ),
  'seat leaked when a line is lost': () => {
    const isTime = everyNth(5);
    return replace(
      Attendance,
      'ended',
      (original) =>
        function (this: unknown, ...args: unknown[]) {
          if (!isTime()) (original as (this: unknown, ...args: unknown[]) => unknown).apply(this, args);
        } as Method,
    );
  },
  'seat leaked on a bad token': () =>
    replace(
      Attendance,
      'canResume',
      (original) =>
        function (this: { maker: { seat(request: object, link: Link, isFill: boolean): void } }, key: string) {
          const has = (original as (this: unknown, key: string) => boolean).call(this, key);
          if (!has)
            this.maker.seat({ kind: 'human', snapshots: 'full', name: 'Nobody' }, createMemoryPair(() => 0).b, false);
          return has;
        } as unknown as Method,
    ),
  'key-up lost when late': () =>
    replace(
      InputBuffers,
      'addLate',
      (original) =>
        function (this: unknown, playerId: number, controls: readonly number[], from: number, seen: number) {
          // The first column is the thrust: none of it is what a key that is let go says.
          if (controls[from] === 0) return;
          (original as (this: unknown, ...args: unknown[]) => unknown).call(this, playerId, controls, from, seen);
        } as unknown as Method,
    ),
  'press lost when late': () =>
    replace(
      InputBuffers,
      'addPresses',
      (original) =>
        function (this: unknown, base: number, table: { readonly ints: Int32Array }, tableBase: number) {
          const nowhere = { ints: table.ints.slice() };
          (original as (this: unknown, ...args: unknown[]) => unknown).call(this, base, nowhere, tableBase);
        } as unknown as Method,
    ),
  'acknowledgements lost': () => {
    const isTime = everyNth(3);
    const deaf = new WeakMap<object, boolean>();
    return replace(
      FlowControl,
      'acknowledge',
      (original) =>
        function (this: object, ...args: unknown[]) {
          if (!deaf.has(this)) deaf.set(this, isTime());
          if (deaf.get(this) === true) return true;
          return (original as (this: unknown, ...args: unknown[]) => unknown).apply(this, args);
        } as Method,
    );
  },
  'score lost on the way back': () =>
    replace(
      Seats,
      'rejoin',
      () =>
        function (this: { commands: object[] }, playerId: number) {
          this.commands.push({ kind: 'join', playerId, score: 0 });
        } as unknown as Method,
    ),
  'something in view forgotten': () => {
    const isTime = everyNth(2000);
    return replace(
      Interest,
      'seat',
      (original) =>
        function (this: unknown, slot: number) {
          if (!isTime()) (original as (this: unknown, slot: number) => unknown).call(this, slot);
        } as unknown as Method,
    );
  },
  'event lost on a skipped snapshot': () =>
    replace(
      Snapshots,
      'writeEvents',
      (original) =>
        function (this: { world: { tick: number } }, view: ClientView, ...rest: unknown[]) {
          if (view.eventsTick >= 0) view.eventsTick = Math.max(view.eventsTick, this.world.tick - 2);
          return (original as (this: unknown, ...args: unknown[]) => unknown).call(this, view, ...rest);
        } as unknown as Method,
    ),
  'those who are there not introduced to one who comes': () =>
    replace(Introductions, 'introduceAll', () => () => undefined),
  'classes of the tick before': () => {
    const isTime = everyNth(600);
    return replace(
      Segments,
      'begin',
      (original) =>
        function (this: { tick: number }, tick: number) {
          if (isTime()) this.tick = tick;
          else (original as (this: unknown, tick: number) => unknown).call(this, tick);
        } as unknown as Method,
    );
  },
};
