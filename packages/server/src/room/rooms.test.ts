import { CLOSE, createCodec, createMemoryPair, createProtocol, type MemoryPair } from '@starfray/shared/protocol';
import { toyGame } from '@starfray/testing';
import { describe, expect, it } from 'vitest';
import type { PlacedJoin } from '../joining/index.ts';
import type { ResumeTokens } from '../session/index.ts';
import { DEFAULT_ROOM } from './open-rooms.ts';
import { Rooms, type RoomsOptions } from './rooms.ts';

const SECOND = 1000;
const VERSION = 'abcd1234';
const HUMAN: PlacedJoin = {
  stage: 'placed',
  kind: 'human',
  snapshots: 'delta',
  room: undefined,
  name: undefined,
  version: VERSION,
  joinCode: undefined,
};

/** Rooms in virtual time, and guests who only hold on to their links. */
class House {
  nowMs = 0;
  readonly logged: string[] = [];
  /** Throws in the next step of any room while it is set. */
  isBroken = false;
  /** How long a tick of any room takes. */
  stepMs = 0;
  readonly rooms;

  constructor(options: Partial<RoomsOptions> = {}, tokens?: ResumeTokens) {
    const log = (_fields: object, message: string) => void this.logged.push(message);
    this.rooms = new Rooms(
      {
        game: toyGame,
        codec: createCodec(),
        protocol: createProtocol(toyGame),
        now: () => this.nowMs,
        ...(tokens === undefined ? {} : { tokens }),
        log: { info: log, warn: log, error: log },
        onStep: () => {
          this.nowMs += this.stepMs;
          if (this.isBroken) throw new Error('planted');
        },
      },
      {
        roomPlayers: 2,
        maxPlayers: 6,
        maxSpectators: 1,
        bots: 0,
        seed: 1,
        joinCode: undefined,
        versionHash: VERSION,
        ...options,
      },
    );
  }

  /** The link of one who was let in, with the code that it ends with; or the code of the refusal. */
  join(request: Partial<PlacedJoin> = {}): { pair: MemoryPair; ended: () => number | undefined } | number {
    const pair = createMemoryPair(() => this.nowMs);
    let code: number | undefined;
    pair.a.onClose((ended) => {
      code = ended;
    });
    const refused = this.rooms.join({ ...HUMAN, ...request }, pair.b);
    return refused?.code ?? { pair, ended: () => code };
  }

  run(ms: number): void {
    const endMs = this.nowMs + ms;
    while (this.nowMs < endMs) {
      this.rooms.update();
      this.nowMs += 10;
    }
  }

  /** Players by room. */
  get players(): Record<string, number> {
    return Object.fromEntries(this.rooms.status().rooms.map(({ id, humans, bots }) => [id, humans + bots]));
  }
}

/** Tokens that tell the order of those who joined: seat-1, seat-2, and so on. */
function numberedTokens(): ResumeTokens {
  let count = 0;
  const issue = () => {
    count += 1;
    return { key: `seat-${count}`, token: `seat-${count}` };
  };
  return { issue, read: (token) => token };
}

function leave(guest: ReturnType<House['join']>): void {
  if (typeof guest === 'number') throw new Error(`was refused with ${guest}`);
  guest.pair.cut();
}

describe('a tick that is due', () => {
  it('[J21] is known until the update that runs it', () => {
    const house = new House();
    house.join();
    house.rooms.update();
    const states = [0, 10, 10].map((ms) => {
      house.nowMs += ms;
      return house.rooms.isTickDue;
    });
    house.rooms.update();
    expect([...states, house.rooms.isTickDue]).toEqual([false, false, true, false]);
  });
});

describe('rooms', () => {
  it('[J1] fill one after the other, and another opens when all are full', () => {
    const house = new House();
    for (let i = 0; i < 5; i += 1) house.join();
    expect(house.players).toEqual({ main: 2, 'main-2': 2, 'main-3': 1 });
  });

  it('[J1] are filled up before a new one is begun', () => {
    const house = new House();
    const guests = [house.join(), house.join(), house.join()];
    leave(guests[0] ?? 0);
    house.join();
    expect(Object.values(house.players).toSorted()).toEqual([1, 2]);
  });

  it('[J2] make way for others where nobody is, and nobody will be back at once', () => {
    const house = new House({ maxPlayers: 100, roomPlayers: 50 });
    const guests = Array.from({ length: 7 }, (_, i) => house.join({ room: `den-${i}` }));
    expect(house.rooms.check({ ...HUMAN, room: 'late' })).toMatchObject({
      code: CLOSE.full,
      reason: 'No more rooms can be opened here.',
    });
    for (const i of [3, 5]) {
      leave(guests[i] ?? 0);
      house.run(SECOND);
    }
    expect(typeof house.join({ room: 'late' })).toBe('object');
    expect([house.players['den-3'], house.players['den-5'], house.players['late']]).toEqual([undefined, 0, 1]);
  });

  it('[C11] give a seat that is reserved to nobody else, until it is not', () => {
    const house = new House({ roomPlayers: 2 }, numberedTokens());
    const knock = (resume?: string) => house.join({ room: 'den', ...(resume === undefined ? {} : { resume }) });
    const [guest] = [knock(), knock()];
    house.run(60 * SECOND);
    leave(guest);
    house.run(29 * SECOND);
    const [other, again] = [knock(), knock('seat-1')];
    expect([other, typeof again, house.players]).toEqual([CLOSE.full, 'object', { main: 0, den: 2 }]);
    leave(again);
    house.run(31 * SECOND);
    expect([typeof knock(), knock('seat-1')]).toEqual(['object', CLOSE.full]);
  });

  it('[C11] let nobody come back beyond what the server holds, to a seat that was reserved no more', () => {
    const house = new House({ roomPlayers: 10, maxPlayers: 2 }, numberedTokens());
    for (const guest of [house.join(), house.join()]) leave(guest);
    house.run(SECOND);
    expect([typeof house.join(), typeof house.join({ resume: 'seat-1' })]).toEqual(['object', 'object']);
    expect([house.join({ resume: 'seat-2' }), house.players]).toEqual([CLOSE.full, { main: 2 }]);
  });

  it('[Z1] are opened by nobody who only watches: another one is shown', () => {
    const house = new House({ maxSpectators: 100, joinsPerSecond: 10_000 });
    for (let i = 0; i < 25; i += 1) expect(typeof house.join({ kind: 'spectator', room: `den-${i}` })).toBe('object');
    expect(house.players).toEqual({ main: 0 });
    house.join({ room: 'den-3' });
    house.join({ kind: 'spectator', room: 'den-3' });
    expect(house.rooms.status().rooms.map(({ id, spectators }) => [id, spectators])).toEqual([
      ['main', 25],
      ['den-3', 1],
    ]);
  });

  it('[Z2] close a minute after the last player, and who watches on is asked to come again', () => {
    const house = new House({ maxSpectators: 100 });
    const player = house.join({ room: 'den' });
    const watching = house.join({ room: 'den', kind: 'spectator' });
    if (typeof watching === 'number') throw new Error('refused');
    leave(player);
    house.run(58 * SECOND);
    expect([house.players, watching.ended()]).toEqual([{ main: 0, den: 0 }, undefined]);
    house.run(3 * SECOND);
    watching.pair.pump(house.nowMs);
    expect([house.players, watching.ended()]).toEqual([{ main: 0 }, CLOSE.shutdown]);
    expect(typeof house.join({ room: 'den', kind: 'spectator' })).toBe('object');
  });

  it('[Z2] make way for others though somebody watches', () => {
    const house = new House({ maxPlayers: 100, roomPlayers: 50, maxSpectators: 10 });
    const guests = Array.from({ length: 7 }, (_, i) => house.join({ room: `den-${i}` }));
    house.join({ room: 'den-3', kind: 'spectator' });
    leave(guests[3] ?? 0);
    house.run(SECOND);
    expect([typeof house.join({ room: 'late' }), house.players['den-3']]).toEqual(['object', undefined]);
  });

  it('[Z3] are never all held by one address', () => {
    const house = new House({ maxPlayers: 100, roomPlayers: 50, addressKey: (address) => address.slice(0, 2) });
    const open = (address: string, room: string) => house.join({ address, room });
    const own = Array.from({ length: 8 }, (_, i) => open(`10.${i}`, `ten-${i}`));
    expect(own.map((answer) => (typeof answer === 'number' ? answer : 'in'))).toEqual([
      ...['in', 'in', 'in', 'in'],
      ...Array.from({ length: 4 }, () => CLOSE.full),
    ]);
    expect(house.rooms.check({ ...HUMAN, address: '10.9', room: 'more' })?.reason).toContain('from your address');
    // Into rooms that are there, and without a name, it comes as before; and somebody else opens one.
    const others = [open('10.9', 'ten-0'), house.join({ address: '10.9' }), open('20.0', 'twenty')];
    expect(others.map((answer) => typeof answer)).toEqual(['object', 'object', 'object']);
    leave(own[1] ?? 0);
    leave(own[2] ?? 0);
    house.run(SECOND);
    expect(typeof open('10.9', 'ten-9')).toBe('object');
  });

  it('[Z3] that one address opens one after the other are kept no longer than a few, and others are', () => {
    const house = new House({ maxPlayers: 2000, roomPlayers: 100, addressKey: (address) => address });
    for (const address of ['10.0', '20.0']) {
      for (let i = 0; i < 8; i += 1) {
        leave(house.join({ address, room: `${address.slice(0, 2)}-${i}` }));
        house.run(SECOND);
      }
    }
    expect(Object.keys(house.players)).toEqual(['main', '10-5', '10-6', '10-7', '20-5', '20-6', '20-7']);
  });

  it('[J1] whose player ids are used up are passed over while another has a seat', () => {
    const house = new House({ maxPlayers: 100, roomPlayers: 50, joinsPerSecond: 300_000 });
    for (let i = 0; i < 2; i += 1) house.join();
    house.join({ room: 'other' });
    for (let i = 0; i < 5000; i += 1) {
      const guest = house.join({ room: 'main' });
      if (guest === CLOSE.overloaded) break;
      leave(guest);
    }
    expect(house.join({ room: 'main' })).toBe(CLOSE.overloaded);
    expect([typeof house.join(), house.players]).toEqual(['object', { main: 2, other: 2 }]);
  });

  it('[C30] of thousands keep no seat for a lost line that would keep a newcomer out', () => {
    const size = { maxPlayers: 4095, roomPlayers: 4095, joinsPerSecond: 300_000 };
    const house = new House({ ...size, absence: { entityMs: 0 } }, numberedTokens());
    const guests = Array.from({ length: 3400 }, () => house.join());
    for (const guest of guests.slice(0, 300)) leave(guest);
    const kept = () => guests.slice(0, 300).filter((_, i) => house.rooms.keepsSeat(`seat-${i + 1}`)).length;
    // Of 4,095 ids 740 are for others.
    expect([house.players, kept()]).toEqual([{ main: 3100 }, 4095 - 740 - 3100]);
    for (let i = 0; i < 255; i += 1) house.join();
    expect([house.players, kept()]).toEqual([{ main: 3355 }, 0]);
  });

  it('[J2] open under the name that an invitation gives them', () => {
    const house = new House();
    house.join({ room: 'den' });
    house.join({ room: 'den' });
    expect([house.join({ room: 'den' }), house.players]).toEqual([CLOSE.full, { main: 0, den: 2 }]);
  });

  it('[J2] are not as many as names can be thought of', () => {
    const house = new House({ maxPlayers: 100, roomPlayers: 50 });
    const codes = Array.from({ length: 20 }, (_, i) => house.join({ room: `den-${i}` })).filter(
      (answer) => typeof answer === 'number',
    );
    expect([house.rooms.status().rooms.length, new Set(codes)]).toEqual([8, new Set([CLOSE.full])]);
  });

  it('[J3] close when they were empty for a minute, but for the default one', () => {
    const house = new House();
    const guest = house.join({ room: 'den' });
    leave(guest);
    house.run(59 * SECOND);
    expect(house.players).toEqual({ main: 0, den: 0 });
    house.run(2 * SECOND);
    expect(house.players).toEqual({ main: 0 });
  });

  it('[J3] stay when somebody is back in time, and count the minute again', () => {
    const house = new House();
    leave(house.join({ room: 'den' }));
    house.run(50 * SECOND);
    leave(house.join({ room: 'den' }));
    house.run(50 * SECOND);
    expect(house.players).toHaveProperty('den');
  });

  it('[J4] end alone when they fail, and the default one is there again', () => {
    const house = new House();
    const first = house.join();
    house.run(SECOND);
    house.isBroken = true;
    house.run(20);
    house.isBroken = false;
    if (typeof first === 'number') throw new Error('refused');
    first.pair.pump(house.nowMs);
    expect([first.ended(), house.players]).toEqual([CLOSE.roomFailed, { main: 0 }]);
    expect(house.logged).toContain('the room failed');
    expect(typeof house.join()).toBe('object');
    house.run(SECOND);
    expect(house.rooms.status().rooms[0]?.tick).toBeGreaterThan(50);
  });

  it('[J5] take as many players and spectators as the server has seats, whatever the room', () => {
    const house = new House();
    for (let i = 0; i < 6; i += 1) expect(typeof house.join()).toBe('object');
    expect(house.join()).toBe(CLOSE.full);
    expect(house.join({ room: 'another' })).toBe(CLOSE.full);
    expect(typeof house.join({ kind: 'spectator' })).toBe('object');
    expect(house.join({ kind: 'spectator' })).toBe(CLOSE.full);
  });

  it('simulate nothing while nobody is there', () => {
    const house = new House();
    const guest = house.join();
    house.run(SECOND);
    leave(guest);
    const { tick } = house.rooms.status().rooms.find(({ id }) => id === DEFAULT_ROOM) ?? { tick: -1 };
    house.run(10 * SECOND);
    expect([tick > 50, house.rooms.status().rooms[0]?.tick]).toEqual([true, tick]);
  });
});

describe('load', () => {
  it('[O2] [O3] is shed by taking nobody, in the end, with another time for each to come again', () => {
    let draw = 0;
    let utilization = 0.99;
    const random = () => {
      draw += 0.25;
      return draw % 1;
    };
    const house = new House({ utilization: () => utilization, random });
    const guest = house.join();
    house.run(10 * SECOND);
    expect([house.rooms.status().load.level, house.join()]).toEqual([3, CLOSE.overloaded]);
    const waits = Array.from({ length: 4 }, () => house.rooms.check(HUMAN)?.retryMs ?? 0);
    expect([Math.min(...waits) >= 1000, Math.max(...waits) <= 10_000, new Set(waits).size]).toEqual([true, true, 4]);
    utilization = 0.2;
    house.run(30 * SECOND);
    expect([house.rooms.status().load.level, typeof house.join()]).toEqual([0, 'object']);
    expect(typeof guest).toBe('object');
  });

  it('[O3] is shed at the door where more come than can wait: so many a lane, and those whose node died come again soon', () => {
    const house = new House({ maxPlayers: 500, roomPlayers: 500, joinsPerSecond: 10, random: () => 1 });
    const answers = Array.from({ length: 80 }, () => house.join());
    expect(answers.filter((answer) => answer === CLOSE.overloaded).length).toBe(80 - 1 - 50);
    const returning = Array.from({ length: 60 }, () => house.join({ score: 5 }));
    expect(returning.filter((answer) => answer === CLOSE.overloaded).length).toBe(10);
    const wait = (request: object) => house.rooms.join({ ...HUMAN, ...request }, createMemoryPair(() => 0).b)?.retryMs;
    expect([wait({}), wait({ score: 5 })]).toEqual([10_000, 3000]);
  });
});

describe('a crowd', () => {
  const seated = (house: House) => house.players['main'] ?? 0;
  const crowded = (options: Partial<RoomsOptions> = {}) =>
    new House({ maxPlayers: 2000, roomPlayers: 2000, maxSpectators: 10, ...options });

  it('[J20] that comes at once is in within three seconds, a few of them in each tick', () => {
    const house = crowded();
    const answers = Array.from({ length: 1000 }, () => house.join());
    expect([seated(house), answers.filter((answer) => typeof answer === 'number')]).toEqual([8, []]);
    for (let before = seated(house); house.nowMs < 3 * SECOND; before = seated(house)) {
      house.run(10);
      expect(seated(house) - before).toBeLessThanOrEqual(8);
    }
    expect(seated(house)).toBe(1000);
  });

  it('[C31] that comes over ten seconds is let in though the server is at its limit meanwhile, and for that alone', () => {
    const house = crowded({ utilization: () => 0.99 });
    const answers: unknown[] = [];
    for (let i = 0; i < 500; i += 1) {
      answers.push(house.join(), house.join());
      house.run(20);
    }
    expect([answers.filter((answer) => typeof answer === 'number'), seated(house)]).toEqual([[], 1000]);
    house.run(3 * SECOND);
    expect([house.rooms.status().load.level, house.join()]).toEqual([3, CLOSE.overloaded]);
  });

  it('[J20] waits for nobody else: a person is seated in turn with many bots', () => {
    const house = crowded();
    for (let i = 0; i < 500; i += 1) house.join({ kind: 'bot' });
    const person = house.join();
    house.run(20);
    if (typeof person === 'number') throw new Error('refused');
    person.pair.pump(house.nowMs);
    expect(house.rooms.status().rooms[0]).toMatchObject({ humans: 1 });
  });

  it('[J21] gets seats beside many rooms, of which one always has a tick due soon', () => {
    const house = new House({ maxPlayers: 100, joinsPerSecond: 200 });
    for (let i = 0; i < 16; i += 1) {
      house.join({ room: `room-${i}` });
      house.run(1);
      house.nowMs -= 9;
    }
    for (let i = 0; i < 16; i += 1) house.join({ room: `room-${i}` });
    const players = () => Object.values(house.players).reduce((sum, count) => sum + count, 0);
    const before = players();
    house.run(SECOND);
    expect([before < 32, players()]).toEqual([true, 32]);
  });
  it('[J21] gets seats in the time that ticks leave, and is refused when that is none for ten seconds', () => {
    const house = crowded();
    for (let i = 0; i < 8; i += 1) house.join();
    house.stepMs = 40;
    house.run(SECOND / 2);
    house.join();
    const last = house.join();
    house.run(5 * SECOND);
    expect([seated(house), house.rooms.status().load.level]).toEqual([8, 2]);
    house.run(6 * SECOND);
    if (typeof last === 'number') throw new Error('refused');
    last.pair.pump(house.nowMs);
    expect([seated(house), last.ended()]).toEqual([8, CLOSE.overloaded]);
  });

  it('[J22] keeps no seat for those who go, and gives back what they came with', () => {
    const house = crowded();
    for (let i = 0; i < 8; i += 1) house.join();
    const pair = createMemoryPair(() => house.nowMs);
    let givenBack = 0;
    house.rooms.join({ ...HUMAN, score: 7 }, pair.b, () => {
      givenBack += 1;
    });
    pair.a.close(1000, '');
    pair.pump(house.nowMs);
    house.run(SECOND);
    expect([seated(house), givenBack]).toEqual([8, 1]);
  });

  it.each([
    ['a stop', (house: House) => house.rooms.close(), CLOSE.shutdown],
    ['a drain', (house: House) => house.rooms.drain(), CLOSE.draining],
  ])('[J22] hears of %s while it waits', (_what, act, code) => {
    const house = crowded();
    for (let i = 0; i < 8; i += 1) house.join();
    const last = house.join();
    act(house);
    house.run(20);
    if (typeof last === 'number') throw new Error('refused');
    last.pair.pump(house.nowMs);
    expect(last.ended()).toBe(code);
  });

  it('[J22] has said what it said when it is seated', () => {
    const house = crowded();
    for (let i = 0; i < 8; i += 1) house.join();
    const last = house.join();
    if (typeof last === 'number') throw new Error('refused');
    last.pair.a.send(Uint8Array.of(0xc0));
    last.pair.pump(house.nowMs);
    expect(last.ended()).toBeUndefined();
    house.run(20);
    last.pair.pump(house.nowMs);
    expect(last.ended()).toBe(CLOSE.malformed);
  });

  it('[J22] finds the last seat taken by those before it', () => {
    const house = crowded({ maxPlayers: 9 });
    const all = Array.from({ length: 12 }, () => house.join());
    house.run(SECOND);
    const codes = all.map((one) => {
      if (typeof one === 'number') return one;
      one.pair.pump(house.nowMs);
      return one.ended();
    });
    expect(codes).toEqual([...Array(9).fill(undefined), ...Array(3).fill(CLOSE.full)]);
  });
});

describe('a join', () => {
  it.each([
    ['of another version', {}, { version: '00000000' }, CLOSE.version],
    ['of deltas without a version', {}, { version: undefined }, CLOSE.version],
    ['without the join code', { joinCode: 'key' }, {}, CLOSE.joinCode],
    ['with a wrong join code', { joinCode: 'key' }, { joinCode: 'kex' }, CLOSE.joinCode],
  ])('%s is refused', (_what, options, request, code) => {
    expect(new House(options).join(request)).toBe(code);
  });

  it('of full snapshots needs no version', () => {
    expect(typeof new House().join({ snapshots: 'full', version: undefined })).toBe('object');
  });

  it('is refused while the server drains', () => {
    const house = new House();
    house.rooms.drain();
    expect(house.join()).toBe(CLOSE.draining);
  });
});
