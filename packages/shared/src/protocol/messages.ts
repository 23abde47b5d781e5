// The two unions of messages: what a client says and what a server says. Snapshots have a shape of their own: snapshot.ts.

import {
  bool,
  defineMessage,
  type Field,
  type Game,
  group,
  INVALID,
  int,
  list,
  type Message,
  messageDecoder,
  oneOf,
  optional,
  type RowKind,
  text,
  uint32,
  type World,
} from '../contract/index.ts';
import { item } from '../core/index.ts';
import { InputReader } from './input-reader.ts';
import {
  MAX_ASPECT,
  MAX_INTRODUCED,
  MAX_NAME_UNITS,
  MAX_NOTICE_UNITS,
  MAX_PING_MS,
  MAX_RESUME_TOKEN,
  MAX_ROOM_ID,
  MAX_SEEN_BEHIND,
  MIN_ASPECT,
} from './limits.ts';

/** First element of a snapshot's array. */
export const SNAPSHOT_TYPE = 16;

/** The part of a game that the shape of the messages depends on. */
export type GameShape = Pick<
  Game<World, never>,
  'input' | 'rates' | 'arenaOptions' | 'entities' | 'events' | 'privateRow'
>;

/** Values of several rows of one schema, flat. */
function rows(kind: RowKind, count: number): Field<readonly number[]> {
  const { columns, width } = kind;
  return {
    description: `${count} x [${kind.columnNames.map((name, i) => `${name}: ${item(columns, i).description}`).join(', ')}], flat`,
    encode: (value) => value,
    decode: (value) => {
      if (!Array.isArray(value) || value.length !== width * count) return INVALID;
      for (let i = 0; i < value.length; i += 1) {
        if (item(columns, i % width).decode(value[i]) === INVALID) return INVALID;
      }
      return value;
    },
  };
}

/** What a client says. */
function createClientMessages(game: GameShape) {
  return {
    input: defineMessage({
      name: 'input',
      type: 1,
      purpose: 'The controls of the next ticks, the newest snapshot applied, and how old the picture is that is drawn.',
      fields: {
        /** Tick of the newest snapshot applied; 0 before the first. */
        acknowledged: uint32(),
        /** Tick of the first controls. */
        tick: uint32(),
        /** How far the picture that the player sees lies behind that snapshot, in 1/8 tick. */
        seenBehind: int(0, MAX_SEEN_BEHIND),
        controls: rows(game.input, game.rates.ticksPerFrame),
      },
    }),
    acknowledge: defineMessage({
      name: 'acknowledge',
      type: 2,
      purpose: 'The newest snapshot applied, from a client that sends no input: a spectator.',
      fields: { acknowledged: uint32() },
    }),
    desync: defineMessage({
      name: 'desync',
      type: 3,
      purpose: 'The rows held at this tick do not match the checksum: a full snapshot, please.',
      fields: { tick: uint32() },
    }),
    view: defineMessage({
      name: 'view',
      type: 4,
      purpose: 'The shape of the screen, as width / height in thousandths.',
      fields: { aspectMille: int(Math.floor(MIN_ASPECT * 1000), Math.ceil(MAX_ASPECT * 1000)) },
    }),
    away: defineMessage({
      name: 'away',
      type: 5,
      purpose: 'The page went out of sight, or came back.',
      fields: { isAway: bool() },
    }),
    askPing: defineMessage({
      name: 'askPing',
      type: 6,
      purpose: 'How far from the server is this player?',
      fields: { playerId: int(1, 0xffff) },
    }),
    setBack: defineMessage({
      name: 'setBack',
      type: 7,
      purpose: 'My clock was ahead and is set back: what I sent for this tick and later is void, and comes again.',
      fields: { tick: uint32() },
    }),
  };
}

/** What a server says, snapshots apart. */
function createServerMessages(game: GameShape) {
  return {
    welcome: defineMessage({
      name: 'welcome',
      type: 17,
      purpose: 'You are in: who you are, where, and what both ends build the arena from.',
      fields: {
        protocol: int(0, 0xffff),
        tick: uint32(),
        role: oneOf('player', 'spectator'),
        /** 0 for a spectator. */
        playerId: int(0, 0xffff),
        room: text(MAX_ROOM_ID),
        /** Lets you come back to this seat; empty for a spectator. */
        resume: text(MAX_RESUME_TOKEN),
        arena: rows(game.arenaOptions, 1),
      },
    }),
    players: defineMessage({
      name: 'players',
      type: 18,
      purpose: 'Who some player ids are; it comes before the first snapshot or event that names them.',
      fields: {
        entries: list(
          group({ id: int(1, 0xffff), nickname: text(MAX_NAME_UNITS), kind: oneOf('human', 'bot'), hue: int(0, 359) }),
          MAX_INTRODUCED,
        ),
      },
    }),
    leaderboard: defineMessage({
      name: 'leaderboard',
      type: 19,
      purpose: 'The ten best and your own place, once a second when it changed.',
      fields: {
        /** Player id, score, player id, score … the best first. */
        entries: list(uint32(), 20),
        ownRank: optional(int(1, 0xffff)),
        ownScore: optional(uint32()),
        players: int(0, 0xffff),
      },
    }),
    density: defineMessage({
      name: 'density',
      type: 20,
      purpose:
        'How many entities are where, of the kinds that the game counts: 16 x 16 squares of the world, row by row, every 2 s, the same for all.',
      fields: { counts: list(int(0, 0xffff), 256) },
    }),
    role: defineMessage({
      name: 'role',
      type: 21,
      purpose: 'You are a spectator now, and why.',
      fields: { role: oneOf('player', 'spectator'), playerId: int(0, 0xffff), reason: text(256) },
    }),
    tickHealth: defineMessage({
      name: 'tickHealth',
      type: 22,
      purpose: 'How the server keeps up: whether it simulates slower than real time, and how much load it sheds.',
      fields: {
        isSlow: bool(),
        /** 0: none; 1: half the snapshots; 2: half the entities too; 3: nobody new is taken. */
        load: int(0, 3),
      },
    }),
    notice: defineMessage({
      name: 'notice',
      type: 24,
      purpose: 'Something that the operator of the server wants all to know.',
      fields: { text: text(MAX_NOTICE_UNITS) },
    }),
    ping: defineMessage({
      name: 'ping',
      type: 23,
      purpose: 'The answer to askPing, where one is known: the round trip to that player.',
      fields: { playerId: int(1, 0xffff), ms: int(0, MAX_PING_MS) },
    }),
  };
}

export type ClientMessages = ReturnType<typeof createClientMessages>;
export type ServerMessages = ReturnType<typeof createServerMessages>;
export type ClientMessage = Message<ClientMessages[keyof ClientMessages]>;
export type ServerMessage = Message<ServerMessages[keyof ServerMessages]>;

/** Both unions for one game, with their decoders. */
export function createProtocol(game: GameShape) {
  const client = createClientMessages(game);
  const server = createServerMessages(game);
  return {
    client,
    server,
    decodeClient: messageDecoder<ClientMessages[keyof ClientMessages]>(Object.values(client)),
    /** Takes what it can of input messages; all else is for `decodeClient`. */
    inputReader: new InputReader(client.input.type, game.input, game.rates.ticksPerFrame),
    decodeServer: messageDecoder<ServerMessages[keyof ServerMessages]>(Object.values(server)),
  };
}

export type Protocol = ReturnType<typeof createProtocol>;
