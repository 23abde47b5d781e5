// Puck as the engine sees it: the rules behind the contract.

import { type Game, identify, type Team } from '@starfray/shared/contract';
import { px } from '@starfray/shared/core';
import { type DiscRow, entityKinds, eventKinds, input, type PilotRow, pilot, puck } from './entities.ts';
import { fingerprint } from './fingerprint.ts';
import { predictOwn } from './predict-own.ts';
import { chooseRink, createRink, type Rink, rinkOptions } from './rink.ts';
import { step } from './step.ts';
import { SIDE, TICKS_PER_FRAME, TICKS_PER_SECOND } from './tuning.ts';
import { createWorld, hashWorld, NO_SLOT, type PuckWorld } from './world.ts';

/** Told apart by shape as well as by colour. */
export const TEAMS: readonly Team[] = [
  { name: 'Triangles', hue: 200, mark: '▲' },
  { name: 'Rings', hue: 28, mark: '●' },
];

export const puckGame: Game<PuckWorld, Rink> = {
  identity: identify({ name: 'puck', about: 'Air hockey with thrusters, two teams.' }),
  version: '1',
  rates: { ticksPerSecond: TICKS_PER_SECOND, ticksPerFrame: TICKS_PER_FRAME },
  viewSize: { area: px(1600) * px(900), margin: px(192) },
  entities: entityKinds,
  privateRow: pilot,
  input,
  events: eventKinds,
  arenaOptions: rinkOptions,
  chooseArena: chooseRink,
  createArena: createRink,
  side: () => SIDE,
  createWorld,
  step,
  ownSlot: (world, playerId) => world.players.get(playerId)?.slot ?? NO_SLOT,
  ownPrivateRow: (world, playerId) => world.players.get(playerId)?.own ?? pilot.view(),
  // Everything is seen from everywhere.
  attention(world, _playerId, out) {
    out.x = world.rink.middleX;
    out.y = world.rink.middleY;
  },
  score: (world, playerId) => world.players.get(playerId)?.own.goals ?? 0,
  modes: [
    {
      name: 'arena',
      title: 'Match',
      about: 'Two teams, one puck, three minutes.',
      teams: { list: TEAMS, teamOf: (world, playerId) => world.players.get(playerId)?.team ?? 0 },
    },
  ],
  shared: puck,
  predictOwn,
  explain,
  hash: hashWorld,
  fingerprint,
};

/** Only other discs and a server without the controls make a disc go another way. */
function explain(predicted: DiscRow, _predictedOwn: PilotRow, body: DiscRow, _own: PilotRow): string {
  if (body.thrust !== predicted.thrust) return 'late input';
  if (body.x !== predicted.x || body.y !== predicted.y || body.vx !== predicted.vx || body.vy !== predicted.vy)
    return 'contact';
  return 'other';
}
