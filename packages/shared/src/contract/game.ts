// The contract between a game's rules and the engine: all that room, replication and client netcode know of a game.
// The room owns time, players and the wire; the game owns the world.

import type { EntityKind, EventKind, InputKind, PrivateKind } from './entity.ts';
import type { EntityTable } from './entity-table.ts';
import type { EventQueue } from './event-queue.ts';
import type { GameIdentity } from './identity.ts';
import type { InputTable } from './input-table.ts';
import type { RowKind, RowPlace } from './row.ts';

/**
 * What changes who is in the world, applied at the start of a tick. Ids are 1..MAX_PLAYER_ID. A join brings a score: 0, or what
 * the player had kept; `isReturn` is set where the player of that id comes back to its seat, and was in the world before. A dismissed player leaves without having had a say: no other player gains by that.
 */
export type Command =
  | { readonly kind: 'join'; readonly playerId: number; readonly score: number; readonly isReturn?: boolean }
  | { readonly kind: 'leave'; readonly playerId: number; readonly isDismissed: boolean };

/** The least a world has; the rest is the game's own. */
export interface World {
  /** The last tick simulated; `step` adds one. */
  tick: number;
  readonly entities: EntityTable;
}

/** A place in the world, in position units; made once by the caller and written by the game. */
export interface Point {
  x: number;
  y: number;
}

export interface Rates {
  /** Simulated ticks a second. */
  readonly ticksPerSecond: number;
  /** Ticks between two snapshots to a client, and ticks whose controls one input frame carries. */
  readonly ticksPerFrame: number;
}

/** What a client sees around its attention, in position units. */
export interface ViewSize {
  /** Width times height is the same for everyone, whatever the shape of the screen. */
  readonly area: number;
  /** Kept beyond the picture's edge, so that what flies in is there before it shows. */
  readonly margin: number;
}

/** A side of a match, as it is shown to people. */
export interface Team {
  readonly name: string;
  /** Hue in degrees, 0..359. */
  readonly hue: number;
  /** A character of another shape than those of the other teams, so that teams can be distinguished without colour. */
  readonly mark: string;
}

/** What a mode declares that is played in matches of teams; the match itself is the world's `match` entity. */
export interface Teams<W> {
  /** Team 1 first. */
  readonly list: readonly Team[];
  /** A player's team, from 1; 0 while it has none. */
  teamOf(world: W, playerId: number): number;
}

/** A way to play a game. A room has one for all its life, the arena says which, and one process serves all of them. */
export interface Mode<W> {
  /** In addresses and leaderboards: 1 to 16 lower-case letters, as in the identity's `modes`. */
  readonly name: string;
  readonly title: string;
  /** One sentence for people who choose a mode. */
  readonly about: string;
  /** Left out by modes without teams. A surplus fill bot is then taken from the largest team. */
  readonly teams?: Teams<W>;
  /** The most players of a room; left out by modes for as many as the server's rooms take. */
  readonly roomPlayers?: number;
  /** What its leaderboard is kept under where that is not its name: for a mode that was renamed. */
  readonly board?: string;
}

/** What a game counts of each player's visit: kills and deaths, or goals. It is kept with results and profiles. */
export interface Tallies {
  /** Each 1 to 16 lower-case letters. */
  readonly names: readonly string[];
  /** Calls `add` once for each that event number `event` of a tick adds to: with the player's id and the place of the name. */
  read(events: EventQueue, event: number, add: (playerId: number, tally: number) => void): void;
}

export interface Absence {
  /** Milliseconds that the entity of a hidden page or a lost connection stays in the world, default 30 s. */
  readonly entityMs?: number;
  /** Milliseconds that the seat of a lost connection is kept, default ten minutes. */
  readonly seatMs?: number;
}

/**
 * A set of rules. Everything here is deterministic: integers, seeded randomness, no clock. W is the world, A the arena: the
 * immutable part both ends build from the same public options (map, tuning).
 */
export interface Game<W extends World, A> {
  readonly identity: GameIdentity;
  readonly version: string;
  readonly rates: Rates;
  readonly viewSize: ViewSize;
  readonly entities: readonly EntityKind<A>[];
  readonly privateRow: PrivateKind<A>;
  readonly input: InputKind;
  readonly events: readonly EventKind[];
  /** The public values from which both ends build the arena; they reach a client in `welcome`. */
  readonly arenaOptions: RowKind;

  /** The options of a room for `capacity` players on the map of `mapSeed`, of a mode by its place in `modes`, the first by default. */
  chooseArena(capacity: number, mapSeed: number, mode?: number): RowPlace;
  createArena(options: RowPlace): A;
  /** Side of the square world, in position units: positions are 0..side. */
  side(arena: A): number;
  /** `seed` is the world's secret one: it is never sent. */
  createWorld(arena: A, seed: number): W;

  /** One tick: commands first, in order, then the rules. The only place where a world changes. */
  step(world: W, commands: readonly Command[], inputs: InputTable, events: EventQueue): void;

  /** The slot of the entity a player flies, or -1 while it has none; for player 0, a spectator, the one worth following. */
  ownSlot(world: W, playerId: number): number;
  /** The private row beside a player's own entity; called only while it has one. */
  ownPrivateRow(world: W, playerId: number): RowPlace;
  /** Where a player looks; for player 0, a spectator, at what is worth watching. */
  attention(world: W, playerId: number, out: Point): void;
  /** True when the entity in `slot` must not be sent to the player; left out by games that hide nothing within view. */
  isHidden?(world: W, playerId: number, slot: number): boolean;
  /**
   * A player's points; of one who left, what it had, until its id joins again. Left out by games without points, which then have no
   * leaderboard.
   */
  score?(world: W, playerId: number): number;

  /** The entity kinds that the density map counts, which a minimap shows; left out by games without one. */
  readonly density?: readonly EntityKind<A>[];

  /** Left out by games that count nothing of a player's visit beside its points. */
  readonly tallies?: Tallies;

  /** How long players who do not look stay; the engine's defaults where it is left out. */
  readonly absence?: Absence;

  /** Ways to play it, by the names in the identity, in that order; left out by games with one, and without teams. */
  readonly modes?: readonly Mode<W>[];
  /** The place in `modes` of the one that an arena is of; left out by games with one. */
  modeOf?(arena: A): number;

  /** The kind of the bodies that `predictOwn` may move beside the own one, as a puck; left out by games without. */
  readonly shared?: EntityKind<A>;

  /**
   * Moves a player's own rows on to `tick` under its input: the part of the rules that a client may run ahead. `step` must
   * use the same function, and it may read nothing but its arguments.
   *
   * `shared` is the body of the `shared` kind that is nearest to the own one, as it was the tick before, or undefined where there is
   * none. What the player does to it happens here; then its kind's `predict` moves it, once, after the last player. In `step` too, or
   * a client that touches it alone would be corrected.
   */
  predictOwn(body: RowPlace, own: RowPlace, input: RowPlace, tick: number, arena: A, shared?: RowPlace): void;

  /**
   * Why the server's rows differ from those a client predicted, in a word or two for people: `hit`, `contact`. Left out by games that
   * do not tell.
   */
  explain?(predictedBody: RowPlace, predictedOwn: RowPlace, body: RowPlace, own: RowPlace): string;

  /** A hash of the whole state, hidden parts too: for replays, golden tests and divergence reports. */
  hash(world: W): number;
  /** A hash of everything that two builds must share to predict alike: tuning, tables, the outcome of a script. */
  fingerprint(): number;
}
