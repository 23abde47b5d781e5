// The listeners to something. One that throws is a bug, which costs neither the others nor the connection that brought the news.

import type { Log } from '../log.ts';
import type { Stop } from './cluster.ts';

export class Listeners<T> {
  private readonly log: Log;
  private readonly listeners = new Set<(news: T) => void>();

  constructor(log: Log) {
    this.log = log;
  }

  add(listener: (news: T) => void): Stop {
    // Wrapped, so that the same function added twice is two.
    const own = (news: T): void => listener(news);
    this.listeners.add(own);
    return () => this.listeners.delete(own);
  }

  /** Tells all, in the order in which they came. */
  tell(news: T): void {
    for (const listener of [...this.listeners]) {
      try {
        listener(news);
      } catch (error) {
        this.log.error({ err: error }, 'a listener of the cluster failed');
      }
    }
  }
}
