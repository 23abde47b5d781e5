import { defineEvent, EventQueue, player, smooth } from '@starfray/shared/contract';
import { describe, expect, it } from 'vitest';
import { DueEvents } from './due-events.ts';

const [ADA, BEA] = [1, 2];
const PLACE = { x: smooth(0, 1_000_000), y: smooth(0, 1_000_000) };
const explosion = defineEvent({ name: 'explosion', audience: 'seen', isCosmetic: true, fields: PLACE });
const kill = defineEvent({ name: 'kill', audience: 'room', isCosmetic: false, fields: { victim: player() } });
const died = defineEvent({ name: 'died', audience: 'player', isCosmetic: false, fields: { killer: player() } });
const EVENTS = [explosion, kill, died];
const HERE = { x: 100_000, y: 100_000, reachX: 10_000, reachY: 5_000 };

describe('the events that a client is due', () => {
  function names(playerId: number, x: number): string[] {
    const queue = new EventQueue(EVENTS, 8);
    const blast = queue.add(explosion);
    [blast.x, blast.y] = [x, HERE.y];
    queue.add(kill).victim = ADA;
    queue.addFor(died, ADA);
    const events = new DueEvents(EVENTS, 60);
    events.record(1, queue);
    events.choose(0, 1, playerId, HERE);
    return Array.from({ length: events.count }, (_, i) => {
      const log = events.logOf(i);
      return EVENTS[log.kindIndexOf(events.numberOf(i))]?.name ?? '';
    }).toSorted();
  }

  it.each([
    ['the player it is for, and who sees its place', ADA, HERE.x + HERE.reachX, ['died', 'explosion', 'kill']],
    ['another who sees its place', BEA, HERE.x - HERE.reachX, ['explosion', 'kill']],
    ['another who does not', BEA, HERE.x + HERE.reachX + 1000, ['kill']],
    ['the player it is for, who does not', ADA, HERE.x - HERE.reachX - 1000, ['died', 'kill']],
  ])(
    '[V4] are those of the room, and those that it sees or that are for it alone: %s',
    (_who, playerId, x, expected) => {
      expect(names(playerId, x)).toEqual(expected);
    },
  );
});
