// Sessions that survive: every way to lose a connection, with its true durations, in virtual time.

import { CLOSE } from '@starfray/shared/protocol';
import { type SteppedClient, Stepper, type ToyArena, type ToyWorld, toyGame, toyInput } from '@starfray/testing';
import { describe, expect, it } from 'vitest';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

type Toy = Stepper<ToyWorld, ToyArena>;
type Client = SteppedClient<ToyWorld, ToyArena>;

/** Somebody who flies, beside another who keeps the room alive. */
function flying(options: { capacity?: number } = {}): { stepper: Toy; ada: Client; other: Client } {
  const stepper: Toy = new Stepper(toyGame, options);
  const ada = stepper.join({
    name: 'Ada',
    fly: (input, nowMs) => {
      toyInput.view(input.ints, 0).x = Math.trunc(nowMs / 500) % 2 === 0 ? 1 : -1;
    },
  });
  const other = stepper.join();
  stepper.run(2 * SECOND);
  return { stepper, ada, other };
}

function slotOf(stepper: Toy, client: Client): number {
  return toyGame.ownSlot(stepper.room.world, client.client.playerId);
}

/** The page goes away: its connection ends with 1001, and it does nothing any more. */
function vanish(stepper: Toy, client: Client): void {
  client.pair?.a.close(1001, '');
  stepper.clients.splice(stepper.clients.indexOf(client), 1);
}

/** The page is reloaded: its connection ends with 1001, all that it knew is gone but the token. */
function reload(stepper: Toy, client: Client, afterMs: number): Client {
  vanish(stepper, client);
  stepper.run(afterMs);
  const again = stepper.join({ name: 'Ada', resume: client.token });
  stepper.run(SECOND);
  return again;
}

function names(client: Client): string[] {
  return Array.from(client.client.players.values(), ({ name }) => name).toSorted();
}

describe('a reload', () => {
  it('[C11] leads back to the same ship', () => {
    const { stepper, ada } = flying();
    const [playerId, slot] = [ada.client.playerId, slotOf(stepper, ada)];
    const again = reload(stepper, ada, 2 * SECOND);
    expect(again.client.status).toMatchObject({ state: 'joined', role: 'player', playerId });
    expect([slotOf(stepper, again), again.token]).toEqual([slot, ada.token]);
    expect(again.client.own).toBeDefined();
    expect(stepper.room.counts().humans).toBe(2);
  });

  it('[C11] learns of everybody again, and flies without a correction or a desync', () => {
    const { stepper, ada } = flying();
    const again = reload(stepper, ada, 5 * SECOND);
    stepper.run(10 * SECOND);
    expect(names(again)).toEqual(names(stepper.clients[0] as Client));
    expect(again.client.leaderboard.players).toBe(2);
    expect([again.client.stats.desyncs, stepper.room.traffic.desyncs]).toEqual([0, 0]);
    expect(again.client.stats.snapshots).toBeGreaterThan(250);
  });

  it('[C11] that takes longer than 30 s leads to a new life, with name and score', () => {
    const { stepper, ada } = flying();
    const { playerId } = ada.client;
    stepper.run(SECOND, () => undefined);
    const again = reload(stepper, ada, 45 * SECOND);
    expect(again.client.playerId).toBe(playerId);
    expect(slotOf(stepper, again)).toBeGreaterThanOrEqual(0);
    expect(stepper.room.counts().humans).toBe(2);
  });

  it('[C11] after ten minutes is a join like any other', () => {
    const { stepper, ada } = flying();
    const { playerId } = ada.client;
    const again = reload(stepper, ada, 10 * MINUTE + 2 * SECOND);
    expect(again.client.playerId).not.toBe(playerId);
    expect(again.client.status.state).toBe('joined');
    expect(stepper.room.keepsSeats).toBe(false);
  });
});

describe('a dropped line', () => {
  it('[C11] is taken up by the client itself, in the same seat', () => {
    const { stepper, ada } = flying();
    const [playerId, slot] = [ada.client.playerId, slotOf(stepper, ada)];
    ada.pair?.cut();
    stepper.run(3 * SECOND);
    expect([ada.client.status.state, ada.client.playerId, slotOf(stepper, ada)]).toEqual(['joined', playerId, slot]);
  });

  it('[C11] that fell silent in one direction only is no leaving: the server hears that it is given up, and keeps the seat', () => {
    const { stepper, ada } = flying();
    const [playerId, slot] = [ada.client.playerId, slotOf(stepper, ada)];
    ada.pair?.stall('a', stepper.nowMs + 60 * SECOND);
    stepper.run(15 * SECOND);
    expect([ada.client.status.state, ada.client.playerId, slotOf(stepper, ada)]).toEqual(['joined', playerId, slot]);
  });

  it('[C11] keeps the ship in the world for 30 s, and then takes it out', () => {
    const { stepper, ada } = flying();
    const slot = slotOf(stepper, ada);
    vanish(stepper, ada);
    stepper.run(29 * SECOND);
    const id = stepper.room.world.entities.ids[slot] ?? 0;
    expect(id).not.toBe(0);
    stepper.run(2 * SECOND);
    expect(stepper.room.world.entities.ids[slot]).not.toBe(id);
    expect(stepper.room.counts().humans).toBe(1);
  });

  it('[C12] that only one end knows of is replaced by the newer one, and the older learns why', () => {
    const { stepper, ada } = flying();
    const { playerId } = ada.client;
    const again = stepper.join({ name: 'Ada', resume: ada.token });
    stepper.run(SECOND);
    expect(again.client.playerId).toBe(playerId);
    expect(ada.client.status).toMatchObject({ state: 'closed', refusal: { code: CLOSE.replaced } });
    stepper.run(30 * SECOND);
    expect([ada.client.status.state, again.client.status.state]).toEqual(['closed', 'joined']);
    expect(stepper.room.counts().humans).toBe(2);
  });

  it('[C12] leaves no second seat behind, however often it breaks', () => {
    const { stepper, ada } = flying();
    const { playerId } = ada.client;
    for (let i = 0; i < 40; i += 1) {
      ada.pair?.cut();
      stepper.run(1500);
    }
    stepper.run(20 * SECOND);
    expect([stepper.room.counts().humans, ada.client.playerId]).toEqual([2, playerId]);
    expect(stepper.room.world.entities.slotEnd).toBeLessThan(20);
  });
});

describe('a laptop lid', () => {
  it('[C11] closed for ten minutes, with the page asleep, leads back to name and score', () => {
    const { stepper, ada } = flying();
    const { playerId } = ada.client;
    stepper.clients.splice(stepper.clients.indexOf(ada), 1);
    // Nothing answers the server's pings any more: it gives the line up after 15 s.
    stepper.run(15 * SECOND);
    ada.pair?.b.close(CLOSE.silent, 'no answer to pings');
    stepper.run(9 * MINUTE);
    stepper.clients.push(ada);
    stepper.run(3 * SECOND);
    expect([ada.client.status.state, ada.client.playerId]).toEqual(['joined', playerId]);
    expect(slotOf(stepper, ada)).toBeGreaterThanOrEqual(0);
  });
});

describe('a hidden tab', () => {
  it('[C1] for ten minutes is back in one snapshot, with its seat', () => {
    const { stepper, ada } = flying();
    const { playerId } = ada.client;
    ada.client.setHidden(true);
    stepper.run(10 * MINUTE);
    ada.client.setHidden(false);
    stepper.run(SECOND);
    expect([ada.client.status.state, ada.client.playerId]).toEqual(['joined', playerId]);
    expect(slotOf(stepper, ada)).toBeGreaterThanOrEqual(0);
  });

  it('[C11] that loses its line meanwhile still comes back', () => {
    const { stepper, ada } = flying();
    const { playerId } = ada.client;
    ada.client.setHidden(true);
    stepper.run(5 * SECOND);
    ada.pair?.cut();
    stepper.run(MINUTE);
    ada.client.setHidden(false);
    stepper.run(12 * SECOND);
    expect([ada.client.status.state, ada.client.playerId]).toEqual(['joined', playerId]);
  });
});

describe('a seat', () => {
  it('[C13] is given up at once by who leaves', () => {
    const { stepper, ada } = flying();
    ada.client.close();
    stepper.run(100);
    expect([stepper.room.counts().humans, stepper.room.keepsSeats, stepper.room.canResume(ada.token)]).toEqual([
      1,
      false,
      false,
    ]);
  });

  it('[C13] is not kept for who was closed for what they sent', () => {
    const { stepper, ada } = flying();
    ada.pair?.a.send(Uint8Array.of(0xc1));
    stepper.run(100);
    expect([stepper.room.counts().humans, stepper.room.keepsSeats]).toEqual([1, false]);
  });

  it("[C11] is nobody else's while its ship idles, in a full room too", () => {
    const { stepper, ada } = flying({ capacity: 2 });
    stepper.run(MINUTE);
    const slot = slotOf(stepper, ada);
    vanish(stepper, ada);
    stepper.run(29 * SECOND);
    expect([stepper.room.counts(), stepper.room.canResume(ada.token)]).toMatchObject([
      { humans: 1, reserved: 1 },
      true,
    ]);
    const again = stepper.join({ name: 'Ada', resume: ada.token });
    stepper.run(SECOND);
    expect([stepper.room.counts().humans, slotOf(stepper, again)]).toEqual([2, slot]);
  });

  it('[C11] makes way after that for who joins a full room, and does not come back into it', () => {
    const { stepper, ada } = flying({ capacity: 2 });
    stepper.run(MINUTE);
    vanish(stepper, ada);
    stepper.run(31 * SECOND);
    expect([stepper.room.counts(), stepper.room.canResume(ada.token)]).toMatchObject([
      { humans: 1, reserved: 0 },
      true,
    ]);
    stepper.join();
    stepper.run(SECOND);
    expect([stepper.room.counts().humans, stepper.room.canResume(ada.token)]).toEqual([2, false]);
  });

  it('[C11] is not reserved for longer than its player had it', () => {
    const { stepper, ada } = flying({ capacity: 2 });
    vanish(stepper, ada);
    stepper.run(SECOND);
    expect(stepper.room.counts().reserved).toBe(1);
    stepper.run(2 * SECOND);
    expect([stepper.room.counts().reserved, stepper.room.canResume(ada.token)]).toEqual([0, true]);
    stepper.join();
    stepper.run(SECOND);
    expect([stepper.room.counts().humans, stepper.room.canResume(ada.token)]).toEqual([2, false]);
  });

  it('[C11] is not reserved again by who comes back and vanishes at once', () => {
    const { stepper, ada } = flying({ capacity: 2 });
    stepper.run(MINUTE);
    vanish(stepper, ada);
    stepper.run(29 * SECOND);
    const again = stepper.join({ name: 'Ada', resume: ada.token });
    stepper.run(SECOND);
    vanish(stepper, again);
    stepper.run(SECOND);
    expect(stepper.room.counts().reserved).toBe(1);
    stepper.run(3 * SECOND);
    expect(stepper.room.counts().reserved).toBe(0);
  });

  it('[C11] that others filled meanwhile is not flown beside them by who was hidden', () => {
    const { stepper, ada, other } = flying({ capacity: 2 });
    other.client.close();
    ada.client.setHidden(true);
    stepper.run(31 * SECOND);
    const brief = stepper.join();
    stepper.run(SECOND);
    vanish(stepper, brief);
    stepper.run(2 * SECOND);
    stepper.join();
    stepper.run(SECOND);
    ada.client.setHidden(false);
    stepper.run(2 * SECOND);
    expect(stepper.room.world.entities.count).toBe(2);
  });

  it('[C11] is kept for as many as the room has seats: those that are reserved, and the latest', () => {
    const { stepper, ada } = flying({ capacity: 3 });
    const tokens = [ada.token];
    vanish(stepper, ada);
    for (let i = 0; i < 5; i += 1) {
      const guest = stepper.join();
      stepper.run(200);
      tokens.push(guest.token);
      vanish(stepper, guest);
      stepper.run(200);
    }
    expect(tokens.map((token) => stepper.room.canResume(token))).toEqual([true, false, false, false, true, true]);
    stepper.run(SECOND);
    expect([stepper.room.counts().humans, stepper.room.world.entities.count < 20]).toEqual([1, true]);
  });

  it('[C11] is kept for who was here, though many come and vanish', () => {
    const { stepper, ada } = flying({ capacity: 3 });
    stepper.run(MINUTE);
    vanish(stepper, ada);
    stepper.run(31 * SECOND);
    for (let i = 0; i < 5; i += 1) {
      const guest = stepper.join();
      stepper.run(200);
      vanish(stepper, guest);
      stepper.run(SECOND);
    }
    expect(stepper.room.canResume(ada.token)).toBe(true);
  });

  it('[C11] does not keep a room at work that nobody else is in', () => {
    const stepper: Toy = new Stepper(toyGame);
    const ada = stepper.join({ name: 'Ada' });
    stepper.run(SECOND);
    ada.pair?.a.close(1001, '');
    stepper.clients.length = 0;
    stepper.run(100);
    expect([stepper.room.isEmpty, stepper.room.keepsSeats]).toEqual([true, true]);
    stepper.nowMs += 11 * MINUTE;
    stepper.room.forgetLost();
    expect(stepper.room.keepsSeats).toBe(false);
  });
});
