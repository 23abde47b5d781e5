// A rink for tests of the rules: players by id, their controls, and places set by hand, in pixels from the middle.

import { type Command, EventQueue, InputTable, inputView } from '@starfray/shared/contract';
import { item, px } from '@starfray/shared/core';
import { eventKinds, goal, input } from './entities.ts';
import { chooseRink, createRink } from './rink.ts';
import { step } from './step.ts';
import { MATCH } from './tuning.ts';
import { createWorld, type Player } from './world.ts';

export class TestRink {
  readonly world;
  readonly inputs = new InputTable(input);
  readonly goals: { readonly team: number; readonly player: number }[] = [];
  private readonly controls = inputView(input, this.inputs);
  private readonly events = new EventQueue(eventKinds, 64);
  private commands: Command[] = [];

  constructor(players = 0, capacity = 4) {
    this.world = createWorld(createRink(chooseRink(capacity)), 1);
    for (let id = 1; id <= players; id += 1) this.join(id);
    this.run(1);
  }

  join(playerId: number, score = 0): void {
    this.commands.push({ kind: 'join', playerId, score });
  }

  leave(playerId: number): void {
    this.commands.push({ kind: 'leave', playerId, isDismissed: false });
  }

  player(id: number): Player {
    const found = this.world.roster.find((player) => player.id === id);
    if (found === undefined) throw new Error(`player ${id} is not there`);
    return found;
  }

  hold(id: number, controls: { thrust?: number; boost?: number; kick?: number }): void {
    this.controls.base = this.inputs.base(id);
    Object.assign(this.controls, { thrust: 0, boost: 0, kick: 0 }, controls);
  }

  put(body: object, x: number, y: number, vx = 0, vy = 0): void {
    const { middleX, middleY } = this.world.rink;
    Object.assign(body, { x: middleX + px(x), y: middleY + px(y), vx: px(vx), vy: px(vy) });
  }

  /** Where a body is, in pixels from the middle. */
  placeOf({ x, y }: { readonly x: number; readonly y: number }): readonly [number, number] {
    return [(x - this.world.rink.middleX) / 256, (y - this.world.rink.middleY) / 256];
  }

  run(ticks: number, each: () => void = () => undefined): void {
    for (let i = 0; i < ticks; i += 1) {
      step(this.world, this.commands, this.inputs, this.events);
      this.commands = [];
      for (let e = 0; e < this.events.count; e += 1) {
        if (this.events.kindOf(e) !== goal) continue;
        const { team, player } = goal.view(this.events.ints, this.events.base(e));
        this.goals.push({ team, player });
      }
      this.events.clear();
      each();
    }
  }

  /** Into play, just after its kick-off. */
  play(): void {
    this.run(MATCH.warmUpTicks - this.world.tick);
  }

  get places(): readonly (readonly [number, number])[] {
    return this.world.roster.map((_player, i) => this.placeOf(item(this.world.roster, i).body));
  }
}
