// Keeps a room lively: bots of the server's own, topped up to a number of players and yielding to players who join. They are
// ordinary clients on memory links; what flies them comes in from outside.

import { item } from '@starfray/shared/core';
import type { Link } from '@starfray/shared/protocol';

/** Time a joiner may have to wait until a bot has made room by dying. */
const YIELD_MS = 10_000;
/** Of those that are missing, one in so many comes with a step, and no more than the second: one in each tick that follows. */
const MISSING_SHARE = 16;
const MAX_A_STEP = 8;

/** A running bot, as the room drives it. */
export interface FillBot {
  /** Delivers what is under way and lets it act; once a tick. */
  update(nowMs: number): void;
  /** The id of its player, 0 before it is in. */
  readonly playerId: number;
  /** Its connection is over: it will not come back. */
  readonly hasEnded: boolean;
  stop(): void;
}

/** Makes a bot that joins by the given door, which answers the room's end of a link. */
export type SpawnBot = (join: (link: Link, name: string) => void, number: number) => FillBot;

/** Of several bots the one with the lowest number goes first. */
type RankOf = (playerId: number) => number;

export class FillBots {
  /** Players of any kind to top up to. */
  private readonly target: number;
  private readonly spawn: SpawnBot;
  private readonly join: (link: Link, name: string) => void;
  private readonly bots: FillBot[] = [];
  /** Which of the room's bots each is, from 1. */
  private readonly numbers = new Map<FillBot, number>();
  private yieldSinceMs: number | undefined;
  /** How many more come before the next step. */
  private due = 0;

  constructor(target: number, spawn: SpawnBot, join: (link: Link, name: string) => void) {
    this.target = target;
    this.spawn = spawn;
    this.join = join;
  }

  get count(): number {
    return this.bots.length;
  }

  /** Lets every bot act; one whose connection ended makes way for another. Then one comes, if any is due. */
  update(nowMs: number): void {
    for (let i = this.bots.length - 1; i >= 0; i -= 1) {
      const bot = item(this.bots, i);
      bot.update(nowMs);
      if (bot.hasEnded) this.forget(bot);
    }
    if (this.due === 0) return;
    this.due -= 1;
    this.add();
  }

  /**
   * One step towards the target, several times a second. Bots come one in a tick: one with each step, and more while many are missing. A
   * surplus one goes when it is dead, or the lowest in rank after YIELD_MS.
   */
  balance(otherPlayers: number, nowMs: number, rankOf: RankOf, isAlive: (playerId: number) => boolean): void {
    const missing = Math.max(0, this.target - otherPlayers) - this.bots.length;
    this.due = 0;
    if (missing >= 0) {
      this.yieldSinceMs = undefined;
      if (missing === 0) return;
      this.due = Math.min(MAX_A_STEP, Math.ceil(missing / MISSING_SHARE)) - 1;
      this.add();
      return;
    }
    this.yieldSinceMs ??= nowMs;
    const lowest = this.lowest(rankOf);
    if (lowest === undefined) return;
    if (!isAlive(lowest.playerId) || nowMs - this.yieldSinceMs >= YIELD_MS) {
      this.remove(lowest);
      this.yieldSinceMs = undefined;
    }
  }

  /** Sends one away at once, where a seat is needed now. */
  yieldOne(rankOf: RankOf): void {
    const lowest = this.lowest(rankOf);
    if (lowest !== undefined) this.remove(lowest);
  }

  stopAll(): void {
    for (const bot of this.bots.slice()) this.remove(bot);
  }

  private add(): void {
    const taken = new Set(this.numbers.values());
    let number = 1;
    while (taken.has(number)) number += 1;
    const bot = this.spawn(this.join, number);
    this.bots.push(bot);
    this.numbers.set(bot, number);
  }

  private remove(bot: FillBot): void {
    this.due = 0;
    this.forget(bot);
    bot.stop();
  }

  private forget(bot: FillBot): void {
    this.bots.splice(this.bots.indexOf(bot), 1);
    this.numbers.delete(bot);
  }

  private lowest(rankOf: RankOf): FillBot | undefined {
    return this.bots.toSorted((a, b) => rankOf(a.playerId) - rankOf(b.playerId) || a.playerId - b.playerId)[0];
  }
}
