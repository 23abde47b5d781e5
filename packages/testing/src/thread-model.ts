// Front ends of other threads, in one thread and in virtual time: the same objects on the same shared memory, run whenever a test says so.
// Real threads run in any order; here the order is the test's, so that one that breaks something can be found and run again.

import { type FarFrontEnd, FarFrontEnds, ThreadRooms } from '@starfray/server/room';
import type { Game, World } from '@starfray/shared/contract';
import type { Link } from '@starfray/shared/protocol';
import { ModelPort } from './model-port.ts';

/** One thread: what may happen in it or to it at any time. */
export interface ModelThread {
  /** Delivers a message to the thread, or one of its to the main thread; false where there is none. */
  deliver(): boolean;
  deliverBack(): boolean;
  /** It wakes up: what was published is run. */
  wake(): void;
}

export interface ThreadModelOptions {
  readonly threads: number;
  readonly now: () => number;
  /** What the clocks of the threads are ahead of the main thread's. */
  readonly clockOffsetMs?: number;
}

export class ThreadModel<W extends World, A> {
  readonly threads: readonly ModelThread[];
  private readonly ends: readonly {
    readonly far: FarFrontEnd<ModelPort>;
    readonly rooms: ThreadRooms<W, A, ModelPort>;
  }[];
  private joins = 0;

  constructor(game: Game<W, A>, { threads, now, clockOffsetMs = 5000 }: ThreadModelOptions) {
    const takeMessage = (port: ModelPort) => port.take();
    const frontEnds = new FarFrontEnds<ModelPort>({ now, sharedNow: now, takeMessage });
    const all = Array.from({ length: threads }, (_, frontEnd) => {
      const [main, thread] = ModelPort.pair();
      const far = frontEnds.open({ frontEnd, port: main });
      const rooms = new ThreadRooms<W, A, ModelPort>(game, {
        frontEnd,
        port: thread,
        takeMessage,
        now: () => now() + clockOffsetMs,
        sharedNow: now,
        // It wakes when the test says so.
        listen: () => undefined,
        utilization: () => 0,
      });
      const model: ModelThread = {
        deliver: () => thread.deliver(),
        deliverBack: () => main.deliver(),
        wake: () => rooms.update(),
      };
      return { far, rooms, model };
    });
    this.ends = all;
    this.threads = all.map(({ model }) => model);
  }

  /** Brings a client to a front end, whose thread has done the handshake; `seat` is called once it has arrived there. */
  take(
    link: Link,
    request: Parameters<FarFrontEnd<ModelPort>['expect']>[1]['request'],
    seat: (link: Link) => void,
  ): void {
    this.joins += 1;
    const end = this.ends[this.joins % this.ends.length];
    end?.far.expect(this.joins, { request, seat, none: () => undefined });
    end?.rooms.take(link, this.joins);
  }

  /** The thread of a front end ends, and with it the main thread's hold on its clients. */
  end(frontEnd: number): void {
    this.ends[frontEnd]?.far.ended();
  }

  /** Delivers all messages, and lets every thread run what was published. */
  run(): void {
    for (let isBusy = true; isBusy; ) {
      isBusy = false;
      for (const thread of this.threads) {
        while (thread.deliver()) isBusy = true;
        thread.wake();
        while (thread.deliverBack()) isBusy = true;
      }
    }
  }
}
