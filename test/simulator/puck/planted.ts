// Bugs of puck's own rules on purpose, by name, for a simulation to find.

import { goal, type PuckWorld, puckGame } from '@starfray/puck/rules';
import type { Command, EventQueue } from '@starfray/shared/contract';
import type { Plant } from '../planted.ts';

type Spoil = (world: PuckWorld, commands: readonly Command[], events: EventQueue) => void;

/** Lets `spoil` change the world after each tick. */
function spoilStep(spoil: Spoil): () => void {
  const owner = puckGame as { step: typeof puckGame.step };
  const original = owner.step;
  owner.step = (world, commands, inputs, events) => {
    original(world, commands, inputs, events);
    spoil(world, commands, events);
  };
  return () => {
    owner.step = original;
  };
}

export const PUCK_PLANTED: Readonly<Record<string, Plant>> = {
  'a goal counts twice': () =>
    spoilStep(({ match }, _commands, events) => {
      for (let i = 0; i < events.count; i += 1) {
        if (events.kindOf(i) !== goal) continue;
        if (goal.view(events.ints, events.base(i)).team === 1) match.score1 += 1;
        else match.score2 += 1;
      }
    }),
  'newcomers all join the left side': () =>
    spoilStep(({ roster }, commands) => {
      for (const { kind, playerId } of commands) {
        const player = kind === 'join' ? roster.find(({ id }) => id === playerId) : undefined;
        if (player === undefined) continue;
        player.team = 1;
        player.body.team = 1;
      }
    }),
};
