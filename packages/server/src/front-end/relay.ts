// One client's connection, copied byte for byte to the main thread and back, until either side ends or an upgrade is handed over to this
// thread. It reads none of the bytes.

import type { Socket } from 'node:net';
import { HTTP_STALL_MS, MAX_RELAYED_TAIL_BYTES } from '@starfray/shared/protocol';

/** Where in both streams a request ends that is handed over. */
export interface HandOverPoint {
  /** Bytes of the client, up to the end of the request's head. */
  readonly consumed: number;
  /** Bytes of the main thread for the client: answers to earlier requests. */
  readonly answered: number;
}

type State =
  | { readonly kind: 'relaying' }
  /** The main thread has handed the client over; some of its answers are still to come. */
  | { readonly kind: 'waiting'; readonly answered: number; readonly consumed: number; readonly taken: Taken }
  | { readonly kind: 'over' };

/** Receives what the client has sent behind the request; undefined where that is lost, since it did not wait for its answer. */
type Taken = (head: Buffer | undefined) => void;

export class Relay {
  private readonly client: Socket;
  private readonly main: Socket;
  private state: State = { kind: 'relaying' };
  private sent = 0;
  private received = 0;
  /** What was sent last: a client may send more than its request before that is handed over. */
  private readonly tail: Buffer[] = [];
  private tailBytes = 0;
  private readonly fromClient = (chunk: Buffer): void => this.send(chunk);
  private readonly clientEnded = (): void => {
    this.main.end();
  };
  private readonly fromMain = (chunk: Buffer): void => this.receive(chunk);
  private readonly mainEnded = (): void => {
    this.client.end();
  };

  /** @param main A connection to the main thread, whose header is written. */
  constructor(client: Socket, main: Socket) {
    this.client = client;
    this.main = main;
    client.on('data', this.fromClient).on('end', this.clientEnded);
    client.once('close', () => main.destroy());
    main.on('data', this.fromMain).on('end', this.mainEnded);
    main.once('close', () => this.mainClosed());
    // What has happened already is not reported again.
    if (client.readableEnded) main.end();
    if (main.readableEnded) client.end();
  }

  /** Ends the relay at that point; the client's connection is then the caller's, and paused. */
  handOver({ consumed, answered }: HandOverPoint, taken: Taken): void {
    if (this.state.kind !== 'relaying') return;
    this.client.pause();
    this.client.off('data', this.fromClient).off('end', this.clientEnded);
    this.state = { kind: 'waiting', consumed, answered, taken };
    this.finish();
  }

  private send(chunk: Buffer): void {
    this.sent += chunk.length;
    this.keep(chunk);
    if (this.main.write(chunk)) return;
    this.client.pause();
    this.main.once('drain', () => this.client.resume());
  }

  private keep(chunk: Buffer): void {
    this.tail.push(chunk);
    this.tailBytes += chunk.length;
    for (;;) {
      const oldest = this.tail[0]?.length ?? 0;
      if (this.tail.length === 1 || this.tailBytes - oldest < MAX_RELAYED_TAIL_BYTES) return;
      this.tail.shift();
      this.tailBytes -= oldest;
    }
  }

  private receive(chunk: Buffer): void {
    this.received += chunk.length;
    if (!this.client.write(chunk)) {
      this.main.pause();
      this.client.once('drain', () => this.main.resume());
    }
    this.finish();
  }

  private finish(): void {
    if (this.state.kind !== 'waiting' || this.received < this.state.answered) return;
    const { taken, consumed } = this.state;
    this.state = { kind: 'over' };
    this.main.off('data', this.fromMain).off('end', this.mainEnded);
    this.main.destroy();
    const ahead = this.sent - consumed;
    const tail = Buffer.concat(this.tail);
    taken(ahead < 0 || ahead > tail.length ? undefined : tail.subarray(tail.length - ahead));
  }

  // The answer may still be on its way to a client that reads slowly; one that does not read at all is given up.
  private mainClosed(): void {
    if (this.state.kind === 'over') return;
    this.state = { kind: 'over' };
    this.client.setTimeout(HTTP_STALL_MS, () => this.client.destroy());
    this.client.destroySoon();
  }
}
