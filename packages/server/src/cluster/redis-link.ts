// Two connections to Redis, one to ask and one to listen, that come back by themselves. It knows no cluster: it keeps callers
// from waiting and memory from growing while Redis is away or does not answer.

import { failure, type Result, success } from '@starfray/shared/core';
import { createClient } from 'redis';

/** Nobody waits longer for an answer. */
const CALL_MS = 1000;
/** A connection on which nothing moved for this long is given up. What is asked, or pinged, moves it; silence does not. */
const SILENT_MS = 3000;
const PING_MS = 1000;
const CONNECT_MS = 2000;
/** Tries to connect come this far apart. */
const RETRY_MS = 500;
/** Calls without an answer, of which a pipeline is one. All of them are younger than CALL_MS: more is a flood. */
const MAX_PENDING = 1000;

export interface LinkEvents {
  /** Questions are answered, after the first time or again. */
  readonly onReady: () => void;
  readonly onLost: (reason: string) => void;
  /** The channels are heard again; what was said meanwhile is lost. */
  readonly onHearing: () => void;
  readonly onMessage: (channel: string, text: string) => void;
}

type Client = ReturnType<typeof connectionTo>;

interface Pending {
  readonly sinceMs: number;
}

export class RedisLink {
  private readonly events: LinkEvents;
  private readonly now: () => number;
  private readonly asking: Client;
  private readonly hearing: Client;
  /** The longest unanswered first. */
  private readonly pending = new Set<Pending>();
  private answeredMs = Number.NEGATIVE_INFINITY;
  private lastFault = 'no answer';

  /** @throws TypeError when `url` is no `redis://` or `rediss://` URL. */
  constructor(url: string, events: LinkEvents, now: () => number) {
    this.events = events;
    this.now = now;
    this.asking = connectionTo(url);
    this.hearing = connectionTo(url, PING_MS);
    this.asking.on('error', (error: unknown) => this.lose(describe(error)));
    this.asking.on('ready', () => events.onReady());
    // One Redis serves both connections, and the other one reports its end.
    this.hearing.on('error', (error: unknown) => {
      this.lastFault = describe(error);
    });
    this.hearing.on('ready', () => events.onHearing());
  }

  /** Connects and listens; from then on it reconnects by itself. A failure says why, and is final. */
  async open(channels: readonly string[], withinMs: number): Promise<Result<undefined, string>> {
    const opened = this.connect([...channels]).then(
      (): Result<undefined, string> => success(undefined),
      (error: unknown) => failure(describe(error)),
    );
    const result = await within(opened, withinMs, () => failure(this.lastFault));
    if (!result.ok) this.close();
    return result;
  }

  /**
   * Asks Redis. A failure says why: an error of Redis, no connection, or no answer within CALL_MS. When Redis has
   * been silent for that long, others are refused at once, so that the connection falls silent, too, and is given up. An
   * answer that comes after its caller has gone is given to `onLate`.
   */
  async ask<T>(call: (client: Client) => Promise<T>, onLate?: (value: T) => void): Promise<Result<T, string>> {
    const refusal = this.refusal();
    if (refusal !== undefined) return failure(refusal);
    const pending: Pending = { sinceMs: this.now() };
    this.pending.add(pending);
    let isLate = false;
    const answered = call(this.asking)
      .finally(() => this.noteAnswer(pending))
      .then(
        (value): Result<T, string> => {
          if (isLate) onLate?.(value);
          return success(value);
        },
        (error: unknown) => failure(describe(error)),
      );
    return within(answered, CALL_MS, () => {
      isLate = true;
      return failure(`no answer within ${CALL_MS} ms`);
    });
  }

  /** Ends both connections; who still waits is refused. */
  close(): void {
    this.asking.destroy();
    this.hearing.destroy();
  }

  private async connect(channels: string[]): Promise<void> {
    await Promise.all([this.asking.connect(), this.hearing.connect()]);
    await this.hearing.subscribe(channels, (text, channel) => this.events.onMessage(channel, text));
  }

  private refusal(): string | undefined {
    if (!this.asking.isReady) return this.lastFault;
    const oldest = this.pending.values().next().value;
    const isSilent = oldest !== undefined && this.now() - Math.max(oldest.sinceMs, this.answeredMs) > CALL_MS;
    if (isSilent) return 'Redis does not answer';
    return this.pending.size >= MAX_PENDING ? 'too many calls at once' : undefined;
  }

  private noteAnswer(pending: Pending): void {
    this.pending.delete(pending);
    this.answeredMs = this.now();
  }

  private lose(reason: string): void {
    this.lastFault = reason;
    this.events.onLost(reason);
  }
}

function connectionTo(url: string, pingInterval = 0) {
  return createClient({
    url,
    disableOfflineQueue: true,
    pingInterval,
    maintNotifications: 'disabled',
    socket: { connectTimeout: CONNECT_MS, socketTimeout: SILENT_MS, reconnectStrategy: () => RETRY_MS },
  });
}

async function within<T>(promise: Promise<T>, ms: number, otherwise: () => T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise()), ms);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

// A refused connection to a name with two addresses is an error without a message.
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== '') return error.message;
  return 'code' in error ? String(error.code) : error.name;
}
