// The simulator: a whole server and its clients in virtual time under one seed, for any game.

export type { Actor } from './actor.ts';
export { RoomNews } from './room-news.ts';
export { runSeed, type SeedOutcome } from './run-seed.ts';
export type { GameInvariants, PlayedTick, SimulatedGame } from './simulated-game.ts';
