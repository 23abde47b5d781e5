// Starfray as the engine sees it: the rules behind the contract.

import { type Game, identify, type Mode, type Team } from '@starfray/shared/contract';
import { assert } from '@starfray/shared/core';
import { type Arena, arenaOptions, chooseArena, createArena } from './arena.ts';
import { attention } from './attention.ts';
import { predictOwn } from './controls.ts';
import { cockpit, entityKinds, eventKinds, kill, ship } from './entities.ts';
import { explain } from './explain.ts';
import { fingerprint } from './fingerprint.ts';
import { input } from './input.ts';
import { FLAG, FRAY, MODE_FACTS } from './modes/facts.ts';
import { createWorld } from './new-world.ts';
import type { CockpitRow } from './rows.ts';
import { step } from './step.ts';
import { TICKS_PER_FRAME, TICKS_PER_SECOND, VIEW_AREA, VIEW_MARGIN } from './tuning.ts';
import { hashWorld, NO_SLOT, pilotOf, type StarfrayWorld } from './world.ts';

/** By shape and by colour: ships, bases and flags of a team show its mark. */
export const TEAM_LIST: readonly Team[] = [
  { name: 'Comets', hue: 205, mark: '▲' },
  { name: 'Suns', hue: 35, mark: '●' },
];

const MODES: readonly Mode<StarfrayWorld>[] = MODE_FACTS.map(({ name, title, about, roomPlayers }, mode) => ({
  name,
  title,
  about,
  roomPlayers,
  // Before there were modes, all results were of the arena.
  ...(mode === FRAY && { board: 'arena' }),
  ...(mode === FLAG && {
    teams: { list: TEAM_LIST, teamOf: (world, playerId) => pilotOf(world, playerId)?.team ?? 0 },
  }),
}));

export const starfray: Game<StarfrayWorld, Arena> = {
  identity: identify({
    name: 'starfray',
    about: 'A space fight in one big arena.',
    playerName: 'Pilot',
    modes: ['fray', 'flag', 'last'],
  }),
  version: '1',
  rates: { ticksPerSecond: TICKS_PER_SECOND, ticksPerFrame: TICKS_PER_FRAME },
  viewSize: { area: VIEW_AREA, margin: VIEW_MARGIN },
  entities: entityKinds,
  privateRow: cockpit,
  input,
  events: eventKinds,
  arenaOptions,
  chooseArena,
  createArena,
  side: (arena) => arena.side,
  createWorld,
  step,
  // A spectator follows whom it is shown.
  ownSlot: (world, playerId) => pilotOf(world, playerId === 0 ? world.watchedId : playerId)?.slot ?? NO_SLOT,
  ownPrivateRow: ownPrivateRow,
  attention,
  score: (world, playerId) => pilotOf(world, playerId)?.own.score ?? 0,
  density: [ship],
  tallies: {
    names: ['kills', 'deaths'],
    read: (events, event, add) => {
      if (events.kindOf(event) !== kill) return;
      const { killer, victim } = kill.view(events.ints, events.base(event));
      if (killer !== victim) add(killer, 0);
      add(victim, 1);
    },
  },
  modes: MODES,
  modeOf: ({ mode }) => mode,
  predictOwn,
  explain,
  hash: hashWorld,
  fingerprint,
};

function ownPrivateRow(world: StarfrayWorld, playerId: number): CockpitRow {
  const pilot = pilotOf(world, playerId);
  assert(pilot !== undefined, `player ${playerId} was never in the world`);
  return pilot.own;
}
