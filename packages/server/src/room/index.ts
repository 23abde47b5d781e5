// Layer 3, the server's end of a game: rooms, their tick and what each client is sent.

export type { FillBot, SpawnBot } from './fill-bots.ts';
export type { PlayerView } from './player-view.ts';
export { Room, type RoomDeps, type RoomOptions } from './room.ts';
export { DEFAULT_ROOM, type RoomStatus, Rooms, type RoomsOptions, type RoomsStatus } from './rooms.ts';
export type { SeatMarks } from './seat.ts';
export type { RoomCounts } from './seats.ts';
export { NO_TIMER, type Stage, type StageTimer } from './stage-timer.ts';
export type { RoomLog } from './tick-health-log.ts';
export { TickStages } from './tick-stages.ts';
export type { Visit } from './visits.ts';
