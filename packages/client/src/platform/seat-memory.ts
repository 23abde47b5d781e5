// The seat that this tab may come back to. Its token lives as long as the tab; and since a tab that is duplicated takes its memory
// along, other tabs are asked first whether one of them sits there.

import type { Memory } from './storage.ts';

const KEY = 'seat';
/** How long another tab has to answer. */
const ANSWER_MS = 100;

/** The part of a BroadcastChannel that is used. */
export interface TabChannel {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

export class SeatMemory {
  private readonly tab: Memory;
  private readonly channel: TabChannel | undefined;
  private held: string | undefined;
  private isTaken = false;

  /** @param channel To the other tabs; undefined where there is none: then the server ends the older of two. */
  constructor(tab: Memory, channel: TabChannel | undefined) {
    this.tab = tab;
    this.channel = channel;
    channel?.addEventListener('message', ({ data }) => this.hear(data));
  }

  /** The token of the seat to come back to; undefined when there is none or another tab sits there. */
  async claim(): Promise<string | undefined> {
    const token = this.tab.read(KEY);
    if (token === undefined || token === '') return undefined;
    if (this.channel !== undefined) {
      this.isTaken = false;
      this.channel.postMessage({ ask: token });
      await new Promise((resolve) => setTimeout(resolve, ANSWER_MS));
      if (this.isTaken) {
        this.tab.write(KEY, '');
        return undefined;
      }
    }
    this.held = token;
    return token;
  }

  /** This tab sits in the seat of a token. */
  hold(token: string): void {
    this.held = token;
    this.tab.write(KEY, token);
  }

  /** This tab has left its seat for good. */
  drop(): void {
    this.held = undefined;
    this.tab.write(KEY, '');
  }

  private hear(data: unknown): void {
    if (typeof data !== 'object' || data === null) return;
    if ('ask' in data && data.ask === this.held && this.held !== undefined) {
      this.channel?.postMessage({ held: this.held });
    }
    if ('held' in data && data.held === this.tab.read(KEY) && this.held === undefined) this.isTaken = true;
  }
}

/** The channel between the tabs of this site; undefined in a browser without one. */
export function openTabChannel(): TabChannel | undefined {
  return typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('starfray');
}
