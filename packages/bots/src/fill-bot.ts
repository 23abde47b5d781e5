// A bot inside the server: an ordinary client on a memory link, moved on by the room's owner.

import { createRandom } from '@starfray/shared/core';
import { createMemoryPair, type Link } from '@starfray/shared/protocol';
import { Bot } from './bot.ts';
import { type BrainName, createBrain } from './brains/index.ts';

const CALL_SIGNS = [
  'Altair',
  'Bellatrix',
  'Canopus',
  'Deneb',
  'Electra',
  'Fornax',
  'Gienah',
  'Hadar',
  'Izar',
  'Jabbah',
  'Kochab',
  'Lyra',
  'Mira',
  'Naos',
  'Okab',
  'Polaris',
  'Rigel',
  'Sirius',
  'Tania',
  'Vega',
  'Wezen',
  'Zaurak',
] as const;

/** The name of the n-th bot of a room, from 1: a star, and a number once the stars are used up. */
export function callSign(number: number): string {
  const star = CALL_SIGNS[(number - 1) % CALL_SIGNS.length] ?? 'Nova';
  const round = Math.floor((number - 1) / CALL_SIGNS.length) + 1;
  return round === 1 ? star : `${star} ${round}`;
}

export interface FillBotOptions {
  /** Takes the room's end of the link and a name: the same door as everybody's. */
  readonly join: (link: Link, name: string) => void;
  /** Milliseconds, monotonic: the room's clock. */
  readonly now: () => number;
  /** Which bot of the room it is, from 1. */
  readonly number: number;
  readonly seed: number;
  readonly brain?: BrainName;
}

export interface RunningFillBot {
  readonly playerId: number;
  /** Its connection is over: it will not come back. */
  readonly hasEnded: boolean;
  /** Delivers what is under way and lets it act; once a tick. */
  update(nowMs: number): void;
  stop(): void;
}

/** Lets a bot join. It stays until it is stopped or sent away, and does not come back by itself. */
export function createFillBot({ join, now, number, seed, brain = 'mixed' }: FillBotOptions): RunningFillBot {
  const pair = createMemoryPair(now);
  const think = createBrain(brain, createRandom(seed + number));
  const bot = new Bot({ connect: () => pair.a, think, seed: seed + number, reconnects: false });
  // The client listens from its first update on; only then may the room speak.
  bot.update(now());
  join(pair.b, callSign(number));
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
