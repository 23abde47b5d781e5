// Fill bots in a room of the real game: as many as are wanted, never more, and gone with the last guest.

import { createFillBot } from '@starfray/starfray/bots';
import { type Arena, type StarfrayWorld, starfray } from '@starfray/starfray/rules';
import { Stepper } from '@starfray/testing';
import { describe, expect, it } from 'vitest';

const SECOND = 1000;
const CAPACITY = 8;
const TARGET = 6;

function arena(isShown = true): Stepper<StarfrayWorld, Arena> {
  const stepper: Stepper<StarfrayWorld, Arena> = new Stepper(starfray, {
    capacity: CAPACITY,
    bots: TARGET,
    isShown,
    room: { spawnBot: (join, number) => createFillBot({ join, now: () => stepper.nowMs, number, seed: number }) },
  });
  return stepper;
}

describe('fill bots', () => {
  it('[B1] top a room up to its target, and to no more over time', () => {
    const stepper = arena();
    stepper.join();
    stepper.run(20 * SECOND);
    expect(stepper.room.counts()).toEqual({ humans: 1, bots: 0, fillBots: TARGET - 1, spectators: 0, reserved: 0 });
  });

  it('[B1] take no place of a ship that idles until its line is back', () => {
    const stepper = arena();
    stepper.join();
    const guest = stepper.join();
    stepper.run(20 * SECOND);
    const fillBots = (): number => stepper.room.counts().fillBots;
    guest.pair?.a.close(1001, '');
    stepper.clients.splice(stepper.clients.indexOf(guest), 1);
    const idling: number[] = [];
    for (let i = 0; i < 9; i += 1) {
      stepper.run(SECOND);
      idling.push(fillBots());
    }
    stepper.run(25 * SECOND);
    expect([new Set(idling), fillBots()]).toEqual([new Set([TARGET - 2]), TARGET - 1]);
  });

  it('[B2] one makes way for each that joins, within ten seconds', () => {
    const stepper = arena();
    stepper.join();
    stepper.run(4 * SECOND);
    stepper.join();
    stepper.join();
    stepper.run(25 * SECOND);
    expect(stepper.room.counts()).toEqual({ humans: 3, bots: 0, fillBots: TARGET - 3, spectators: 0, reserved: 0 });
  });

  it('[B3] leave a full room at once for a player who wants in', () => {
    const stepper = arena();
    for (let i = 0; i < CAPACITY; i += 1) stepper.join();
    stepper.run(SECOND);
    expect(stepper.room.counts().humans).toBe(CAPACITY);
    stepper.run(70 * SECOND);
    expect(stepper.room.counts()).toEqual({ humans: CAPACITY, bots: 0, fillBots: 0, spectators: 0, reserved: 0 });
  });

  it('[B4] stop with the last guest, and nothing is simulated then', () => {
    const stepper = arena();
    const { client } = stepper.join();
    stepper.run(4 * SECOND);
    client.close();
    stepper.run(SECOND);
    expect(stepper.room.isEmpty).toBe(true);
    expect(stepper.room.counts()).toEqual({ humans: 0, bots: 0, fillBots: 0, spectators: 0, reserved: 0 });
  });

  it('[B4] stay for a guest who reloads the page, and fight on', () => {
    const stepper = arena();
    const guest = stepper.join();
    stepper.run(20 * SECOND);
    const bots = (): number[] => stepper.room.players().flatMap(({ isFill, playerId }) => (isFill ? [playerId] : []));
    const before = bots();
    guest.pair?.a.close(1001, '');
    stepper.clients.splice(stepper.clients.indexOf(guest), 1);
    stepper.run(100);
    // Nobody is here: nothing runs.
    stepper.nowMs += 4 * SECOND;
    stepper.join({ resume: guest.token });
    stepper.run(10 * SECOND);
    expect([bots(), stepper.room.traffic.desyncs]).toEqual([before, 0]);
    expect(before).toHaveLength(TARGET - 1);
  });

  it('[B4] have the names of those before them when they come again', () => {
    const stepper = arena();
    const names = (): string[] => stepper.room.players().flatMap(({ isFill, name }) => (isFill ? [name] : []));
    const first = stepper.join();
    stepper.run(20 * SECOND);
    const before = names();
    first.client.close();
    stepper.run(SECOND);
    stepper.join();
    stepper.run(20 * SECOND);
    expect([names().toSorted(), before.length]).toEqual([before.toSorted(), TARGET - 1]);
  });

  it('[B4] [R23] give nobody points by going, though they were just hit', () => {
    const stepper = arena();
    const guest = stepper.join();
    stepper.run(20 * SECOND);
    const { world } = stepper.room;
    const { playerId } = guest.client;
    const mine = (): number => world.pilots[playerId]?.own.score ?? -1;
    const before = mine();
    for (const pilot of world.pilots) {
      if (pilot !== undefined) Object.assign(pilot, { attackerId: playerId, attackedTick: world.tick });
    }
    guest.pair?.a.close(1001, '');
    stepper.clients.splice(stepper.clients.indexOf(guest), 1);
    stepper.run(100);
    stepper.room.rest();
    stepper.join({ resume: guest.token });
    stepper.run(100);
    expect([stepper.room.counts().humans, mine()]).toEqual([1, before]);
  });

  it.each([
    ['[B6] keep the room alive that the picture behind the menu shows', true, TARGET],
    ['[B6] do not fly for one who only watches another', false, 0],
  ])('%s', (_title, isShown, expected) => {
    const stepper = arena(isShown);
    stepper.join({ kind: 'spectator' });
    stepper.run(20 * SECOND);
    expect([stepper.room.counts().fillBots, stepper.room.world.tick > 1000]).toEqual([expected, true]);
  });

  it('[B6] go with the last player, though somebody watches on, and come with the next one', () => {
    const stepper = arena(false);
    const watching = stepper.join({ kind: 'spectator' });
    const player = stepper.join();
    stepper.run(20 * SECOND);
    const before = stepper.room.counts().fillBots;
    player.client.close();
    stepper.run(SECOND);
    const after = stepper.room.counts().fillBots;
    stepper.join();
    stepper.run(20 * SECOND);
    expect([before, after, stepper.room.counts().fillBots]).toEqual([TARGET - 1, 0, TARGET - 1]);
    expect([watching.client.status.state, watching.client.stats.desyncs]).toEqual(['joined', 0]);
  });

  it('[B6] do not fly for a page that was hidden for longer than its ship stays', () => {
    const stepper = arena(false);
    const { client } = stepper.join();
    stepper.run(20 * SECOND);
    client.setHidden(true);
    stepper.run(29 * SECOND);
    const before = stepper.room.counts().fillBots;
    stepper.run(3 * SECOND);
    const after = stepper.room.counts().fillBots;
    client.setHidden(false);
    stepper.run(20 * SECOND);
    expect([before, after, stepper.room.counts().fillBots]).toEqual([TARGET - 1, 0, TARGET - 1]);
  });

  it('[B5] fly without a desync', () => {
    const stepper = arena();
    stepper.join();
    stepper.run(30 * SECOND);
    expect(stepper.room.traffic.desyncs).toBe(0);
  });
});
