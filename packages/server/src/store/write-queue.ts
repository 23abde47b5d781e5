// Group commit: writes gather while the group before them is committed, and then go as one. Each waits for its own outcome.

import { item } from '@starfray/shared/core';
import { unpackFault } from './sqlite-faults.ts';
import type { Outcome, Write } from './sqlite-messages.ts';
import { StoreFault } from './store-fault.ts';

interface Waiting {
  readonly write: Write;
  resolve(hasChanged: boolean): void;
  reject(fault: StoreFault): void;
}

export class WriteQueue {
  private readonly send: (writes: readonly Write[]) => void;
  private readonly capacity: number;
  /** `gathering`: a group is about to be sent, as soon as the caller is done adding; `committing`: one is under way. */
  private state: 'idle' | 'gathering' | 'committing' = 'idle';
  private gathered: Waiting[] = [];
  private committing: Waiting[] = [];
  private readonly idleWaiters: (() => void)[] = [];

  constructor(send: (writes: readonly Write[]) => void, capacity: number) {
    this.send = send;
    this.capacity = capacity;
  }

  /** Writes without an outcome. */
  get pending(): number {
    return this.gathered.length + this.committing.length;
  }

  /** Resolves with the outcome once it is committed. Rejects at once, as `full`, when too many wait. */
  async add(write: Write): Promise<boolean> {
    if (this.pending >= this.capacity) {
      throw new StoreFault(
        'full',
        `${this.capacity} writes wait for the disk: this one was not taken; try again later`,
      );
    }
    return new Promise((resolve, reject) => {
      this.gathered.push({ write, resolve, reject });
      if (this.state !== 'idle') return;
      this.state = 'gathering';
      queueMicrotask(() => this.sendGathered());
    });
  }

  /** The group that was sent last is done. */
  settle(outcomes: readonly Outcome[]): void {
    const settled = this.committing;
    this.committing = [];
    for (const [i, waiting] of settled.entries()) {
      const outcome = item(outcomes, i);
      if (outcome.ok) waiting.resolve(outcome.value);
      else waiting.reject(unpackFault(outcome.fault));
    }
    this.sendGathered();
  }

  /** Resolves when no write is without an outcome. */
  async drained(): Promise<void> {
    if (this.state !== 'idle') await new Promise<void>((resolve) => this.idleWaiters.push(resolve));
  }

  /** Nothing that waits will be written. */
  fail(fault: StoreFault): void {
    for (const waiting of [...this.committing, ...this.gathered]) waiting.reject(fault);
    this.committing = [];
    this.gathered = [];
    this.becomeIdle();
  }

  private sendGathered(): void {
    this.committing = this.gathered;
    this.gathered = [];
    if (this.committing.length === 0) {
      this.becomeIdle();
      return;
    }
    this.state = 'committing';
    this.send(this.committing.map(({ write }) => write));
  }

  private becomeIdle(): void {
    this.state = 'idle';
    for (const resolve of this.idleWaiters.splice(0)) resolve();
  }
}
