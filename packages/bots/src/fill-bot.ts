// A bot inside the server: an ordinary client on a memory link, moved on by the room.

import type { Game, World } from '@starfray/shared/contract';
import { createMemoryPair, type Link } from '@starfray/shared/protocol';
import { Bot, type Mind } from './bot.ts';

export interface FillBotOptions<W extends World, A> {
  readonly game: Game<W, A>;
  readonly mind: Mind<W, A>;
  readonly name: string;
  readonly seed: number;
  /** Takes the room's end of the link and a name: the same door as everybody's. */
  readonly join: (link: Link, name: string) => void;
  /** Milliseconds, monotonic: the room's clock. */
  readonly now: () => number;
}

export interface FillBot {
  readonly playerId: number;
  /** Its connection is over: it will not come back. */
  readonly hasEnded: boolean;
  /** Delivers what is under way and lets it act; once a tick. */
  update(nowMs: number): void;
  stop(): void;
}

/** Lets a bot join. It stays until it is stopped or sent away, and does not come back by itself. */
export function createFillBot<W extends World, A>(options: FillBotOptions<W, A>): FillBot {
  const { game, mind, name, seed, join, now } = options;
  const pair = createMemoryPair(now);
  const bot = new Bot({ game, mind, connect: () => pair.a, seed, reconnects: false });
  // The client listens from its first update on; only then may the room speak.
  bot.update(now());
  join(pair.b, name);
  return {
    get playerId() {
      return bot.playerId;
    },
    get hasEnded() {
      return bot.status.state === 'closed';
    },
    update(nowMs) {
      pair.pump(nowMs);
      bot.update(nowMs);
      // Nobody pumps the link of a bot that has ended: the room must hear of it now.
      if (bot.status.state === 'closed') pair.pump(nowMs);
    },
    stop: () => {
      bot.close();
      pair.pump(now());
    },
  };
}
