// Layer 3, the server's end of a connection: requests to join, the players who are there, and their messages.

export type { Admit, Verdict, Visitor } from './admission.ts';
export { isOnList } from './allowed-origins.ts';
export { closeReason } from './close-reason.ts';
export { type JoinKind, type JoinRefusal, type JoinRequest, parseJoinRequest } from './join-request.ts';
export { mendName } from './player-name.ts';
export { joinCodeIn, onlyToken, type ResumeTicket, type ResumeTokens, resumeTokenIn } from './resume.ts';
export { type Player, Roster } from './roster.ts';
export { Session, type SessionDeps, type SessionHandlers } from './session.ts';
export { TokenBucket } from './token-bucket.ts';
