// The simulation's end of the published ticks: writes a finished tick to the room's shared memory, and only then says that it is there.

import type { EventQueue, Game, World } from '@starfray/shared/contract';
import { atUint16, item } from '@starfray/shared/core';
import type { PlayerFacts } from '../front/player-facts.ts';
import { RowHistory } from '../replication/row-history.ts';
import { EventPublisher } from './published-events.ts';
import { PlayerPublisher } from './published-players.ts';
import {
  RECENT_TICKS,
  type RecentTick,
  recentTicks,
  rowTicks,
  type SharedRoomMemory,
  STATE,
  TICK_HEAD,
} from './room-memory.ts';

/** The parts of a publication, in their order. */
export const PUBLICATION = ['rows', 'order', 'players', 'hidden', 'events', 'head', 'newest'] as const;
export type PublicationPart = (typeof PUBLICATION)[number];

const GO_ON = (): void => undefined;

export class TickPublisher<W extends World, A> {
  /** By front end: messages that were posted to it before this tick. The owner writes it before `publish`. */
  readonly controlCounts: Int32Array;
  private readonly world: W;
  private readonly history: RowHistory;
  private readonly state: Int32Array;
  private readonly ticks: readonly RecentTick[];
  private readonly players: PlayerPublisher<W, A>;
  private readonly events: EventPublisher;

  constructor(memory: SharedRoomMemory, game: Game<W, A>, world: W, facts: PlayerFacts) {
    this.controlCounts = new Int32Array(memory.shape.frontEnds);
    this.world = world;
    this.history = new RowHistory(world.entities, rowTicks(memory));
    this.state = new Int32Array(memory.state);
    this.ticks = recentTicks(memory);
    this.players = new PlayerPublisher(game, world, facts, memory.shape);
    this.events = new EventPublisher(memory);
  }

  /**
   * Publishes the world as it is after its tick, with the events of that tick and when the next one is due, in ms of the simulation's clock. To
   * be called after every tick.
   * @param before Called before each part; tests look at the memory between two of them.
   */
  publish(queue: EventQueue, nextDueMs: number, before: (part: PublicationPart) => void = GO_ON): void {
    const { tick, entities } = this.world;
    const recent = item(this.ticks, tick % RECENT_TICKS);
    before('rows');
    this.history.record(tick);
    before('order');
    this.writeOrder(recent);
    before('players');
    this.players.writeRows(recent);
    before('hidden');
    this.players.writeHidden(recent);
    before('events');
    const eventEnd = this.events.write(tick, queue);
    before('head');
    recent.head[TICK_HEAD.entityCount] = entities.count;
    recent.head[TICK_HEAD.slotEnd] = entities.slotEnd;
    recent.head[TICK_HEAD.eventEnd] = eventEnd;
    recent.head.set(this.controlCounts, TICK_HEAD.controls);
    recent.head[TICK_HEAD.tick] = tick;
    recent.dueMs[0] = nextDueMs;
    before('newest');
    Atomics.store(this.state, STATE.newest, tick);
  }

  private writeOrder({ order }: RecentTick): void {
    const { entities } = this.world;
    for (let i = 0; i < entities.count; i += 1) order[i] = atUint16(entities.order, i);
  }
}
