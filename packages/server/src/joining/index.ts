// Layer 3, letting somebody in: the stages as types, the query, and the line for a seat, as rooms, sockets and HTTP know them. What proves
// and places visitors (admission, identity, placement) knows the server's options and is imported by file.

export type { JoinLimitsOptions, SeatTotals } from './join-limits.ts';
export { readJoinQuery } from './join-query.ts';
export { JoinSeating, type SeatingRooms } from './join-seating.ts';
export type { Lobby } from './lobby.ts';
export { localJoin } from './local-join.ts';
export type {
  Admit,
  JoinRefusal,
  PlacedJoin,
  SeatMarks,
  TurnedAway,
  Verdict,
  Visitor,
} from './stages.ts';
