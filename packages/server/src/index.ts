// The server as a library: `serveGame` serves any game; `startHost` is its port alone, over any rooms.

export { type Host, type HostDeps, type HostedRooms, type HostOptions, startHost } from './host.ts';
export type { GamePart } from './hosting/mounts.ts';
export { createLog, type Log, type LogLevel, SILENT_LOG } from './log.ts';
export { WireMeter } from './net/index.ts';
export { OperatorFault } from './operator-fault.ts';
export type { CreateFillBot, GameHost, ServeOptions } from './serve-options.ts';
export { gamePart, serveGame, serveGames } from './server.ts';
