// What each player did from joining to leaving: the result that is left of a visit. It reads the room's events and changes nothing.

import { type EventQueue, type Game, MAX_PLAYER_ID, type World } from '@starfray/shared/contract';
import { at } from '@starfray/shared/core';

/** One player's time in a room, known when the seat is given up. */
export interface Visit {
  /** By which the player comes back; nobody else has it. */
  readonly key: string;
  /** Whom a token proved; undefined for a guest. */
  readonly account: string | undefined;
  readonly name: string;
  readonly kind: 'human' | 'bot';
  /** Of the room. */
  readonly mode: string;
  /** The most points it had at any moment. */
  readonly score: number;
  /** What the game counts, by name. */
  readonly tallies: Readonly<{ [name: string]: number }>;
  readonly seconds: number;
}

/** What a player who comes back has. */
export interface KeptScore {
  readonly key: string;
  readonly name: string;
  readonly score: number;
}

export interface Guest {
  readonly key: string;
  readonly account: string | undefined;
  readonly name: string;
  readonly kind: 'human' | 'bot';
}

interface Record {
  readonly guest: Guest;
  readonly sinceMs: number;
  score: number;
  readonly tallies: Int32Array;
}

export class Visits {
  private readonly records = new Map<number, Record>();
  private readonly mode: string;
  private readonly tallies: Game<World, never>['tallies'];
  private readonly add = (playerId: number, tally: number): void => {
    const record = this.records.get(playerId);
    if (record !== undefined) record.tallies[tally] = at(record.tallies, tally) + 1;
  };

  constructor(game: Pick<Game<World, never>, 'tallies'>, mode: string) {
    this.tallies = game.tallies;
    this.mode = mode;
  }

  open(playerId: number, guest: Guest, nowMs: number): void {
    this.records.set(playerId, { guest, sinceMs: nowMs, score: 0, tallies: new Int32Array(this.names.length) });
  }

  /** Counts what the game counts of a tick's events. */
  count(queue: EventQueue): void {
    if (this.tallies === undefined) return;
    for (let i = 0; i < queue.count; i += 1) this.tallies.read(queue, i, this.add);
  }

  /** Notes the points that a share of the players, one in `shares`, have now: the most of them count. */
  note(scoreOf: (playerId: number) => number, share: number, shares: number): void {
    for (let playerId = share % shares; playerId <= MAX_PLAYER_ID; playerId += shares) {
      const record = this.records.get(playerId);
      if (record !== undefined) record.score = Math.max(record.score, scoreOf(playerId));
    }
  }

  /** The points of each player who could come back, of a share of the players: one in `shares`. */
  kept(scoreOf: (playerId: number) => number, share: number, shares: number): KeptScore[] {
    const kept: KeptScore[] = [];
    for (let playerId = share; playerId <= MAX_PLAYER_ID; playerId += shares) {
      const guest = this.records.get(playerId)?.guest;
      if (guest === undefined || guest.key === '') continue;
      kept.push({ key: guest.key, name: guest.name, score: scoreOf(playerId) });
    }
    return kept;
  }

  private get names(): readonly string[] {
    return this.tallies?.names ?? [];
  }

  /** Ends a player's visit; undefined for one that was never opened. */
  close(playerId: number, score: number, nowMs: number): Visit | undefined {
    const record = this.records.get(playerId);
    if (record === undefined) return undefined;
    this.records.delete(playerId);
    const { guest, sinceMs } = record;
    const tallies = Object.fromEntries(this.names.map((name, i) => [name, at(record.tallies, i)]));
    const seconds = Math.round((nowMs - sinceMs) / 1000);
    return { ...guest, mode: this.mode, score: Math.max(record.score, score), tallies, seconds };
  }
}
