// The toy game with a world in which every integer of a tick is the tick itself, so that anybody can see whether what was read of a tick belongs
// together.

import type { EventQueue } from '@starfray/shared/contract';
import { dropped, mover, type ToyWorld, toyGame } from './toy-game.ts';

const ENTITIES = 8;

/** Slots, places, points and private rows of every player are the tick; an entity is hidden by the parity of tick, player and slot. */
export const stampedGame: typeof toyGame = {
  ...toyGame,
  createWorld: (arena, seed) => {
    const world = toyGame.createWorld(arena, seed);
    for (let i = 0; i < ENTITIES; i += 1) world.entities.spawn(mover, 0);
    return world;
  },
  step: (world, _commands, _inputs, events) => stamp(world, events),
  ownSlot: ({ tick }) => tick % ENTITIES,
  attention: ({ tick }, _playerId, out) => {
    out.x = tick;
    out.y = tick;
  },
  ownPrivateRow: ({ tick }) => toyGame.privateRow.view(Int32Array.of(tick)),
  score: ({ tick }) => tick,
  isHidden: ({ tick }, playerId, slot) => (tick + playerId + slot) % 2 === 0,
};

// Brings 0 to 7 events, as many as the tick modulo 8, which have the tick as their place.
function stamp(world: ToyWorld, events: EventQueue): void {
  world.tick += 1;
  const { ints, stride } = world.entities;
  ints.fill(world.tick, 0, ENTITIES * stride);
  events.clear();
  for (let i = 0; i < world.tick % 8; i += 1) {
    const event = events.add(dropped);
    event.x = world.tick;
    event.y = i;
  }
}
