// Layer 1: how a game describes itself to the engine.

export {
  type Audience,
  defineEntity,
  defineEvent,
  defineInput,
  definePrivate,
  type EntityKind,
  type EntitySchema,
  type EventKind,
  type EventSchema,
  type InputKind,
  type InputSchema,
  type Interest,
  type PrivateKind,
  type PrivateSchema,
} from './entity.ts';
export { EntityTable } from './entity-table.ts';
export { EventQueue } from './event-queue.ts';
export {
  angle,
  bool,
  type Field,
  type FieldType,
  flag,
  type GroupValues,
  group,
  INVALID,
  type IntField,
  type Invalid,
  int,
  list,
  oneOf,
  optional,
  player,
  press,
  smooth,
  text,
  uint32,
} from './fields.ts';
export type { Absence, Command, Game, Mode, Point, Rates, Tallies, Team, Teams, ViewSize, World } from './game.ts';
export { BOTS_MODE, type GameIdentity, identify } from './identity.ts';
export { InputTable, inputView, MAX_PLAYER_ID } from './input-table.ts';
export {
  advanceMatch,
  beginMatch,
  endPlay,
  holdWarmUp,
  isHeld,
  type MatchPhase,
  type MatchRow,
  type MatchRules,
  match,
  phaseOf,
  scorePoint,
  teamScoreOf,
  teamToJoin,
} from './match.ts';
export {
  defineMessage,
  encodeMessage,
  type Message,
  type MessageFields,
  type MessageSchema,
  type MessageValues,
  messageDecoder,
} from './message.ts';
export { modeOfArena, modesOf } from './modes.ts';
export {
  columnOutOfRange,
  copyInts,
  defineRow,
  MAX_COLUMNS,
  type Row,
  type RowFields,
  type RowKind,
  type RowPlace,
  type RowSchema,
  sameInts,
} from './row.ts';
