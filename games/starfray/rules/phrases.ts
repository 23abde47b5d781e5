// What pilots say to each other: one of a few phrases, heard by those who see the ship. Free text is for strangers to abuse.

import type { EventQueue } from '@starfray/shared/contract';
import type { InputRow } from './controls.ts';
import { said } from './entities.ts';
import { PHRASE_INTERVAL_TICKS } from './tuning.ts';
import { NO_SLOT, type Pilot, type StarfrayWorld } from './world.ts';

/** Says what the controls ask for, once for each time that they begin to, and not oftener than every second and a half. */
export function speak(world: StarfrayWorld, pilot: Pilot, controls: InputRow, events: EventQueue): void {
  const { say } = controls;
  const isNew = say !== 0 && say !== pilot.lastSay;
  pilot.lastSay = say;
  if (!isNew || pilot.slot === NO_SLOT || world.tick - pilot.saidTick < PHRASE_INTERVAL_TICKS) return;
  pilot.saidTick = world.tick;
  const event = events.add(said);
  event.x = pilot.ship.x;
  event.y = pilot.ship.y;
  event.player = pilot.id;
  event.phrase = say;
}
