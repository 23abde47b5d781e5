// Leaving so that the server knows at once: a connection that just ends keeps its ship in the arena for half a minute.

import type { Link } from '@starfray/shared/protocol';
import { wrapLink } from './link-wrapper.ts';

/** A server that does not answer a goodbye is not waited for any longer. */
const PATIENCE_MS = 1000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The newest connection of a bot, and when it is over. */
export class Farewell {
  private over: Promise<void> = Promise.resolve();

  /** The link to use in place of `link`. */
  watch(link: Link): Link {
    let hasEnded: () => void = () => undefined;
    this.over = new Promise((resolve) => {
      hasEnded = resolve;
    });
    return wrapLink(link, {
      onClose: (ended) =>
        link.onClose((code, reason) => {
          hasEnded();
          ended(code, reason);
        }),
    });
  }

  /** Resolves when the goodbye of the newest connection got through, or after a second. */
  async said(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS);
    });
    await Promise.race([this.over, patience]);
    clearTimeout(timer);
  }
}

/** The part of Node's process that is used. */
export type SignalSource = Pick<NodeJS.Process, 'on' | 'off' | 'kill' | 'pid' | 'listenerCount'> &
  Pick<NodeJS.Process, 'setMaxListeners' | 'getMaxListeners'>;

/**
 * Calls `leave` when the process is asked to end, and lets it end when that is done and nobody else listens for the signal. Answers how to
 * stop listening.
 */
export function leaveOnSignals(source: SignalSource, leave: () => Promise<void>): () => void {
  // Each bot of a process listens: that is no leak.
  source.setMaxListeners(source.getMaxListeners() + 1);
  let isListening = true;
  const stop = (): void => {
    if (!isListening) return;
    isListening = false;
    source.setMaxListeners(source.getMaxListeners() - 1);
    for (const signal of SIGNALS) source.off(signal, hear);
  };
  const hear = async (signal: NodeJS.Signals): Promise<void> => {
    await leave();
    stop();
    if (source.listenerCount(signal) === 0) source.kill(source.pid, signal);
  };
  for (const signal of SIGNALS) source.on(signal, hear);
  return stop;
}
