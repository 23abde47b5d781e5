// Layer 3, the server's end of a connection: its messages, the names and tokens that it may show, and the players who are there.

export { isOnList } from './allowed-origins.ts';
export { closeReason } from './close-reason.ts';
export { mendName } from './player-name.ts';
export { joinCodeIn, onlyToken, type ResumeTicket, type ResumeTokens, resumeTokenIn } from './resume.ts';
export { DEPARTED_TICKS, type Player, Roster, type RosterListener } from './roster.ts';
export { Session, type SessionDeps, type SessionHandlers } from './session.ts';
export { TokenBucket } from './token-bucket.ts';
