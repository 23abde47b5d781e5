// One honest member of a fleet: it plays as its kind does, comes back when its line breaks, and notes whatever the server does to it.

import { createWebSocketLink, joinUrl, subprotocols } from '@starfray/client/net';
import type { World } from '@starfray/shared/contract';
import type { Conditions } from '@starfray/shared/protocol';
import { Bot, type BotGame } from '../bot.ts';
import { type Netsim, startNetsim } from '../netsim/proxy.ts';
import type { HonestGroup } from './fleet-file.ts';

/** Close codes of a line that broke, which is nobody's doing but ours. */
const BROKEN_LINE = [1005, 1006];

export interface HonestPlace {
  readonly host: string;
  readonly port: number;
  readonly version: string;
  readonly room: string | undefined;
  readonly joinCode: string | undefined;
  /** The network between it and the server; undefined for the real one alone. */
  readonly conditions: Conditions | undefined;
}

export class HonestMember<W extends World, A> {
  readonly kind: HonestGroup['kind'];
  readonly isOnPerfectLine: boolean;
  readonly bot: Bot<W, A>;
  hasJoined = false;
  /** What the server ended its connections with, other than lines that we broke. */
  readonly kicks: string[] = [];
  /** Connections it lost and came back from. */
  returns = 0;
  private readonly everyMs: number;
  private readonly proxy: Netsim | undefined;
  private nextMs = Number.POSITIVE_INFINITY;
  private isHidden = false;
  private lastStatus = 'connecting';

  /** Opens its network; the first `update` connects. */
  static async start<W extends World, A>(
    bots: BotGame<W, A>,
    group: HonestGroup,
    place: HonestPlace,
    name: string,
    seed: number,
  ): Promise<HonestMember<W, A>> {
    const needsProxy = place.conditions !== undefined || group.kind === 'reconnecting';
    const proxy = needsProxy
      ? await startNetsim({
          host: '127.0.0.1',
          port: 0,
          targetHost: place.host,
          targetPort: place.port,
          seed,
          ...(place.conditions === undefined ? {} : { conditions: place.conditions }),
        })
      : undefined;
    return new HonestMember(bots, group, place, name, seed, proxy);
  }

  private constructor(
    bots: BotGame<W, A>,
    group: HonestGroup,
    place: HonestPlace,
    name: string,
    seed: number,
    proxy: Netsim | undefined,
  ) {
    this.kind = group.kind;
    this.isOnPerfectLine = place.conditions === undefined;
    this.everyMs = 'everySeconds' in group ? group.everySeconds * 1000 : Number.POSITIVE_INFINITY;
    this.proxy = proxy;
    const { version, room, joinCode } = place;
    const server = proxy === undefined ? `ws://${place.host}:${place.port}` : `ws://127.0.0.1:${proxy.port}`;
    const url = joinUrl({ server, version, kind: 'bot', name, room });
    this.bot = new Bot({
      game: bots.game,
      mind: bots.createMind(bots.brains.at(-1) ?? '', seed),
      connect: (token) =>
        createWebSocketLink(new WebSocket(url, subprotocols(bots.game.identity, { resume: token, joinCode }))),
      seed,
    });
  }

  get isIn(): boolean {
    return this.bot.status.state === 'joined';
  }

  update(nowMs: number): void {
    this.bot.update(nowMs);
    this.follow(nowMs);
    if (nowMs >= this.nextMs) this.act(nowMs);
  }

  async leave(): Promise<void> {
    this.bot.close();
    // What says goodbye must get through the network first.
    await new Promise((resolve) => setTimeout(resolve, 500));
    await this.proxy?.close();
  }

  private follow(nowMs: number): void {
    const { status } = this.bot;
    if (status.state === this.lastStatus) return;
    if (status.state === 'joined') {
      if (this.hasJoined) this.returns += 1;
      this.hasJoined = true;
      this.nextMs = nowMs + this.everyMs;
    }
    if (status.state === 'waiting' || status.state === 'closed') {
      const { code, reason } = status.refusal;
      if (this.kind !== 'reconnecting' || !BROKEN_LINE.includes(code)) this.kicks.push(`${code}: ${reason}`);
    }
    this.lastStatus = status.state;
  }

  private act(nowMs: number): void {
    this.nextMs = nowMs + this.everyMs;
    if (this.kind === 'reconnecting') {
      this.nextMs = Number.POSITIVE_INFINITY;
      this.proxy?.cut();
    }
    if (this.kind === 'sleeper') {
      this.isHidden = !this.isHidden;
      this.bot.setHidden(this.isHidden);
    }
  }
}
