// Starfray in the simulator: how its players fly, and what must hold in its arena.

import { type Arena, input, kill, type StarfrayWorld, starfray } from '@starfray/starfray/rules';
import { type GameInvariants, type PlayedTick, RoomNews, type SimulatedGame } from '@starfray/testing/simulator';
import { fly } from './pilot.ts';
import { ScoreLedger } from './score-ledger.ts';

type Played = PlayedTick<StarfrayWorld, Arena>;

function createInvariants(): GameInvariants<StarfrayWorld, Arena> {
  const scores = new ScoreLedger();
  const deaths = new RoomNews<StarfrayWorld, Arena>(kill, victimOf, 'the end of player');
  return {
    afterTick(tick) {
      const { world, actors } = tick;
      deaths.record(world, deadIn(world));
      for (const actor of actors) {
        if (actor.world === world && actor.client.status.state === 'joined') scores.register(world, actor);
      }
      return scores.note(world) ?? misflown(tick);
    },
    afterUpdate: (actor, events) => deaths.take(actor, events),
    forget: (actor) => deaths.forget(actor),
    forgetSeat: ({ token }) => scores.forget(token),
    counts: () => ({ deathsTold: deaths.learned }),
  };
}

// A player who leaves without a fight causes none.
function deadIn({ roster, tick }: StarfrayWorld): readonly number[] {
  return roster.filter((pilot) => pilot.diedTick === tick && pilot.slot < 0).map(({ id }) => id);
}

function victimOf({ row }: { readonly row: object }): number {
  return Number((row as { victim?: number }).victim);
}

// A ship flies as it is steered.
function misflown({ world, inputs }: Played): string | undefined {
  const controls = input.view(inputs.ints, 0);
  for (const { id, slot, ship } of world.roster) {
    if (slot < 0 || world.entities.bornTicks[slot] === world.tick) continue;
    controls.base = inputs.base(id);
    if (ship.thrust === controls.thrust && ship.aim === controls.aim) continue;
    return `player ${id} flies with thrust ${ship.thrust} and aim ${ship.aim} in tick ${world.tick}, instead of ${controls.thrust} and ${controls.aim}`;
  }
  return undefined;
}

export const starfrayPlug: SimulatedGame<StarfrayWorld, Arena> = { game: starfray, steer: fly, createInvariants };
