// A TCP proxy with a bad line behind it: nothing is lost or closed that would not be, but it comes late, and what piles up comes
// in order. Chosen by a profile, for programs that know nothing of it: a browser, a bot in another language.

import { connect, createServer, type Socket } from 'node:net';
import { createRandom } from '@starfray/shared/core';
import { type Conditions, Line, PERFECT } from '@starfray/shared/protocol';

/** What may wait on one line before its sender is made to wait: a window, as TCP has it. */
const WINDOW_BYTES = 256 * 1024;

export interface NetsimOptions {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly targetHost: string;
  readonly targetPort: number;
  readonly conditions?: Conditions;
  readonly seed?: number;
  /** The address that the server sees the connections come from. */
  readonly localAddress?: string | undefined;
}

export interface Netsim {
  readonly port: number;
  /** Connections that are open. */
  readonly connections: number;
  /** Nothing moves either way until `resume`. */
  stall(): void;
  resume(): void;
  /** Resets every connection: both ends notice at once. */
  cut(): void;
  /** Nothing moves any more on the connections there are, and neither end notices. */
  unplug(): void;
  close(): Promise<void>;
}

/** Listens, and passes every connection on. Rejects when the port cannot be listened on. */
export async function startNetsim(options: NetsimOptions): Promise<Netsim> {
  const { conditions = PERFECT, seed = 1 } = options;
  const pipes = new Set<Pipe>();
  let isStalled = false;
  let pairs = 0;
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({
      port: options.targetPort,
      host: options.targetHost,
      localAddress: options.localAddress,
      allowHalfOpen: true,
    });
    pairs += 2;
    for (const [from, to, n] of [
      [near, far, 0],
      [far, near, 1],
    ] as const) {
      const pipe = new Pipe(from, to, new Line(conditions, createRandom(seed + pairs + n), performance.now()));
      if (isStalled) pipe.stall();
      pipes.add(pipe);
      from.on('close', () => pipes.delete(pipe));
    }
  });
  const all = (act: (pipe: Pipe) => void): void => {
    for (const pipe of pipes) act(pipe);
  };
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    get connections() {
      return pipes.size / 2;
    },
    stall: () => {
      isStalled = true;
      all((pipe) => pipe.stall());
    },
    resume: () => {
      isStalled = false;
      all((pipe) => pipe.resume());
    },
    cut: () => all((pipe) => pipe.cut()),
    unplug: () => all((pipe) => pipe.stall()),
    close: () => {
      all((pipe) => pipe.cut());
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** One direction of one connection. */
class Pipe {
  private readonly from: Socket;
  private readonly to: Socket;
  private readonly line: Line;
  private readonly waiting: { readonly dueMs: number; readonly bytes: Buffer | undefined }[] = [];
  private waitingBytes = 0;
  private timer: NodeJS.Timeout | undefined;
  private isStalled = false;

  constructor(from: Socket, to: Socket, line: Line) {
    this.from = from;
    this.to = to;
    this.line = line;
    from.setNoDelay(true);
    from.on('data', (bytes: Buffer) => this.take(bytes));
    from.on('end', () => this.take(undefined));
    // An end that is reset takes the other one with it; one that ends in peace has still something under way to the other.
    from.on('error', () => to.resetAndDestroy());
    to.on('close', () => clearTimeout(this.timer));
  }

  /** Reads nothing and passes nothing on: kernels' buffers fill up behind it. */
  stall(): void {
    this.isStalled = true;
    this.from.pause();
  }

  resume(): void {
    this.isStalled = false;
    this.from.resume();
    this.pass();
  }

  cut(): void {
    clearTimeout(this.timer);
    this.from.resetAndDestroy();
  }

  private take(bytes: Buffer | undefined): void {
    const size = bytes?.length ?? 0;
    this.waiting.push({ dueMs: this.line.send(size, performance.now()), bytes });
    this.waitingBytes += size;
    if (this.waitingBytes > WINDOW_BYTES) this.from.pause();
    this.arm();
  }

  private arm(): void {
    const [first] = this.waiting;
    if (this.timer !== undefined || first === undefined) return;
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        this.pass();
      },
      Math.max(0, first.dueMs - performance.now()),
    );
  }

  private pass(): void {
    if (this.isStalled) return;
    const nowMs = performance.now();
    for (let first = this.waiting[0]; first !== undefined && first.dueMs <= nowMs; first = this.waiting[0]) {
      this.waiting.shift();
      if (first.bytes === undefined) this.to.end();
      else {
        this.waitingBytes -= first.bytes.length;
        this.to.write(first.bytes);
      }
    }
    if (this.waitingBytes <= WINDOW_BYTES) this.from.resume();
    this.arm();
  }
}
