// Bugs of threads on purpose: what a simulation whose front ends are in other threads must find.

import { CLOSE } from '@starfray/shared/protocol';
import { FrontRoom } from '../../packages/server/src/room/front/front-room.ts';
import { Seats } from '../../packages/server/src/room/seating/seats.ts';
import { InputRingReader } from '../../packages/server/src/room/shared/input-ring.ts';
import { PublishedTicks } from '../../packages/server/src/room/shared/published-ticks.ts';
import { TickBellListener } from '../../packages/server/src/room/shared/tick-bell.ts';
import { type Method, type Plant, replace } from './planted.ts';

/** A ring of inputs, as far as it is spoiled here. */
interface Ring {
  readonly capacity: number;
  taken: number;
}

export const THREAD_PLANTED: Readonly<Record<string, Plant>> = {
  // What was made of a tick is sent, whatever was written over it meanwhile.
  'tick read while written': () => replace(PublishedTicks, 'isWhole', () => () => true),
  'input lost at wrap': () =>
    replace(
      InputRingReader,
      'hand',
      (original) =>
        function (this: Ring, ...args: unknown[]) {
          const isFirst = (this.taken & (this.capacity - 1)) === 0;
          if (!isFirst) (original as (this: unknown, ...args: unknown[]) => unknown).apply(this, args);
        } as unknown as Method,
    ),
  // The connection that a seat had before is not ended: two clients have it.
  'seat given twice': () =>
    replace(
      FrontRoom,
      'close',
      (original) =>
        function (this: unknown, client: number, code: number, ...rest: unknown[]) {
          if (code === CLOSE.replaced) return;
          (original as (this: unknown, ...args: unknown[]) => unknown).call(this, client, code, ...rest);
        } as unknown as Method,
    ),
  // What a client still says that lost its seat counts as that of the next one there.
  'stale slot after reuse': () =>
    replace(
      Seats,
      'isPlaying',
      () =>
        function (this: Seats, _client: number, playerId: number) {
          return this.list.some(({ part }) => part.kind === 'playing' && part.playerId === playerId);
        } as unknown as Method,
    ),
  // The bell is waited for from the count that it has afterwards: what it rang meanwhile is not heard.
  'lost wake-up': () =>
    replace(
      TickBellListener,
      'wait',
      (original) =>
        function (this: { readonly ints: Int32Array }) {
          (original as (this: unknown, count: number) => unknown).call(this, Atomics.load(this.ints, 0));
        } as unknown as Method,
    ),
};
