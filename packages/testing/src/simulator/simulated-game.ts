// What the simulator needs to know of a game: its rules, how its players steer, and what must hold in it.

import type { DrawnEvent } from '@starfray/client/net';
import type { SpawnBot } from '@starfray/server/room';
import type { Command, EventQueue, Game, InputTable, World } from '@starfray/shared/contract';
import type { RandomState } from '@starfray/shared/core';
import type { Actor } from './actor.ts';

/** One tick of one room, after `step`. */
export interface PlayedTick<W extends World, A> {
  readonly world: W;
  /** What `step` was given, and what it added to the events. */
  readonly commands: readonly Command[];
  readonly inputs: InputTable;
  readonly events: EventQueue;
  /** The clients of the simulation, those of other rooms too: `actor.world` says where each one is. */
  readonly actors: readonly Actor<W, A>[];
}

/**
 * What must hold in a game, beside what holds in all of them. One is made for each run and keeps what it has seen.
 * A check returns what is wrong, as the end of a sentence for people, or undefined: the first fault ends the run.
 */
export interface GameInvariants<W extends World, A> {
  /** Called after each tick of each room. */
  afterTick?(tick: PlayedTick<W, A>): string | undefined;
  /** Called after each update of a client, with the events whose moment came. */
  afterUpdate?(actor: Actor<W, A>, events: readonly DrawnEvent[]): string | undefined;
  /** A client's page is gone; its seat may be taken up again by another page with its token. */
  forget?(actor: Actor<W, A>): void;
  /** A client left for good. */
  forgetSeat?(actor: Actor<W, A>): void;
  /** How much was checked, by name: a run that checks nothing can then be noticed. */
  counts?(): Readonly<Record<string, number>>;
}

/** A game for `runSeed`. */
export interface SimulatedGame<W extends World, A> {
  readonly game: Game<W, A>;
  /** Sets the controls of a client for one step of 7 ms: `actor.input`, by what `actor.client` knows. All chance must come from `random`. */
  steer(actor: Actor<W, A>, random: RandomState): void;
  /** Called once for each run; without it only the invariants of all games are checked. */
  createInvariants?(): GameInvariants<W, A>;
  /** Players in a room, default 40; up to eight clients and some strangers come, and further rooms open for those who find no place. */
  readonly roomPlayers?: number;
  /** Bots that top up each room to `players`; without it there are none. */
  readonly fillBots?: { readonly players: number; spawn(now: () => number, seed: number): SpawnBot };
}
