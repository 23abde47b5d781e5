// A bot inside the server: an ordinary client on a memory link, moved on by the room, with a skater at its controls.

import { NetClient } from '@starfray/client/net';
import { atUint16, createRandom, nextUint32, randomBetween } from '@starfray/shared/core';
import { createMemoryPair, type HeldRows, type Link, MAX_SLOTS } from '@starfray/shared/protocol';
import { advancePuck, type DiscRow, disc, input, pilot, puck, puckGame, type Rink } from '../rules/index.ts';
import { createSkater, type Spot } from './skater.ts';

const NAMES = ['Alma', 'Bosse', 'Cato', 'Disa', 'Eskil', 'Freja', 'Gorm', 'Hilda'] as const;

export interface PuckBotOptions {
  /** Takes the room's end of the link and a name: the same door as everybody's. */
  readonly join: (link: Link, name: string) => void;
  readonly now: () => number;
  /** Which bot of the room it is, from 1. */
  readonly number: number;
  readonly seed: number;
}

/** Lets a bot join. It stays until it is stopped or sent away. */
export function createPuckBot({ join, now, number, seed }: PuckBotOptions) {
  const pair = createMemoryPair(now);
  const random = createRandom(seed + number);
  const client = new NetClient({
    game: puckGame,
    connect: () => pair.a,
    random: () => nextUint32(random) / 2 ** 32,
    draws: false,
    reconnects: false,
  });
  const skate = createSkater(random, randomBetween(random, 30, 90) / 100);
  const controls = input.view();
  // The client listens from its first update on; only then may the room speak.
  client.update(now());
  join(pair.b, NAMES[(number - 1) % NAMES.length] ?? 'Bot');
  return {
    get playerId() {
      return client.playerId;
    },
    get hasEnded() {
      return client.status.state === 'closed';
    },
    update(nowMs: number) {
      pair.pump(nowMs);
      client.update(nowMs);
      while (client.takeEvent() !== undefined);
      const { own, held, arena } = client;
      if (own !== undefined && held !== undefined && arena !== undefined) {
        const tick = held.tick + client.stats.leadTicks;
        const { energy } = pilot.view(own.own.ints, own.own.base);
        const body = disc.view(own.body.ints, own.body.base);
        skate({ tick, own: body, energy, ...lookAround(held, tick, arena), rink: arena }, controls);
        client.setInput(controls);
      }
      // Nobody pumps the link of a bot that has ended: the room must hear of it now.
      if (client.status.state === 'closed') pair.pump(nowMs);
    },
    stop() {
      client.close();
      pair.pump(now());
    },
  };
}

// The other discs where the server last had them, and the puck where it will be at `tick` if nobody touches it.
function lookAround(held: HeldRows<Rink>, tick: number, rink: Rink): { others: DiscRow[]; puck: Spot | undefined } {
  const others: DiscRow[] = [];
  let seen: Spot | undefined;
  for (let slot = 0; slot < MAX_SLOTS; slot += 1) {
    if (atUint16(held.ids, slot) === 0) continue;
    const kind = held.kindOf(slot);
    if (kind === disc && slot !== held.focus) others.push(disc.view(held.ints, held.base(slot)));
    if (kind !== puck) continue;
    const { x, y, vx, vy } = puck.view(held.ints, held.base(slot));
    seen = { x, y, vx, vy };
    for (let t = held.tick; t < tick; t += 1) advancePuck(seen, rink);
  }
  return { others, puck: seen };
}
