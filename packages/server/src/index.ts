// The server as a library: one port over any rooms, and the real thing.

export { type Host, type HostDeps, type HostedRooms, type HostOptions, StartFault, startHost } from './host.ts';
export { createLog, type Log, type LogLevel, SILENT_LOG } from './log.ts';
export { WireMeter } from './net/index.ts';
export { type StarfrayOptions, startServer } from './server.ts';
