// What lets a client come back to its seat: a key that nobody can guess, and a token that proves that this server gave it out.

export interface ResumeTicket {
  /** By which the room knows the seat. */
  readonly key: string;
  /** What the client keeps: letters, digits, `-`, `_` and `.`, at most MAX_RESUME_TOKEN of them. */
  readonly token: string;
}

export interface ResumeTokens {
  issue(): ResumeTicket;
  /** The key that a token proves; undefined for one that was not issued under this server's secret. */
  read(token: string): string | undefined;
}

const RESUME_PROTOCOL = /^resume\.([\w.-]+)$/;

/** The resume token among the subprotocols that an upgrade offers; undefined when there is none. */
export function resumeTokenIn(protocols: string | undefined): string | undefined {
  for (const protocol of protocols?.split(',') ?? []) {
    const match = RESUME_PROTOCOL.exec(protocol.trim());
    if (match?.[1] !== undefined) return match[1];
  }
  return undefined;
}
