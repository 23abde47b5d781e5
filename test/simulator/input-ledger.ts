// What each ship's controls must be in each tick, by the rules of tick.md and nothing else: worked out again from the bytes that reached
// the server, and compared with what the ship did. No change of a control is ever lost, however late it comes.

import { INVALID } from '@starfray/shared/contract';
import {
  createCodec,
  createProtocol,
  INPUT_REPEAT_TICKS,
  type Link,
  MAX_INPUT_LEAD_TICKS,
  QUIET_FRAMES,
} from '@starfray/shared/protocol';
import { type InputRow, input, type StarfrayWorld, starfray } from '@starfray/starfray/rules';

const { ticksPerFrame } = starfray.rates;
/** After so long without a word of it, a ship is flown by nobody. */
const PATIENCE_TICKS = INPUT_REPEAT_TICKS + QUIET_FRAMES * ticksPerFrame;

interface Controls {
  readonly thrust: number;
  readonly aim: number;
}

const IDLE: Controls = { thrust: 0, aim: 0 };

/** One connection: what came over it and has not had its tick yet, and what holds until something else comes. */
class Account {
  isAway = false;
  private readonly due = new Map<number, Controls>();
  private overdue: Controls | undefined;
  private current = IDLE;
  private lastTick: number;

  constructor(tick: number) {
    this.lastTick = tick;
  }

  /** A frame arrived after `worldTick` was simulated. */
  note(firstTick: number, controls: readonly Controls[], worldTick: number): void {
    if (firstTick > worldTick + MAX_INPUT_LEAD_TICKS) return;
    for (const [i, one] of controls.entries()) {
      if (firstTick + i <= worldTick) this.overdue = one;
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
    this.current = IDLE;
    this.lastTick = worldTick;
  }

  /** The controls of the next tick; ticks are asked for in order. */
  take(tick: number): Controls {
    const due = this.due.get(tick);
    this.due.delete(tick);
    if (due !== undefined || this.overdue !== undefined) {
      this.current = due ?? this.overdue ?? IDLE;
      this.lastTick = tick;
    } else if (tick - this.lastTick > PATIENCE_TICKS) this.current = IDLE;
    this.overdue = undefined;
    return this.current;
  }
}

export class InputLedger {
  /** Ticks of ships that were compared. */
  compared = 0;
  private readonly codec = createCodec();
  private readonly protocol = createProtocol(starfray);
  private readonly accounts = new Map<Link, { readonly account: Account; readonly server: number }>();

  /** Listens in on what arrives at the server's end of a connection that is about to join. */
  watch(link: Link, server: number, worldTick: () => number): void {
    const account = new Account(worldTick());
    this.accounts.set(link, { account, server });
    const onMessage = link.onMessage.bind(link);
    link.onMessage = (receive) =>
      onMessage((bytes) => {
        this.read(account, bytes, worldTick());
        receive(bytes);
      });
  }

  /**
   * A server simulated a tick: each account's controls were taken. Answers what is wrong with the ship of the one whose link is
   * given, if anything.
   */
  advance(server: number, world: StarfrayWorld, pilots: ReadonlyMap<Link, number>): string | undefined {
    for (const [link, of] of this.accounts) {
      if (!link.isOpen) this.accounts.delete(link);
      else if (of.server === server) {
        const expected = of.account.take(world.tick);
        const playerId = pilots.get(link);
        if (playerId === undefined || of.account.isAway) continue;
        const fault = this.compare(world, playerId, expected);
        if (fault !== undefined) return fault;
      }
    }
    return undefined;
  }

  private read(account: Account, bytes: Uint8Array, worldTick: number): void {
    const message = this.protocol.decodeClient(this.codec.unpack(bytes));
    if (message === INVALID) return;
    if (message.name === 'away') account.turn(message.isAway, worldTick);
    if (message.name === 'setBack') account.setBack(message.tick);
    if (message.name !== 'input') return;
    const rows = Array.from({ length: ticksPerFrame }, (_, i) => rowOf(message.controls, i));
    account.note(message.tick, rows, worldTick);
  }

  private compare(world: StarfrayWorld, playerId: number, expected: Controls): string | undefined {
    const pilot = world.pilots[playerId];
    // A ship that was just born has not flown yet.
    if (pilot === undefined || pilot.slot < 0 || world.entities.bornTicks[pilot.slot] === world.tick) return undefined;
    this.compared += 1;
    const { thrust, aim } = pilot.ship;
    if (thrust === expected.thrust && aim === expected.aim) return undefined;
    return `flies with thrust ${thrust} and aim ${aim} in tick ${world.tick}, instead of ${expected.thrust} and ${expected.aim}`;
  }
}

function rowOf(controls: readonly number[], index: number): Controls {
  const { thrust, aim }: InputRow = input.view(Int32Array.from(controls), index * input.width);
  return { thrust, aim };
}
