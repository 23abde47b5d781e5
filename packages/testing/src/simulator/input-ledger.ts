// What each player's controls must be in each tick, by the rules of tick.md and nothing else: worked out again from the bytes that reached
// the server, and compared with what `step` was given. No change of a control is ever lost, however late it comes.

import { type Game, INVALID, type InputKind, type InputTable, type World } from '@starfray/shared/contract';
import { at, item } from '@starfray/shared/core';
import {
  createCodec,
  createProtocol,
  INPUT_REPEAT_TICKS,
  type Link,
  MAX_INPUT_LEAD_TICKS,
  type Protocol,
  QUIET_FRAMES,
} from '@starfray/shared/protocol';

type Controls = readonly number[];
type Message = ReturnType<Protocol['decodeClient']>;

/** One connection: what came over it and has not had its tick yet, and what holds until something else comes. */
class Account {
  isAway = false;
  private readonly kind: InputKind;
  /** After so many ticks without a word of it, a player counts as idle. */
  private readonly patienceTicks: number;
  private readonly due = new Map<number, Controls>();
  private overdue: Controls | undefined;
  /** By column: a press among what came too late. */
  private readonly presses: number[];
  private current: Controls;
  private lastTick: number;

  constructor(kind: InputKind, ticksPerFrame: number, tick: number) {
    this.kind = kind;
    this.patienceTicks = INPUT_REPEAT_TICKS + QUIET_FRAMES * ticksPerFrame;
    this.presses = kind.columns.map(() => 0);
    this.current = kind.idle;
    this.lastTick = tick;
  }

  /** A frame was heard when `newestTick` was the newest, and arrived after `worldTick` was simulated. */
  note(firstTick: number, controls: readonly Controls[], newestTick: number, worldTick: number): void {
    if (firstTick > newestTick + MAX_INPUT_LEAD_TICKS) return;
    for (const [i, one] of controls.entries()) {
      if (firstTick + i <= worldTick) this.noteLate(one);
      else this.due.set(firstTick + i, one);
    }
  }

  /** A clock was set back: what it brought for later is void. */
  setBack(tick: number): void {
    for (const due of this.due.keys()) if (due >= tick) this.due.delete(due);
  }

  /** The page is out of sight, or back: what came before is forgotten. */
  turn(isAway: boolean, worldTick: number): void {
    if (this.isAway === isAway) return;
    this.isAway = isAway;
    this.due.clear();
    this.overdue = undefined;
    this.presses.fill(0);
    this.current = this.kind.idle;
    this.lastTick = worldTick;
  }

  /** The controls of the next tick; ticks are asked for in order. */
  take(tick: number): Controls {
    const due = this.due.get(tick);
    this.due.delete(tick);
    if (due !== undefined || this.overdue !== undefined) {
      this.current = due ?? this.overdue ?? this.kind.idle;
      this.lastTick = tick;
    } else if (tick - this.lastTick > this.patienceTicks) this.current = this.kind.idle;
    this.overdue = undefined;
    const taken = this.presses.includes(1) ? this.current.map((value, i) => this.presses[i] || value) : this.current;
    this.presses.fill(0);
    return taken;
  }

  private noteLate(controls: Controls): void {
    this.overdue = controls;
    for (const [i, { isPress }] of this.kind.columns.entries()) if (isPress && controls[i] === 1) this.presses[i] = 1;
  }
}

/** What was heard of a client, and what the newest tick was then. */
interface Heard {
  readonly message: Message;
  readonly newestTick: number;
}

interface Entry<W> {
  readonly account: Account;
  readonly world: W;
  /** At a front end of another thread: what the simulation takes before its next tick. */
  readonly waiting: Heard[];
  /** Undefined where it takes what it hears at once. */
  readonly lostInputs: (() => number) | undefined;
}

export class InputLedger<W extends World, A> {
  /** Ticks of players that were compared. */
  compared = 0;
  private readonly game: Game<W, A>;
  private readonly codec = createCodec();
  private readonly protocol: Protocol;
  private readonly accounts = new Map<Link, Entry<W>>();
  private readonly newestTick: (world: W) => number;

  /** @param newestTick The newest tick that those who read what clients say know of. */
  constructor(game: Game<W, A>, newestTick: (world: W) => number) {
    this.game = game;
    this.newestTick = newestTick;
    this.protocol = createProtocol(game);
  }

  /**
   * Listens in on the server's end of a connection that is about to join; call what it returns with the world that it joined, and, where that
   * is in another thread, with what counts the inputs that its ring had no room for.
   */
  watch(link: Link): (world: W, lostInputs?: () => number) => void {
    const { game } = this;
    let entry: Entry<W> | undefined;
    const onMessage = link.onMessage.bind(link);
    link.onMessage = (receive) =>
      onMessage((bytes) => {
        if (entry === undefined) {
          receive(bytes);
          return;
        }
        const { lostInputs, waiting, world } = entry;
        const message = this.protocol.decodeClient(this.codec.unpack(bytes));
        const newestTick = this.newestTick(world);
        if (lostInputs === undefined) this.note(entry, message, newestTick, world.tick);
        const lost = lostInputs?.();
        receive(bytes);
        if (lostInputs !== undefined && lostInputs() === lost) waiting.push({ message, newestTick });
      });
    return (world, lostInputs) => {
      const account = new Account(game.input, game.rates.ticksPerFrame, world.tick);
      entry = { account, world, waiting: [], lostInputs };
      this.accounts.set(link, entry);
    };
  }

  /** Its seat is another's: what still comes over this connection counts no more. */
  forget(link: Link): void {
    this.accounts.delete(link);
  }

  /**
   * A tick of a world was simulated with `inputs`: the controls of each of its accounts were taken. Returns what is wrong with those of
   * a player whose link is given, if anything.
   */
  advance(world: W, inputs: InputTable, players: ReadonlyMap<Link, number>): string | undefined {
    for (const [link, of] of this.accounts) {
      if (!link.isOpen) this.accounts.delete(link);
      else if (of.world === world) {
        for (const { message, newestTick } of of.waiting.splice(0)) this.note(of, message, newestTick, world.tick - 1);
        const expected = of.account.take(world.tick);
        const playerId = players.get(link);
        if (playerId === undefined || of.account.isAway) continue;
        const fault = this.compare(world, inputs, playerId, expected);
        if (fault !== undefined) return fault;
      }
    }
    return undefined;
  }

  private note({ account }: Entry<W>, message: Message, newestTick: number, worldTick: number): void {
    if (message === INVALID) return;
    if (message.name === 'away') account.turn(message.isAway, worldTick);
    if (message.name === 'setBack') account.setBack(message.tick);
    if (message.name !== 'input') return;
    const { input, rates } = this.game;
    const rows = Array.from({ length: rates.ticksPerFrame }, (_, i) =>
      message.controls.slice(i * input.width, (i + 1) * input.width),
    );
    account.note(message.tick, rows, newestTick, worldTick);
  }

  private compare(world: W, inputs: InputTable, playerId: number, expected: Controls): string | undefined {
    const slot = this.game.ownSlot(world, playerId);
    // What was just born has not been steered yet.
    if (slot < 0 || world.entities.bornTicks[slot] === world.tick) return undefined;
    this.compared += 1;
    const base = inputs.base(playerId);
    for (let i = 0; i < expected.length; i += 1) {
      const value = at(inputs.ints, base + i);
      if (value === item(expected, i)) continue;
      const name = this.game.input.columnNames[i];
      return `player ${playerId} is steered with ${name} ${value} in tick ${world.tick}, instead of ${expected[i]}`;
    }
    return undefined;
  }
}
