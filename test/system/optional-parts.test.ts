// What a game may leave out of its contract, and what the room then does without: points, the density map, tallies, times of absence.

import type { Visit } from '@starfray/server/room';
import { type Absence, EventQueue, type Game } from '@starfray/shared/contract';
import { kill, starfray } from '@starfray/starfray/rules';
import { dropped, mover, Stepper, type ToyArena, type ToyWorld, toyGame } from '@starfray/testing';
import { describe, expect, it } from 'vitest';
import { Visits } from '../../packages/server/src/room/seating/visits.ts';

type Toy = Game<ToyWorld, ToyArena>;

const { score: _score, ...pointless } = toyGame;

function dropsAlways(input: { ints: Int32Array; base: number }): void {
  input.ints[input.base + 2] = 1;
}

/** A game played by one for some seconds. */
function played(game: Toy) {
  const stepper = new Stepper(game);
  const { client } = stepper.join({ fly: dropsAlways });
  stepper.run(5000);
  return client;
}

describe('a game', () => {
  it('with points has a leaderboard', () => {
    const { own, players } = played(toyGame).leaderboard;
    expect([own?.rank, players]).toEqual([1, 1]);
    expect(own?.score).toBeGreaterThan(0);
  });

  it('without points has none', () => {
    expect(played(pointless).leaderboard).toEqual({ entries: [], own: undefined, players: 0 });
  });

  it('that names kinds for it has a density map of them', () => {
    const { counts } = played({ ...toyGame, density: [mover] }).density;
    expect(counts.length).toBe(256);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1);
  });

  it('that names none has no density map', () => {
    expect(played(toyGame).density.counts).toEqual([]);
  });

  it('counts of a visit what it declares, under the names that it gives', () => {
    const visits: Visit[] = [];
    const tallies: Toy['tallies'] = {
      names: ['drops', 'events'],
      read: (events, event, add) => {
        const isDrop = events.kindOf(event) === dropped;
        const { player } = dropped.view(events.ints, events.base(event));
        if (isDrop) add(player, 0);
        add(isDrop ? player : 1, 1);
      },
    };
    const stepper = new Stepper({ ...toyGame, tallies }, { room: { onVisit: (visit) => visits.push(visit) } });
    const { client } = stepper.join({ fly: dropsAlways });
    stepper.run(2000);
    client.close();
    stepper.run(1000);
    stepper.room.close(1001, 'the end');
    const [visit] = visits;
    const drops = visit?.tallies['drops'] ?? 0;
    expect(drops).toBeGreaterThan(0);
    expect(visit?.tallies).toEqual({ drops, events: drops + 1 });
    expect(visit?.score).toBe(drops);
  });

  it('that declares nothing to count has visits without counts', () => {
    const visits = new Visits(toyGame, 'arena');
    visits.open(1, { key: 'k', account: undefined, name: 'Ada', kind: 'human' }, 0);
    const visit = visits.close(1, 7, 3000);
    expect([visit?.score, visit?.tallies, visit?.seconds]).toEqual([7, {}, 3]);
  });
});

describe('Starfray', () => {
  it('counts kills and deaths, and who ends their own ship kills nobody', () => {
    const visits = new Visits(starfray, 'fray');
    for (const id of [1, 2]) visits.open(id, { key: `${id}`, account: undefined, name: `${id}`, kind: 'human' }, 0);
    const queue = new EventQueue(starfray.events, 8);
    for (const [killer, victim] of [
      [1, 2],
      [2, 2],
      [0, 1],
    ] as const)
      Object.assign(queue.add(kill), { killer, victim });
    visits.count(queue);
    expect([1, 2].map((id) => visits.close(id, 0, 0)?.tallies)).toEqual([
      { kills: 1, deaths: 1 },
      { kills: 0, deaths: 2 },
    ]);
  });
});

describe('absence', () => {
  const parkedAfter = (absence: Absence | undefined, ms: number): boolean => {
    const stepper = new Stepper({ ...toyGame, ...(absence !== undefined && { absence }) });
    const { client } = stepper.join();
    stepper.run(1000);
    client.setHidden(true);
    stepper.run(ms);
    return stepper.room.players()[0]?.state === 'parked';
  };

  it.each([
    [undefined, 29_000, false],
    [undefined, 31_000, true],
    [{ entityMs: 2000 }, 1000, false],
    [{ entityMs: 2000 }, 3000, true],
  ])('of a hidden page, for a game that says %j: parked after %d ms is %s', (absence, ms, isParked) => {
    expect(parkedAfter(absence, ms)).toBe(isParked);
  });
});
