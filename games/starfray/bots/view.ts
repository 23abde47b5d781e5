// What a bot sees and what it answers with: exactly what a player's client knows, and nothing that it does not.

import type { RandomState } from '@starfray/shared/core';
import type {
  Arena,
  CockpitRow,
  CrateRow,
  FlagRow,
  InputRow,
  MineRow,
  MissileRow,
  RingRow,
  ShardRow,
  ShipRow,
  ShotRow,
  StormRow,
} from '../rules/index.ts';

/** A ship's player; look it up by the `player` of a row. */
export interface KnownPlayer {
  readonly name: string;
  readonly kind: 'human' | 'bot';
}

/** All rows are live views: read them during the call, keep numbers rather than rows. */
export interface BotView {
  /** The tick that `body` and `cockpit` are at: your next controls act one tick later. */
  readonly tick: number;
  /** The tick of all other rows: the newest that the server told, some ticks older than `tick`. */
  readonly seenTick: number;
  /** Your own ship, predicted. */
  readonly body: ShipRow;
  readonly cockpit: CockpitRow;
  /** Other ships, shots (yours too) and shards in view. */
  readonly ships: readonly ShipRow[];
  /** Those of them that may be harmed: all but the own team. */
  readonly foes: readonly ShipRow[];
  readonly shots: readonly ShotRow[];
  readonly shards: readonly ShardRow[];
  /** Crates to take, and missiles and mines, yours too. */
  readonly crates: readonly CrateRow[];
  readonly missiles: readonly MissileRow[];
  readonly mines: readonly MineRow[];
  /** Shard storms, wherever they are. */
  readonly storms: readonly StormRow[];
  /** The flags of both teams, wherever they are; none in modes without. */
  readonly flags: readonly FlagRow[];
  /** The ring of the round; undefined while there is none. */
  readonly ring: RingRow | undefined;
  readonly arena: Arena;
  /** The map of a player: how many ships are in each of 16 x 16 squares of the arena, row by row, yours too; some seconds old. Empty at first. */
  readonly density: readonly number[];
  readonly players: ReadonlyMap<number, KnownPlayer>;
  /** Seeded by the bot's maker: take all chance from here and a run can be repeated. */
  readonly random: RandomState;
}

/** Decides on the controls of the next ticks, in place; they are idle when it is called. Not called while you have no ship. */
export type Think = (view: BotView, controls: InputRow) => void;
