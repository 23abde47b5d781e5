// One connection to Redis on which nothing waits for ever: commands are bounded in number and in time, and a line that
// went silent is given up for a new one. It knows no keys.

import { createClient } from 'redis';
import { MAX_PENDING_WRITES } from './store.ts';
import { messageOf, StoreFault } from './store-fault.ts';

export type RedisClient = ReturnType<typeof connectTo>;

/** How long a command may take; then its outcome is unknown. */
const DEADLINE_MS = 1500;
const MIN_RETRY_MS = 50;
const MAX_RETRY_MS = 1000;

export class RedisConnection {
  private readonly url: string;
  /** Without what must not be logged: password and user. */
  private readonly place: string;
  private client: RedisClient;
  private outstanding = 0;
  private isClosed = false;
  private lastError: unknown;

  constructor(url: string) {
    this.url = url;
    this.place = URL.parse(url)?.host ?? 'Redis';
    this.client = this.connect();
  }

  /** Commands without an outcome. */
  get pending(): number {
    return this.outstanding;
  }

  /** Resolves once connected. Rejects with a StoreFault when that takes longer than a command may. */
  async ready(): Promise<void> {
    const { client } = this;
    if (client.isReady) return;
    await this.within(new Promise<void>((resolve) => client.once('ready', () => resolve())));
  }

  /** Runs a command. Rejects with a StoreFault within the deadline, at once while there is no connection. */
  async run<T>(command: (client: RedisClient) => Promise<T>): Promise<T> {
    if (this.isClosed) throw new StoreFault('closed', `${this.place}: the store is closed`);
    if (this.outstanding >= MAX_PENDING_WRITES) {
      throw new StoreFault(
        'full',
        `${this.place}: ${MAX_PENDING_WRITES} commands wait: this one was not taken; try again later`,
      );
    }
    const { client } = this;
    this.outstanding += 1;
    try {
      return await this.within(command(client));
    } catch (error) {
      const fault = this.toFault(error);
      if (fault.cause instanceof DeadlineError) this.replace(client);
      throw fault;
    } finally {
      this.outstanding -= 1;
    }
  }

  /** Waits for the outcome of what was begun, then ends. */
  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    const { client } = this;
    try {
      await this.within(client.close());
    } catch {
      // It was not connected, or did not answer: there is nothing left to wait for.
      client.destroy();
    }
  }

  /** Ends without waiting for anything. */
  destroy(): void {
    this.isClosed = true;
    this.client.destroy();
  }

  private connect(): RedisClient {
    const client = connectTo(this.url);
    client.on('error', (error) => {
      this.lastError = error;
    });
    // It tries again by itself until it is closed, and tells its errors by the event.
    client.connect().catch(() => undefined);
    return client;
  }

  // A line that gives no answers takes more commands for minutes, until the kernel gives it up.
  private replace(silent: RedisClient): void {
    if (this.client !== silent || this.isClosed) return;
    silent.destroy();
    this.client = this.connect();
  }

  private async within<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new DeadlineError(`no answer within ${DEADLINE_MS} ms`)), DEADLINE_MS);
    });
    try {
      return await Promise.race([work, deadline]);
    } catch (error) {
      throw this.toFault(error);
    } finally {
      clearTimeout(timer);
    }
  }

  private toFault(error: unknown): StoreFault {
    if (error instanceof StoreFault) return error;
    const text = messageOf(error);
    if (/^OOM /.test(text)) {
      return new StoreFault('disk-full', `${this.place}: Redis is out of memory: raise maxmemory`, { cause: error });
    }
    const before =
      error instanceof DeadlineError && this.lastError !== undefined ? `, ${messageOf(this.lastError)}` : '';
    if (/WRONGPASS|NOAUTH/.test(text + before)) {
      const remedy = 'give its own in the URL, as redis://:password@host:6379';
      return new StoreFault('failed', `${this.place}: Redis wants another password: ${remedy}`, { cause: error });
    }
    const remedy = 'see that Redis runs and can be reached';
    return new StoreFault('failed', `${this.place}: ${text}${before}: ${remedy}`, { cause: error });
  }
}

/** Whether the server did what it was asked is not known. */
class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

function connectTo(url: string) {
  return createClient({
    url,
    // What cannot be sent now is refused, not kept.
    disableOfflineQueue: true,
    socket: {
      connectTimeout: DEADLINE_MS,
      reconnectStrategy: (retries) => Math.min(MIN_RETRY_MS * 2 ** Math.min(retries, 10), MAX_RETRY_MS),
    },
  });
}
