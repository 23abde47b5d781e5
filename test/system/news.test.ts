// What a client hears of that was behind while it happened: on the real game, and for names on the toy game, in virtual time.

import type { ReceivedEvent } from '@starfray/shared/protocol';
import { type Arena, died, kill, type StarfrayWorld, starfray } from '@starfray/starfray/rules';
import { SnapshotLog, Stepper, type ToyArena, type ToyWorld, toyGame } from '@starfray/testing';
import { describe, expect, it } from 'vitest';

const SECOND = 1000;

/** Events of the first snapshot after a stall in which one's own ship was lost first, and then those of some others. */
function afterStall(others: number): { events: readonly ReceivedEvent[]; playerId: number; lost: readonly number[] } {
  const doomed: number[] = [];
  const lost: number[] = [];
  const onStep = (world: StarfrayWorld) => {
    const pilot = world.pilots[doomed.shift() ?? 0];
    if (pilot === undefined || pilot.slot < 0) return;
    Object.assign(pilot.ship, { hull: 0 });
    lost.push(pilot.id);
  };
  const log = new SnapshotLog<StarfrayWorld, Arena>(starfray);
  const stepper = new Stepper<StarfrayWorld, Arena>(starfray, { capacity: others + 1, room: { onStep } });
  const slow = stepper.join({ log });
  const rest = Array.from({ length: others }, () => stepper.join({ draws: false, frameMs: 50 }));
  stepper.run(2 * SECOND);
  // One snapshot goes out all the same after 1 s, after 2 more and after 4 more ([F5]): all that follows lies between the last two.
  slow.pair?.stall('b', stepper.nowMs + 6.5 * SECOND);
  stepper.run(3.5 * SECOND);
  doomed.push(slow.client.playerId, ...rest.map(({ client }) => client.playerId));
  stepper.run(3 * SECOND);
  const backMs = stepper.nowMs;
  stepper.run(300);
  const events = log.since(backMs)[0]?.events ?? [];
  return { events, playerId: slow.client.playerId, lost };
}

function victims(events: readonly ReceivedEvent[]): number[] {
  return events.filter(({ kind }) => kind === kill).map(({ row }) => kill.view(row.ints, row.base).victim);
}

describe('a client that is behind', () => {
  it('[F3] hears of its own end in a stall and of who fell, not of what was to be seen', () => {
    const { events, playerId, lost } = afterStall(3);
    expect(lost.length).toBe(4);
    expect(events.map(({ kind }) => kind.name).toSorted()).toEqual(['died', 'kill', 'kill', 'kill', 'kill']);
    expect(victims(events)).toEqual(lost);
    expect(lost[0]).toBe(playerId);
  });

  it('[F3] hears of its own end, and of the last ones of others, where more happened than waits', () => {
    const { events, lost } = afterStall(90);
    expect(lost.length).toBeGreaterThan(80);
    expect(events.length).toBe(64);
    expect(events.filter(({ kind }) => kind === died).length).toBe(1);
    expect(victims(events)).toEqual(lost.slice(-63));
  });

  it.each([
    ['in three seconds of a hidden page', 3],
    ['at once in a stall', 0.3],
  ])('[S10] knows the name of one who came and left meanwhile, %s', (what, stayedS) => {
    const stepper = new Stepper<ToyWorld, ToyArena>(toyGame);
    const away = stepper.join();
    stepper.run(2.1 * SECOND);
    if (what.endsWith('stall')) away.pair?.stall('b', stepper.nowMs + (3 + stayedS) * SECOND);
    else away.client.setHidden(true);
    stepper.run(SECOND);
    const guest = stepper.join({ name: 'Guest' });
    stepper.run(stayedS * SECOND);
    const { playerId } = guest.client;
    guest.client.close();
    stepper.run(2 * SECOND);
    away.client.setHidden(false);
    stepper.run(300);
    const names: (string | undefined)[] = [];
    for (let event = away.client.takeEvent(); event !== undefined; event = away.client.takeEvent()) {
      if (event.kind.name === 'joined')
        names.push(away.client.players.get(Number(event.row.ints[event.row.base]))?.name);
    }
    expect(playerId).toBeGreaterThan(0);
    expect(names).toEqual(['Guest']);
  });
});
