// Flies brains in the real rules without any netcode, for their tests and for measuring the game: everybody within sight of a ship is in its view.

import { EventQueue, InputTable, inputView } from '@starfray/shared/contract';
import { atUint16, createRandom, px } from '@starfray/shared/core';
import {
  type Arena,
  type CrateRow,
  crate,
  factsOf,
  type InputRow,
  input,
  isFoe,
  type MineRow,
  type MissileRow,
  mine,
  missile,
  NO_SLOT,
  type Pilot,
  pilotOf,
  type ShardRow,
  type ShotRow,
  type StarfrayWorld,
  type StormRow,
  shard,
  shot,
  starfray,
  storm,
} from '../rules/index.ts';
import { DESERT_SIDE } from './roaming.ts';
import type { BotView, KnownPlayer, Think } from './view.ts';

const SIGHT = px(900);

/** Anything that fills in controls: a brain, or a test's own hand. */
interface Seat {
  readonly playerId: number;
  readonly think: Think;
  readonly random: BotView['random'];
}

export class Flight {
  readonly world: StarfrayWorld;
  readonly events = new EventQueue(starfray.events, 1024);
  private readonly inputs = new InputTable(input);
  private readonly controls: InputRow;
  private readonly seats: Seat[] = [];
  private readonly players = new Map<number, KnownPlayer>();
  /** Of this tick, for everybody. */
  private shots: readonly ShotRow[] = [];
  private shards: readonly ShardRow[] = [];
  private crates: readonly CrateRow[] = [];
  private missiles: readonly MissileRow[] = [];
  private mines: readonly MineRow[] = [];
  private storms: readonly StormRow[] = [];

  constructor(arena: Arena = starfray.createArena(starfray.chooseArena(8, 5)), seed = 1) {
    this.world = starfray.createWorld(arena, seed);
    this.controls = inputView(input, this.inputs);
  }

  /** Seats a brain as the next player; its ship flies at once. */
  add(think: Think, seed = 1, kind: KnownPlayer['kind'] = 'bot'): Pilot {
    const playerId = this.seats.length + 1;
    this.players.set(playerId, { name: `Pilot ${playerId}`, kind });
    this.seats.push({ playerId, think, random: createRandom(seed) });
    starfray.step(this.world, [{ kind: 'join', playerId, score: 0 }], this.inputs, this.events);
    return this.pilot(playerId);
  }

  pilot(playerId: number): Pilot {
    const pilot = pilotOf(this.world, playerId);
    if (pilot === undefined) throw new Error(`player ${playerId} never joined`);
    return pilot;
  }

  /** Puts a ship somewhere at rest, without its shield. */
  put(pilot: Pilot, xPx: number, yPx: number): void {
    Object.assign(pilot.ship, { x: px(xPx), y: px(yPx), vx: 0, vy: 0, shielded: 0 });
    Object.assign(pilot.own, { cooldown: 0, shieldLeft: 0 });
  }

  /** Runs ticks until `isDone` or `ticks` are over; answers how many it took. */
  run(ticks: number, isDone: () => boolean = () => false): number {
    for (let tick = 1; tick <= ticks; tick += 1) {
      this.events.clear();
      this.listRows();
      for (const seat of this.seats) this.decide(seat);
      starfray.step(this.world, [], this.inputs, this.events);
      if (isDone()) return tick;
    }
    return ticks;
  }

  private decide({ playerId, think, random }: Seat): void {
    this.inputs.setIdle(playerId);
    this.controls.base = this.inputs.base(playerId);
    const pilot = this.pilot(playerId);
    if (pilot.slot === NO_SLOT) this.controls.fire = this.world.tick % 2;
    else think(this.viewOf(pilot, random), this.controls);
  }

  private viewOf(pilot: Pilot, random: BotView['random']): BotView {
    const { world } = this;
    const seen = (row: { x: number; y: number }) =>
      Math.abs(row.x - pilot.ship.x) < SIGHT && Math.abs(row.y - pilot.ship.y) < SIGHT;
    const ships = world.roster
      .filter((other) => other !== pilot && other.slot !== NO_SLOT && seen(other.ship))
      .map((other) => other.ship);
    return {
      tick: world.tick,
      seenTick: world.tick,
      body: pilot.ship,
      cockpit: pilot.own,
      ships,
      foes: ships.filter(({ player }) => isFoe(world, pilot.id, player)),
      flags: factsOf(world.arena.mode).name === 'flag' ? world.flags : [],
      ring: world.ringSlot === NO_SLOT ? undefined : world.ring,
      shots: this.shots.filter(seen),
      shards: this.shards.filter(seen),
      crates: this.crates.filter(seen),
      missiles: this.missiles.filter(seen),
      mines: this.mines.filter(seen),
      storms: this.storms,
      arena: world.arena,
      density: world.arena.side < DESERT_SIDE ? [] : this.density(),
      players: this.players,
      random,
    };
  }

  // Once a tick, for all that look.
  private listRows(): void {
    this.shots = this.rowsOf<ShotRow>(shot);
    this.shards = this.rowsOf<ShardRow>(shard);
    this.crates = this.rowsOf<CrateRow>(crate);
    this.missiles = this.rowsOf<MissileRow>(missile);
    this.mines = this.rowsOf<MineRow>(mine);
    this.storms = this.rowsOf<StormRow>(storm);
  }

  private rowsOf<R>(kind: { readonly name: string; view(ints: Int32Array, base: number): R }): R[] {
    const { entities } = this.world;
    const rows: R[] = [];
    for (let i = 0; i < entities.count; i += 1) {
      const slot = atUint16(entities.order, i);
      if (entities.kindOf(slot).name === kind.name) rows.push(kind.view(entities.ints, entities.base(slot)));
    }
    return rows;
  }

  private density(): number[] {
    const { roster, arena } = this.world;
    const counts = new Array<number>(16 * 16).fill(0);
    const line = (position: number) => Math.min(15, Math.floor((position * 16) / arena.side));
    for (const { slot, ship } of roster) {
      if (slot === NO_SLOT) continue;
      const square = 16 * line(ship.y) + line(ship.x);
      counts[square] = (counts[square] ?? 0) + 1;
    }
    return counts;
  }
}
