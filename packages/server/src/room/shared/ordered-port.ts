// One end of a message port whose messages are counted on both sides, so that a reader can make sure that it has handled all that was sent
// before some moment, rather than wait until the event loop delivers it.

import { assert } from '@starfray/shared/core';

/** What is needed of a MessagePort of worker_threads. */
export interface CountablePort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

/** Takes the next message out of a port's queue at once, past its listeners: `receiveMessageOnPort` of worker_threads. */
export type TakeMessage<P> = (port: P) => { readonly message: unknown } | undefined;

export class OrderedPort<P extends CountablePort> {
  private readonly port: P;
  private readonly takeMessage: TakeMessage<P>;
  private readonly handle: (message: unknown) => void;
  private posted = 0;
  private handled = 0;
  private isHandling = false;

  /** @param handle Receives every message once, in the order in which they were posted. */
  constructor(port: P, takeMessage: TakeMessage<P>, handle: (message: unknown) => void) {
    this.port = port;
    this.takeMessage = takeMessage;
    this.handle = handle;
    port.on('message', (message) => this.deliver(message));
  }

  /** How many messages were posted at this end, as a 32-bit integer that wraps around. */
  get postedCount(): number {
    return this.posted;
  }

  post(message: unknown): void {
    this.port.postMessage(message);
    this.posted = (this.posted + 1) | 0;
  }

  /**
   * Handles the messages that the other end posted before its `postedCount` was `count`, as far as they were not handled yet. False if one
   * is not there, which cannot be while the other end tells its count after it posted.
   */
  takeUntil(count: number): boolean {
    while (((count - this.handled) | 0) > 0) {
      const next = this.takeMessage(this.port);
      if (next === undefined) return false;
      this.deliver(next.message);
    }
    return true;
  }

  private deliver(message: unknown): void {
    assert(!this.isHandling, 'a message was taken while another one is being handled');
    this.handled = (this.handled + 1) | 0;
    this.isHandling = true;
    try {
      this.handle(message);
    } finally {
      this.isHandling = false;
    }
  }
}
