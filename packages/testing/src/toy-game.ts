// A second game, as small as one can be: movers that steer, pellets that they drop and that fade, fuel that only the owner sees.
// Netcode is tested on it, so that no line of netcode can know the real game.

import {
  defineEntity,
  defineEvent,
  defineInput,
  definePrivate,
  defineRow,
  EntityTable,
  type Game,
  identify,
  int,
  player,
  press,
  type Row,
  type RowPlace,
  smooth,
} from '@starfray/shared/contract';
import {
  at,
  atUint16,
  clamp,
  createRandom,
  HASH_START,
  mix,
  px,
  type RandomState,
  randomBelow,
} from '@starfray/shared/core';

const SIDE = px(4000);
const MAX_SPEED = px(4);
const PELLET_LIFE = 40;
const FUEL_FULL = 200;

export interface ToyArena {
  readonly side: number;
}

export const mover = defineEntity({
  name: 'mover',
  fields: {
    x: smooth(0, SIDE),
    y: smooth(0, SIDE),
    vx: smooth(-MAX_SPEED, MAX_SPEED),
    vy: smooth(-MAX_SPEED, MAX_SPEED),
    player: player(),
  },
  interest: { rank: 0, most: 48 },
  predict(row, _tick, arena: ToyArena) {
    drift(row, arena);
    return true;
  },
});
const pellet = defineEntity({
  name: 'pellet',
  fields: { x: smooth(0, SIDE), y: smooth(0, SIDE), life: int(0, PELLET_LIFE) },
  interest: { rank: 1, most: 48, prefersApproaching: true },
  predict(row) {
    row.life -= 1;
    return row.life > 0;
  },
});
type MoverRow = ReturnType<typeof mover.view>;
export const tank = definePrivate({
  name: 'tank',
  fields: { fuel: int(0, FUEL_FULL) },
  predict(row, _tick, _arena: ToyArena, body: MoverRow) {
    row.fuel = Math.min(FUEL_FULL, row.fuel + (body.vx === 0 && body.vy === 0 ? 2 : 1));
  },
});
type TankRow = ReturnType<typeof tank.view>;
export const toyInput = defineInput({ x: int(-1, 1), y: int(-1, 1), drop: press() }, { x: 0, y: 0, drop: 0 });
type ToyInput = ReturnType<typeof toyInput.view>;
export const dropped = defineEvent({
  name: 'dropped',
  audience: 'seen',
  isCosmetic: true,
  fields: { x: smooth(0, SIDE), y: smooth(0, SIDE), player: player() },
});
const joined = defineEvent({
  name: 'joined',
  audience: 'room',
  isCosmetic: false,
  fields: { player: player() },
});
const options = defineRow('arena', { side: int(1, SIDE) });

export interface ToyWorld {
  tick: number;
  readonly entities: EntityTable;
  readonly arena: ToyArena;
  readonly random: RandomState;
  readonly slots: Map<number, number>;
  readonly tanks: Map<number, TankRow>;
  readonly scores: Map<number, number>;
}

function drift(row: MoverRow, arena: ToyArena): void {
  row.x = clamp(row.x + row.vx, 0, arena.side);
  row.y = clamp(row.y + row.vy, 0, arena.side);
}

function steer(body: MoverRow, own: TankRow, input: ToyInput, arena: ToyArena): boolean {
  if (input.x !== 0 || input.y !== 0) own.fuel = Math.max(0, own.fuel - 2);
  const push = own.fuel > 0 ? px(1) / 4 : 0;
  body.vx = clamp(body.vx + input.x * push, -MAX_SPEED, MAX_SPEED);
  body.vy = clamp(body.vy + input.y * push, -MAX_SPEED, MAX_SPEED);
  own.fuel = Math.min(FUEL_FULL, own.fuel + (body.vx === 0 && body.vy === 0 ? 2 : 1));
  drift(body, arena);
  return input.drop === 1;
}

export const toyGame: Game<ToyWorld, ToyArena> = {
  identity: identify({ name: 'toy' }),
  version: '1',
  rates: { ticksPerSecond: 60, ticksPerFrame: 2 },
  viewSize: { area: px(1600) * px(900), margin: px(200) },
  entities: [mover, pellet],
  privateRow: tank,
  input: toyInput,
  events: [dropped, joined],
  arenaOptions: options,
  chooseArena: () => options.view(Int32Array.of(SIDE)),
  createArena: (row: RowPlace) => ({ side: at(row.ints, row.base) }),
  side: (arena) => arena.side,
  createWorld: (arena, seed) => ({
    tick: 0,
    entities: new EntityTable([mover, pellet], 4096),
    arena,
    random: createRandom(seed),
    slots: new Map(),
    tanks: new Map(),
    scores: new Map(),
  }),
  step(world, commands, inputs, events) {
    world.tick += 1;
    const { entities, arena } = world;
    for (const { kind, playerId } of commands) {
      if (kind === 'leave') {
        const slot = world.slots.get(playerId);
        if (slot !== undefined) entities.remove(slot, world.tick);
        world.slots.delete(playerId);
        continue;
      }
      const slot = entities.spawn(mover, world.tick);
      const body = mover.view(entities.ints, entities.base(slot));
      body.x = randomBelow(world.random, arena.side);
      body.y = randomBelow(world.random, arena.side);
      body.player = playerId;
      world.slots.set(playerId, slot);
      world.tanks.set(playerId, tank.view(Int32Array.of(FUEL_FULL)));
      events.add(joined).player = playerId;
    }
    for (let i = entities.count - 1; i >= 0; i -= 1) {
      const slot = atUint16(entities.order, i);
      if (entities.kindOf(slot) !== pellet) continue;
      if (!pellet.predict(pellet.view(entities.ints, entities.base(slot)), world.tick, arena))
        entities.remove(slot, world.tick);
    }
    for (const [playerId, slot] of world.slots) {
      const body = mover.view(entities.ints, entities.base(slot));
      const own = world.tanks.get(playerId) ?? tank.view();
      if (steer(body, own, toyInput.view(inputs.ints, inputs.base(playerId)), arena))
        drop(world, body, events.add(dropped));
    }
  },
  ownSlot: (world, playerId) => (playerId === 0 ? (first(world.slots) ?? -1) : (world.slots.get(playerId) ?? -1)),
  ownPrivateRow: (world, playerId) => world.tanks.get(playerId) ?? tank.view(),
  attention(world, playerId, out) {
    const slot = toyGame.ownSlot(world, playerId);
    if (slot < 0) return;
    const body = mover.view(world.entities.ints, world.entities.base(slot));
    out.x = body.x;
    out.y = body.y;
  },
  score: (world, playerId) => world.scores.get(playerId) ?? 0,
  predictOwn: (body: MoverRow, own: TankRow, input: ToyInput, _tick, arena) => void steer(body, own, input, arena),
  hash(world) {
    let hash = mix(HASH_START, world.tick);
    for (let i = 0; i < world.entities.count; i += 1) {
      const slot = atUint16(world.entities.order, i);
      const base = world.entities.base(slot);
      hash = mix(hash, atUint16(world.entities.ids, slot));
      for (let c = 0; c < world.entities.kindOf(slot).width; c += 1)
        hash = mix(hash, at(world.entities.ints, base + c));
    }
    return hash;
  },
  fingerprint: () => mix(HASH_START, MAX_SPEED),
};

function drop(world: ToyWorld, body: MoverRow, event: Row<typeof dropped.fields>): void {
  event.x = body.x;
  event.y = body.y;
  event.player = body.player;
  world.scores.set(body.player, (world.scores.get(body.player) ?? 0) + 1);
  const slot = world.entities.spawn(pellet, world.tick);
  if (slot < 0) return;
  const row = pellet.view(world.entities.ints, world.entities.base(slot));
  row.x = body.x;
  row.y = body.y;
  row.life = PELLET_LIFE;
}

function first(slots: Map<number, number>): number | undefined {
  return slots.values().next().value;
}
