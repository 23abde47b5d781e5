// A small world for tests of the rules: ships are put where a test wants them, and the events of a tick can be read.

import { type Command, EventQueue, InputTable, inputView } from '@starfray/shared/contract';
import { px } from '@starfray/shared/core';
import { type Arena, type ArenaOptions, arenaOptions, layOutArena } from './arena.ts';
import { fullCharges } from './arsenal/weapon.ts';
import type { InputRow } from './controls.ts';
import { eventKinds } from './entities.ts';
import { input } from './input.ts';
import { modeOf } from './modes/mode-of.ts';
import type { CockpitRow, ShipRow } from './rows.ts';
import { step } from './step.ts';
import { MIN_SIDE } from './tuning.ts';
import { createEmptyWorld, NO_SLOT, type Pilot, pilotOf, type StarfrayWorld } from './world.ts';

/** A rock of a test, in pixels. */
export interface RockPx {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** What an event said, by its columns; `playerId` is whom it was for, 0 for all. */
export interface SeenEvent {
  readonly name: string;
  readonly playerId: number;
  readonly values: Readonly<Record<string, number>>;
}

export function smallOptions(): ArenaOptions {
  const options = arenaOptions.view();
  options.mapSeed = 1;
  options.side = MIN_SIDE;
  options.players = 16;
  return options;
}

/** An arena of the least size with exactly these rocks, in which no shard grows. */
export function bareArena(rocks: readonly RockPx[] = []): Arena {
  const arena = layOutArena(smallOptions(), {
    rockCount: rocks.length,
    rockX: Int32Array.from(rocks, (rock) => px(rock.x)),
    rockY: Int32Array.from(rocks, (rock) => px(rock.y)),
    rockRadius: Int32Array.from(rocks, (rock) => px(rock.radius)),
  });
  return { ...arena, shardTarget: 0 };
}

export class Scene {
  readonly world: StarfrayWorld;
  readonly events = new EventQueue(eventKinds, 512);
  private readonly inputs = new InputTable(input);
  private readonly view = inputView(input, this.inputs);
  private commands: Command[] = [];

  constructor(arena: Arena = bareArena(), seed = 1) {
    this.world = createEmptyWorld(arena, seed);
    modeOf(this.world).begin(this.world);
  }

  /** Lets players join, in one tick. */
  join(...playerIds: number[]): this {
    for (const playerId of playerIds) this.command({ kind: 'join', playerId, score: 0 });
    return this.run();
  }

  leave(playerId: number): this {
    this.command({ kind: 'leave', playerId, isDismissed: false });
    return this.run();
  }

  /** Gives a command at the next tick. */
  command(command: Command): void {
    this.commands.push(command);
  }

  /** Sets controls that a player holds from now on; what is not named stays. */
  hold(
    playerId: number,
    controls: Partial<Record<'thrust' | 'aim' | 'boost' | 'fire' | 'choose' | 'say' | 'special', number>>,
  ): this {
    Object.assign(this.controls(playerId), controls);
    return this;
  }

  /** Sets how old the picture is that a player sees, in 1/8 tick. */
  lag(playerId: number, steps: number): this {
    this.inputs.lags[playerId] = steps;
    return this;
  }

  controls(playerId: number): InputRow {
    this.view.base = this.inputs.base(playerId);
    return this.view;
  }

  /** Simulates some ticks; the events are those of the last one. */
  run(ticks = 1): this {
    for (let i = 0; i < ticks; i += 1) {
      this.events.clear();
      step(this.world, this.commands, this.inputs, this.events);
      this.commands = [];
    }
    return this;
  }

  /** Simulates until something has happened, at most for some seconds. */
  until(hasHappened: () => boolean): this {
    for (let tick = 0; tick < 1000; tick += 1) {
      this.run();
      if (hasHappened()) return this;
    }
    throw new Error('it never happened');
  }

  /** Simulates until a shot has struck somebody. */
  untilHit(): this {
    return this.until(() => this.seen('hit').length > 0);
  }

  /** Puts a flying ship somewhere, at rest and without its shield. */
  put(playerId: number, xPx: number, yPx: number): ShipRow {
    const { ship, own } = this.pilot(playerId);
    Object.assign(ship, { x: px(xPx), y: px(yPx), vx: 0, vy: 0, shielded: 0 });
    own.cooldown = 0;
    own.shieldLeft = 0;
    return ship;
  }

  /** Gives a ship a weapon from a crate, in full. */
  arm(playerId: number, weapon: number): this {
    this.ship(playerId).carries = weapon;
    this.own(playerId).charges = fullCharges(weapon);
    return this;
  }

  /** Presses a ship's special trigger for one tick. */
  release(playerId: number): this {
    return this.hold(playerId, { special: 1 }).run().hold(playerId, { special: 0 });
  }

  /** Ends a ship as a rock would, at the next tick. */
  wreck(playerId: number): this {
    Object.assign(this.ship(playerId), { hull: 0, repairing: 0 });
    return this.run();
  }

  pilot(playerId: number): Pilot {
    const pilot = pilotOf(this.world, playerId);
    if (pilot === undefined) throw new Error(`player ${playerId} never joined`);
    return pilot;
  }

  ship(playerId: number): ShipRow {
    return this.pilot(playerId).ship;
  }

  own(playerId: number): CockpitRow {
    return this.pilot(playerId).own;
  }

  isFlying(playerId: number): boolean {
    return this.pilot(playerId).slot !== NO_SLOT;
  }

  /** The events of the last tick. */
  seen(name?: string): SeenEvent[] {
    return Array.from({ length: this.events.count }, (_, i) => this.readEvent(i)).filter(
      (event) => name === undefined || event.name === name,
    );
  }

  /** Copies of the rows of one kind, in id order. */
  rows(name: string): Record<string, number>[] {
    const { entities } = this.world;
    return Array.from(entities.order.subarray(0, entities.count))
      .filter((slot) => entities.kindOf(slot).name === name)
      .map((slot) => columnsOf(entities.kindOf(slot), entities.ints, entities.base(slot)));
  }

  private readEvent(index: number): SeenEvent {
    const kind = this.events.kindOf(index);
    return {
      name: kind.name,
      playerId: this.events.players[index] ?? 0,
      values: columnsOf(kind, this.events.ints, this.events.base(index)),
    };
  }
}

/** A row's values by column. */
function columnsOf(
  kind: { readonly columnNames: readonly string[] },
  ints: Int32Array,
  base: number,
): Record<string, number> {
  return Object.fromEntries(kind.columnNames.map((name, i) => [name, ints[base + i] ?? 0]));
}
