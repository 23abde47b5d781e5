// Layer 3, the server's end of a game: rooms, their tick and what each client is sent.

export { type FarFrontEnd, FarFrontEnds } from './far/far-front-ends.ts';
export { ThreadRooms } from './far/thread-rooms.ts';
export { DEFAULT_ROOM, sumOf } from './open-rooms.ts';
export { Room, type RoomDeps, type RoomOptions } from './room.ts';
export { type RoomStatus, Rooms, type RoomsOptions, type RoomsStatus } from './rooms.ts';
export type { FillBot, SpawnBot } from './seating/fill-bots.ts';
export type { PlayerView } from './seating/player-view.ts';
export type { RoomCounts } from './seating/seat-counts.ts';
export type { Visit } from './seating/visits.ts';
export { TickBellListener, type TickBellMemory } from './shared/tick-bell.ts';
export type { PublicationPart } from './shared/tick-publisher.ts';
export { NO_TIMER, type Stage, type StageTimer } from './time/stage-timer.ts';
export type { RoomLog } from './time/tick-health-log.ts';
export { TickStages } from './time/tick-stages.ts';
