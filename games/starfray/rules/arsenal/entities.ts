// The wire tables of crates and their weapons.

import { defineEntity, defineEvent } from '@starfray/shared/contract';
import type { Arena } from '../arena.ts';
import { advanceCrate, advanceMine, advanceMissile } from './flight.ts';
import {
  beamFields,
  blastFields,
  type CrateRow,
  crateFields,
  type MineRow,
  type MissileRow,
  mineFields,
  missileFields,
  pulseFields,
} from './rows.ts';

/** A weapon to be had by flying over it. */
export const crate = defineEntity({
  name: 'crate',
  fields: crateFields,
  interest: { rank: 2, most: 16 },
  predict: (row: CrateRow) => advanceCrate(row),
});

/** A missile keeps the turn that it last decided on; each new decision is a surprise of one byte. */
export const missile = defineEntity({
  name: 'missile',
  fields: missileFields,
  interest: { rank: 1, most: 16, prefersApproaching: true },
  predict: (row: MissileRow, _tick: number, arena: Arena) => advanceMissile(row, arena),
});

export const mine = defineEntity({
  name: 'mine',
  fields: mineFields,
  interest: { rank: 1, most: 24 },
  predict: (row: MineRow) => advanceMine(row),
});

/** A missile or a mine ended here: it went off, or was shot, and then harmed nobody. (On a rock everybody sees it end by prediction.) */
export const blast = defineEvent({ name: 'blast', audience: 'seen', isCosmetic: true, fields: blastFields });

/** A rail was fired: a line of twice `reach` around (x, y), from its shooter along the angle. */
export const beam = defineEvent({ name: 'beam', audience: 'seen', isCosmetic: true, fields: beamFields });

/** A repulsor went off here. */
export const pulse = defineEvent({ name: 'pulse', audience: 'seen', isCosmetic: true, fields: pulseFields });
