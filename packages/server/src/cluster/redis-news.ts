// What nodes tell each other by publish and subscribe: announcements, which may be missed, and changes, which may not.

import type { Log } from '../log.ts';
import { CHANGES, type Change } from './cluster.ts';
import { Listeners } from './listeners.ts';

export const NEWS_CHANNELS = ['announcements', 'changes'] as const;

export type NewsChannel = (typeof NEWS_CHANNELS)[number];

export interface RedisNewsDeps {
  readonly log: Log;
  /** Of this process: its own listeners have heard of it when its messages come back. */
  readonly claim: string;
  /** Answers whether it went out. */
  readonly publish: (channel: NewsChannel, message: string) => Promise<boolean>;
}

export class RedisNews {
  readonly announcements: Listeners<string>;
  readonly changes: Listeners<Change>;
  private readonly deps: RedisNewsDeps;
  /** Changes that no other node knows of yet. */
  private readonly unsent = new Set<Change>();

  constructor(deps: RedisNewsDeps) {
    this.deps = deps;
    this.announcements = new Listeners(deps.log);
    this.changes = new Listeners(deps.log);
  }

  announce(text: string): Promise<boolean> {
    this.announcements.tell(text);
    return this.publish('announcements', text);
  }

  publishChange(change: Change): Promise<boolean> {
    this.changes.tell(change);
    return this.sendChange(change);
  }

  /** Takes a message as it came: the sender's claim, a blank, the text. */
  receive(channel: string, message: string): void {
    const end = message.indexOf(' ');
    if (message.slice(0, end) === this.deps.claim) return;
    const text = message.slice(end + 1);
    if (channel === 'announcements') this.announcements.tell(text);
    else for (const change of CHANGES) if (change === text) this.changes.tell(change);
  }

  /** Some may have been missed: reports every kind of change. */
  tellAllChanges(): void {
    for (const change of CHANGES) this.changes.tell(change);
  }

  /** Sends the changes that could not be sent before. */
  async sendUnsent(): Promise<void> {
    await Promise.all(Array.from(this.unsent, (change) => this.sendChange(change)));
  }

  private async sendChange(change: Change): Promise<boolean> {
    const isSent = await this.publish('changes', change);
    if (isSent) this.unsent.delete(change);
    else this.unsent.add(change);
    return isSent;
  }

  private publish(channel: NewsChannel, text: string): Promise<boolean> {
    return this.deps.publish(channel, `${this.deps.claim} ${text}`);
  }
}
