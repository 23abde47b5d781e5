// How the simulation wakes front ends in other threads: a bell, which it rings when ticks were published. It counts, so that a front end that
// was busy meanwhile knows that it rang. Why it is no message and no timer: docs/adr/0018.

const COUNT = 0;

export interface TickBellMemory {
  /** Written by the simulation alone. */
  readonly count: SharedArrayBuffer;
}

export function createTickBell(): TickBellMemory {
  return { count: new SharedArrayBuffer(4) };
}

/** The simulation's end. */
export class TickBell {
  private readonly ints: Int32Array;

  constructor({ count }: TickBellMemory) {
    this.ints = new Int32Array(count);
  }

  /** Wakes all who listen; to be called after the ticks that are due were published. */
  ring(): void {
    Atomics.add(this.ints, COUNT, 1);
    Atomics.notify(this.ints, COUNT);
  }
}

/** Calls `rung` once the count is another than `count`; false, and never, where it is so already. */
export type AwaitRing = (ints: Int32Array<SharedArrayBuffer>, count: number, rung: () => void) => boolean;

function awaitRing(ints: Int32Array<SharedArrayBuffer>, count: number, rung: () => void): boolean {
  const ringing = Atomics.waitAsync(ints, COUNT, count);
  // `rung` throws nothing, and a wait without a limit does not fail.
  if (ringing.async) ringing.value.then(rung, rung);
  return ringing.async;
}

/** A front end's end. It does not keep a thread alive. */
export class TickBellListener {
  private readonly ints: Int32Array<SharedArrayBuffer>;
  private readonly heard: () => void;
  private readonly later: (callback: () => void) => void;
  private readonly awaitRing: AwaitRing;
  private isStopped = false;
  // A bug of those who heard it: it ends the thread as one in a timer would.
  private readonly rung = (): void => {
    try {
      this.listen();
    } catch (error) {
      this.later(() => {
        throw error;
      });
    }
  };
  private readonly listen = (): void => {
    if (this.isStopped) return;
    const count = Atomics.load(this.ints, COUNT);
    this.heard();
    this.wait(count);
  };

  /**
   * @param heard Called now, and after every ring: once for all that rang while it was busy. What it looks for was published before.
   * @param later Calls back once the event loop has had a turn, as setImmediate does.
   * @param wait In place of `Atomics.waitAsync`, where time is virtual.
   */
  constructor(
    { count }: TickBellMemory,
    heard: () => void,
    later: (callback: () => void) => void,
    wait: AwaitRing = awaitRing,
  ) {
    this.ints = new Int32Array(count);
    this.heard = heard;
    this.later = later;
    this.awaitRing = wait;
    this.listen();
  }

  stop(): void {
    this.isStopped = true;
  }

  // If it rang in the meantime, sockets have their turn before it is heard again: a front end that cannot keep up must not stop reading.
  private wait(count: number): void {
    if (!this.awaitRing(this.ints, count, this.rung)) this.later(this.listen);
  }
}
