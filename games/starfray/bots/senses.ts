// A client's knowledge as a bot's view: refreshed in place before each decision, so that a swarm makes no garbage.

import type { NetClient } from '@starfray/client/net';
import type { World } from '@starfray/shared/contract';
import { atUint16, type RandomState } from '@starfray/shared/core';
import type { HeldRows } from '@starfray/shared/protocol';
import {
  type Arena,
  type CockpitRow,
  type CrateRow,
  cockpit,
  crate,
  type FlagRow,
  flag,
  type MineRow,
  type MissileRow,
  mine,
  missile,
  type RingRow,
  ring,
  type ShardRow,
  type ShipRow,
  type ShotRow,
  type StormRow,
  shard,
  ship,
  shot,
  storm,
} from '../rules/index.ts';
import type { BotView, KnownPlayer } from './view.ts';

const MAX_SLOTS = 128;
const NO_INTS = new Int32Array(0);

/** Rows of one kind: a pool of views, of which the first ones point at what is in view. */
class Seen<R extends { ints: Int32Array; base: number }> {
  readonly rows: R[] = [];
  private readonly pool: readonly R[];

  constructor(view: () => R) {
    this.pool = Array.from({ length: MAX_SLOTS }, view);
  }

  add(ints: Int32Array, base: number): void {
    const row = this.pool[this.rows.length];
    if (row === undefined) return;
    row.ints = ints;
    row.base = base;
    this.rows.push(row);
  }
}

export class Senses implements BotView {
  density: readonly number[] = [];
  tick = 0;
  seenTick = 0;
  readonly body: ShipRow = ship.view();
  readonly cockpit: CockpitRow = cockpit.view();
  readonly random: RandomState;
  private readonly seenShips = new Seen(() => ship.view(NO_INTS, 0));
  private readonly seenFoes = new Seen(() => ship.view(NO_INTS, 0));
  private readonly seenFlags = new Seen(() => flag.view(NO_INTS, 0));
  private readonly ringRow = ring.view(NO_INTS, 0);
  private hasRing = false;
  private readonly seenShots = new Seen(() => shot.view(NO_INTS, 0));
  private readonly seenShards = new Seen(() => shard.view(NO_INTS, 0));
  private readonly seenCrates = new Seen(() => crate.view(NO_INTS, 0));
  private readonly seenMissiles = new Seen(() => missile.view(NO_INTS, 0));
  private readonly seenStorms = new Seen(() => storm.view(NO_INTS, 0));
  private readonly seenMines = new Seen(() => mine.view(NO_INTS, 0));
  private known: ReadonlyMap<number, KnownPlayer> = new Map();
  private place: Arena | undefined;

  constructor(random: RandomState) {
    this.random = random;
  }

  get ships(): readonly ShipRow[] {
    return this.seenShips.rows;
  }

  get foes(): readonly ShipRow[] {
    return this.seenFoes.rows;
  }

  get flags(): readonly FlagRow[] {
    return this.seenFlags.rows;
  }

  get ring(): RingRow | undefined {
    return this.hasRing ? this.ringRow : undefined;
  }

  get shots(): readonly ShotRow[] {
    return this.seenShots.rows;
  }

  get shards(): readonly ShardRow[] {
    return this.seenShards.rows;
  }

  get crates(): readonly CrateRow[] {
    return this.seenCrates.rows;
  }

  get missiles(): readonly MissileRow[] {
    return this.seenMissiles.rows;
  }

  get storms(): readonly StormRow[] {
    return this.seenStorms.rows;
  }

  get mines(): readonly MineRow[] {
    return this.seenMines.rows;
  }

  get players(): ReadonlyMap<number, KnownPlayer> {
    return this.known;
  }

  get arena(): Arena {
    if (this.place === undefined) throw new Error('nothing has been seen yet');
    return this.place;
  }

  /** Looks at what a client knows now; false while it has no ship, and then nothing has changed. */
  look<W extends World>(client: NetClient<W, Arena>): boolean {
    const { own, held, arena } = client;
    if (own === undefined || held === undefined || arena === undefined) return false;
    this.place = arena;
    this.known = client.players;
    this.density = client.density.counts;
    this.body.ints = own.body.ints;
    this.body.base = own.body.base;
    this.cockpit.ints = own.own.ints;
    this.cockpit.base = own.own.base;
    this.seenTick = held.tick;
    this.tick = held.tick + client.stats.leadTicks;
    this.list(held);
    return true;
  }

  private list(held: HeldRows<Arena>): void {
    const { seenShips, seenShots, seenShards } = this;
    seenShips.rows.length = 0;
    seenShots.rows.length = 0;
    seenShards.rows.length = 0;
    this.seenFoes.rows.length = 0;
    this.seenCrates.rows.length = 0;
    this.seenMissiles.rows.length = 0;
    this.seenMines.rows.length = 0;
    this.seenStorms.rows.length = 0;
    this.seenFlags.rows.length = 0;
    this.hasRing = false;
    for (let slot = 0; slot < MAX_SLOTS; slot += 1) {
      if (atUint16(held.ids, slot) === 0 || slot === held.focus) continue;
      const { name } = held.kindOf(slot);
      if (name === ship.name) this.addShip(held.ints, held.base(slot));
      else if (name === shot.name) seenShots.add(held.ints, held.base(slot));
      else if (name === shard.name) seenShards.add(held.ints, held.base(slot));
      else if (!this.addOfArsenal(name, held.ints, held.base(slot))) this.addOfMode(name, held.ints, held.base(slot));
    }
  }

  private addShip(ints: Int32Array, base: number): void {
    const { seenShips, seenFoes, body } = this;
    seenShips.add(ints, base);
    const row = seenShips.rows.at(-1);
    if (row !== undefined && (row.team === 0 || row.team !== body.team)) seenFoes.add(ints, base);
  }

  private addOfArsenal(name: string, ints: Int32Array, base: number): boolean {
    if (name === crate.name) this.seenCrates.add(ints, base);
    else if (name === missile.name) this.seenMissiles.add(ints, base);
    else if (name === mine.name) this.seenMines.add(ints, base);
    else if (name === storm.name) this.seenStorms.add(ints, base);
    else return false;
    return true;
  }

  private addOfMode(name: string, ints: Int32Array, base: number): void {
    if (name === flag.name) this.seenFlags.add(ints, base);
    if (name !== ring.name) return;
    this.hasRing = true;
    this.ringRow.ints = ints;
    this.ringRow.base = base;
  }
}
