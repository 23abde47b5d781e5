// What each player did from joining to leaving: the result that is left of a visit. It reads the room's events and changes nothing.

import type { EventQueue, Game, World } from '@starfray/shared/contract';

/** One player's time in a room, told when the seat is given up. */
export interface Visit {
  /** By which the player comes back; nobody else has it. */
  readonly key: string;
  /** Whom a token proved; undefined for a guest. */
  readonly account: string | undefined;
  readonly name: string;
  readonly kind: 'human' | 'bot';
  /** The most points it had at any moment. */
  readonly score: number;
  readonly kills: number;
  readonly deaths: number;
  readonly seconds: number;
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
  kills: number;
  deaths: number;
}

export class Visits {
  private readonly records = new Map<number, Record>();
  private readonly deathOf: Game<World, never>['deathOf'];

  constructor(game: Pick<Game<World, never>, 'deathOf'>) {
    this.deathOf = game.deathOf;
  }

  open(playerId: number, guest: Guest, nowMs: number): void {
    this.records.set(playerId, { guest, sinceMs: nowMs, score: 0, kills: 0, deaths: 0 });
  }

  /** Counts the deaths among a tick's events. */
  count(queue: EventQueue): void {
    if (this.deathOf === undefined) return;
    for (let i = 0; i < queue.count; i += 1) {
      const death = this.deathOf(queue, i);
      if (death === undefined) continue;
      const killer = this.records.get(death.killer);
      const victim = this.records.get(death.victim);
      if (killer !== undefined && killer !== victim) killer.kills += 1;
      if (victim !== undefined) victim.deaths += 1;
    }
  }

  /** Notes the points of now: the most of them count. */
  note(scoreOf: (playerId: number) => number): void {
    for (const [playerId, record] of this.records) record.score = Math.max(record.score, scoreOf(playerId));
  }

  /** Ends a player's visit; undefined for one that was never opened. */
  close(playerId: number, score: number, nowMs: number): Visit | undefined {
    const record = this.records.get(playerId);
    if (record === undefined) return undefined;
    this.records.delete(playerId);
    const { guest, sinceMs, kills, deaths } = record;
    const seconds = Math.round((nowMs - sinceMs) / 1000);
    return { ...guest, score: Math.max(record.score, score), kills, deaths, seconds };
  }
}
