import { EventQueue } from '@starfray/shared/contract';
import { died, explosion, kill, starfray } from '@starfray/starfray/rules';
import { describe, expect, it } from 'vitest';
import { DueEvents } from './due-events.ts';

const [ADA, BEA] = [1, 2];
const HERE = { x: 100_000, y: 100_000, reachX: 10_000, reachY: 5_000 };

describe('the events that a client is due', () => {
  function names(playerId: number, x: number): string[] {
    const queue = new EventQueue(starfray.events, 8);
    const blast = queue.add(explosion);
    [blast.x, blast.y] = [x, HERE.y];
    queue.add(kill).victim = ADA;
    queue.addFor(died, ADA);
    const events = new DueEvents(starfray.events, 60);
    events.record(1, queue);
    events.choose(0, 1, playerId, HERE);
    return Array.from({ length: events.count }, (_, i) => {
      const log = events.logOf(i);
      return starfray.events[log.kindIndexOf(events.numberOf(i))]?.name ?? '';
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
