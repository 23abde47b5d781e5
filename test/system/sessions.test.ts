// The life of a connection, on the toy game in virtual time: stalls, hidden pages, idle seats, late controls, introductions.

import { localJoin } from '@starfray/server/joining';
import { INVALID } from '@starfray/shared/contract';
import { createCodec, createMemoryPair, createProtocol, SNAPSHOT_TYPE } from '@starfray/shared/protocol';
import { mover, SnapshotLog, Stepper, type ToyArena, type ToyWorld, toyGame, toyInput } from '@starfray/testing';
import { describe, expect, it } from 'vitest';

type ToyStepper = Stepper<ToyWorld, ToyArena>;
const SECOND = 1000;

function ship(stepper: ToyStepper, playerId: number): ReturnType<typeof mover.view> | undefined {
  const { world } = stepper.room;
  const slot = toyGame.ownSlot(world, playerId);
  return slot < 0 ? undefined : mover.view(world.entities.ints, world.entities.base(slot));
}

describe('a stalled client', () => {
  it('[F1] is skipped: nothing piles up behind the stall', () => {
    const stepper: ToyStepper = new Stepper(toyGame);
    const slow = stepper.join();
    stepper.run(2 * SECOND);
    slow.pair?.stall('b', stepper.nowMs + 3 * SECOND);
    const before = stepper.room.traffic.sent;
    stepper.run(3 * SECOND);
    expect(stepper.room.traffic.sent - before).toBeLessThan(15);
    expect(stepper.room.traffic.skips).toBeGreaterThan(60);
  });

  it('[F2] is back within 300 ms of the line, by one full snapshot, in the same seat', () => {
    const stepper: ToyStepper = new Stepper(toyGame);
    const slow = stepper.join();
    stepper.run(2 * SECOND);
    const { playerId } = slow.client;
    slow.pair?.stall('b', stepper.nowMs + 3 * SECOND);
    stepper.run(3 * SECOND);
    stepper.run(300);
    expect(stepper.room.world.tick - (slow.client.held?.tick ?? 0)).toBeLessThanOrEqual(3);
    expect([slow.client.status.state, slow.client.playerId]).toEqual(['joined', playerId]);
  });
});

describe('a hidden page', () => {
  it('[C1] idles, keeps its ship for thirty seconds, and then its score', () => {
    const stepper: ToyStepper = new Stepper(toyGame);
    stepper.join();
    const away = stepper.join({
      fly: (input) => {
        toyInput.view(input.ints, 0).drop = 1;
      },
    });
    stepper.run(2 * SECOND);
    const { playerId } = away.client;
    const score = stepper.room.world.scores.get(playerId) ?? 0;
    away.client.setHidden(true);
    stepper.run(29 * SECOND);
    expect(ship(stepper, playerId)).toBeDefined();
    stepper.run(2 * SECOND);
    expect(ship(stepper, playerId)).toBeUndefined();
    away.client.setHidden(false);
    stepper.run(SECOND);
    expect(away.client.playerId).toBe(playerId);
    expect(ship(stepper, playerId)).toBeDefined();
    expect(stepper.room.world.scores.get(playerId)).toBeGreaterThanOrEqual(score);
  });

  it('[C2] is sent nothing until it is back, and then all of it at once', () => {
    const stepper: ToyStepper = new Stepper(toyGame);
    const { client } = stepper.join();
    stepper.run(SECOND);
    client.setHidden(true);
    stepper.run(100);
    const hidden = client.stats.snapshots;
    stepper.run(5 * SECOND);
    expect(client.stats.snapshots).toBe(hidden);
    client.setHidden(false);
    stepper.run(150);
    expect(stepper.room.world.tick - (client.held?.tick ?? 0)).toBeLessThanOrEqual(3);
  });
});

describe('a page that turns away and back', () => {
  it('[C14] many times a second costs no full snapshot where the last one is new enough', () => {
    const log = new SnapshotLog<ToyWorld, ToyArena>(toyGame);
    const stepper: ToyStepper = new Stepper(toyGame);
    const { client } = stepper.join({ log });
    stepper.run(2 * SECOND);
    const fromMs = stepper.nowMs;
    for (let i = 0; i < 110; i += 1) {
      client.setHidden(i % 2 === 0);
      stepper.run(SECOND / 44);
    }
    client.setHidden(false);
    stepper.run(SECOND);
    const ages = log.since(fromMs).map(({ age }) => age);
    expect([ages.filter((age) => age === 0).length, ages.length > 40]).toEqual([0, true]);
    expect([client.stats.desyncs, stepper.room.traffic.desyncs]).toEqual([0, 0]);
    expect(stepper.room.world.tick - (client.held?.tick ?? 0)).toBeLessThanOrEqual(3);
  });
});

describe('an idle player', () => {
  it.each([
    ['whose page is hidden', 0],
    ['whose page was hidden after a while', 100],
  ])('[C3] %s gives up its seat in a full room after five minutes, too', (_what, afterSeconds) => {
    const stepper: ToyStepper = new Stepper(toyGame, { capacity: 2 });
    const idle = stepper.join();
    let turn = 0;
    stepper.join({
      fly: (input) => {
        turn += 1;
        toyInput.view(input.ints, 0).x = turn % 200 < 100 ? 1 : -1;
      },
    });
    stepper.run((afterSeconds + 1) * SECOND);
    idle.client.setHidden(true);
    stepper.run(299 * SECOND);
    expect(stepper.room.counts().humans).toBe(2);
    stepper.run(3 * SECOND);
    expect(stepper.room.counts()).toEqual({ humans: 1, bots: 0, fillBots: 0, spectators: 1, reserved: 0 });
    idle.client.setHidden(false);
    stepper.run(SECOND);
    expect(idle.client.status).toMatchObject({ state: 'joined', role: 'spectator' });
  });

  it('[C3] in a full room watches after five minutes, and the seat is free', () => {
    const stepper: ToyStepper = new Stepper(toyGame, { capacity: 2 });
    const idle = stepper.join();
    let turn = 0;
    stepper.join({
      fly: (input) => {
        turn += 1;
        toyInput.view(input.ints, 0).x = turn % 200 < 100 ? 1 : -1;
      },
    });
    stepper.run(299 * SECOND);
    expect(stepper.room.counts().humans).toBe(2);
    stepper.run(3 * SECOND);
    expect(stepper.room.counts()).toEqual({ humans: 1, bots: 0, fillBots: 0, spectators: 1, reserved: 0 });
    expect(idle.client.status).toMatchObject({ state: 'joined', role: 'spectator' });
  });

  it('[C3] that was sent to watch plays again when it comes back', () => {
    const stepper: ToyStepper = new Stepper(toyGame, { capacity: 2 });
    const idle = stepper.join();
    stepper.join();
    stepper.run(303 * SECOND);
    expect(stepper.room.counts()).toMatchObject({ humans: 0, spectators: 2 });
    const again = stepper.join({ resume: idle.token });
    stepper.run(SECOND);
    expect(again.client.status).toMatchObject({ state: 'joined', role: 'player' });
  });
});

describe('late controls', () => {
  it('[I1] a tap that a stall held back acts when it arrives, though its release came with it', () => {
    const stepper: ToyStepper = new Stepper(toyGame);
    let isPressed = 0;
    const { client } = stepper.join({
      fly: (input) => {
        toyInput.view(input.ints, 0).drop = isPressed;
      },
    });
    stepper.run(2 * SECOND);
    const { playerId } = client;
    expect(stepper.room.world.scores.get(playerId) ?? 0).toBe(0);
    stepper.clients[0]?.pair?.stall('b', stepper.nowMs + 400);
    isPressed = 1;
    stepper.run(40);
    isPressed = 0;
    stepper.run(SECOND);
    expect(stepper.room.world.scores.get(playerId) ?? 0).toBeGreaterThanOrEqual(1);
    expect(stepper.room.world.scores.get(playerId) ?? 0).toBeLessThanOrEqual(3);
  });

  it('[I2] a change during a stall is not lost', () => {
    const stepper: ToyStepper = new Stepper(toyGame);
    let x = 0;
    const { client } = stepper.join({
      fly: (input) => {
        toyInput.view(input.ints, 0).x = x;
      },
    });
    stepper.run(2 * SECOND);
    stepper.clients[0]?.pair?.stall('b', stepper.nowMs + 500);
    x = 1;
    stepper.run(SECOND);
    expect(ship(stepper, client.playerId)?.vx).toBeGreaterThan(0);
  });
});

describe('introductions', () => {
  it('[S10] nobody is named, by row, event or leaderboard, before the message that tells who it is', () => {
    const stepper: ToyStepper = new Stepper(toyGame);
    const alwaysDrop = (input: { ints: Int32Array }) => {
      toyInput.view(input.ints, 0).drop = 1;
    };
    for (let i = 0; i < 5; i += 1) stepper.join({ fly: alwaysDrop });
    stepper.run(500);
    const reader = new Reader();
    const pair = createMemoryPair(() => stepper.nowMs);
    pair.a.onMessage((bytes) => reader.read(bytes));
    stepper.room.join(localJoin({ name: 'Reader', kind: 'human', snapshots: 'full' }), pair.b);
    stepper.run(3 * SECOND, () => pair.pump(stepper.nowMs));
    stepper.join();
    stepper.run(3 * SECOND, () => pair.pump(stepper.nowMs));
    expect(reader.strangers).toEqual([]);
    expect(reader.named.size).toBeGreaterThanOrEqual(2);
  });

  it('[S10] [C2] a player who was away learns of those who came meanwhile before they are named', () => {
    const stepper: ToyStepper = new Stepper(toyGame);
    const reader = new Reader();
    const pair = createMemoryPair(() => stepper.nowMs);
    pair.a.onMessage((bytes) => reader.read(bytes));
    const pump = () => pair.pump(stepper.nowMs);
    stepper.room.join(localJoin({ name: 'Reader', kind: 'human', snapshots: 'full' }), pair.b);
    stepper.run(2 * SECOND, pump);
    const say = (message: readonly unknown[]) => pair.a.send(createCodec().pack(message));
    say([5, true]);
    stepper.run(SECOND, pump);
    const { client } = stepper.join();
    stepper.run(3 * SECOND, pump);
    say([5, false]);
    stepper.run(3 * SECOND, pump);
    expect(client.playerId).toBeGreaterThan(0);
    expect(reader.strangers).toEqual([]);
    expect(reader.named.size).toBe(2);
  });
});

/** Reads what a client is sent and notes whom it names, and who was a stranger then. */
class Reader {
  readonly named = new Set<number>();
  readonly strangers: number[] = [];
  private readonly known = new Set<number>();
  private readonly codec = createCodec();
  private readonly protocol = createProtocol(toyGame);

  read(bytes: Uint8Array): void {
    const elements = this.codec.unpack(bytes);
    if (!Array.isArray(elements)) throw new Error('no array');
    if (elements[0] === SNAPSHOT_TYPE) {
      for (const id of namedIn(elements)) this.note(id);
      return;
    }
    const message = this.protocol.decodeServer(elements);
    if (message === INVALID) throw new Error('no message');
    if (message.name === 'players') for (const { id } of message.entries) this.known.add(id);
    if (message.name === 'leaderboard') for (const id of message.entries.filter((_, i) => i % 2 === 0)) this.note(id);
  }

  private note(id: number): void {
    if (id === 0) return;
    this.named.add(id);
    if (!this.known.has(id)) this.strangers.push(id);
  }
}

/** The players in a full snapshot of the toy game: movers name one in their last column, and so do both events. */
function namedIn(elements: readonly unknown[]): number[] {
  const ids: number[] = [];
  let next = 9;
  for (let left = Number(elements[8]); left > 0; left -= 1) {
    const width = elements[next] === 0 ? 5 : 3;
    if (elements[next] === 0) ids.push(Number(elements[next + 1 + width]));
    next += 2 + width;
  }
  next += 1;
  next += elements[next] === null ? 1 : 2;
  while (next < elements.length) {
    const width = elements[next] === 0 ? 3 : 1;
    ids.push(Number(elements[next + width]));
    next += 1 + width;
  }
  return ids;
}

describe('a second game', () => {
  it('[N3] drops in: clients of the toy game see each other move and hear each other, by the same netcode', () => {
    const stepper: ToyStepper = new Stepper(toyGame, { seed: 4 });
    const right = (input: { ints: Int32Array }) => {
      toyInput.view(input.ints, 0).x = 1;
    };
    const a = stepper.join({ name: 'Ada' });
    const b = stepper.join({ name: 'Bob', fly: right });
    stepper.run(SECOND);
    const [mine, theirs] = [ship(stepper, a.client.playerId), ship(stepper, b.client.playerId)];
    if (mine === undefined || theirs === undefined) throw new Error('not in');
    [theirs.x, theirs.y] = [Math.max(0, mine.x - 40_000), mine.y];
    stepper.run(500);
    const drawn = () =>
      a.client.drawn.filter(({ kind, isOwn }) => kind === 0 && !isOwn).map(({ row }) => row.ints[0] ?? 0);
    const before = drawn();
    stepper.run(500);
    const after = drawn();
    expect([before.length, after.length]).toEqual([1, 1]);
    expect(after[0]).toBeGreaterThan(before[0] ?? 0);
    expect([...a.client.players.values()].map(({ name }) => name)).toEqual(['Ada', 'Bob']);
  });
});

describe('a page that slept', () => {
  it('[C2] does not take the silence that it asked for as a dead line, though its clock stood still', () => {
    const stepper: ToyStepper = new Stepper(toyGame);
    const { client } = stepper.join();
    stepper.run(SECOND);
    client.setHidden(true);
    stepper.run(100);
    const { playerId } = client;
    stepper.clients.length = 0;
    stepper.run(20 * SECOND);
    client.setHidden(false);
    client.update(stepper.nowMs);
    expect([client.status.state, client.playerId]).toEqual(['joined', playerId]);
  });

  it('[C2] does not take the time in which it did not run itself for a silence of the line', () => {
    const stepper: ToyStepper = new Stepper(toyGame);
    const joined = stepper.join();
    const { client } = joined;
    stepper.run(SECOND);
    const { playerId } = client;
    stepper.clients.length = 0;
    stepper.run(10 * SECOND);
    stepper.clients.push(joined);
    stepper.run(3 * SECOND);
    expect([client.status.state, client.playerId]).toEqual(['joined', playerId]);
    expect(client.stats.silentMs).toBeLessThan(100);
  });
});

describe('a ping', () => {
  it('[N10] is answered for a player who is here, and for nobody else', () => {
    const stepper: ToyStepper = new Stepper(toyGame);
    const asker = stepper.join();
    const far = stepper.join({ conditions: { latencyMs: 80, jitterMs: 0 } });
    const lost = stepper.join();
    stepper.run(5 * SECOND);
    lost.client.close();
    stepper.run(SECOND);
    for (const playerId of [far.client.playerId, lost.client.playerId, 999]) asker.client.askPing(playerId);
    stepper.run(100);
    const [[id, ms = 0] = [], ...others] = [...asker.client.pings];
    expect([id, others]).toEqual([far.client.playerId, []]);
    // There and back, and the wait for the next input.
    expect(ms).toBeGreaterThanOrEqual(160);
    expect(ms).toBeLessThan(260);
  });
});
