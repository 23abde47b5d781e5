// What lets a client come back to its seat: a key that nobody can guess, and a token that proves that this server gave it out. And how it,
// and a join code, are shown at the upgrade.

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

/** The resume token among the subprotocols that an upgrade offers, as `onlyToken` answers it. */
export function resumeTokenIn(protocols: string | undefined): string | undefined {
  return onlyToken(entriesIn(protocols, 'resume.'));
}

/** The join code among the subprotocols, in the same way. */
export function joinCodeIn(protocols: string | undefined): string | undefined {
  return onlyToken(entriesIn(protocols, 'code.'));
}

function entriesIn(protocols: string | undefined, prefix: string): string[] {
  const entries = protocols?.split(',').map((entry) => entry.trim()) ?? [];
  return entries.filter((entry) => entry.startsWith(prefix)).map((entry) => entry.slice(prefix.length));
}

/**
 * The one token of those that were given; undefined for none. For several the answer is empty, which proves nothing: if one of them
 * counted, the parts that read a request could disagree on which.
 */
export function onlyToken(given: readonly string[]): string | undefined {
  return given.length > 1 ? '' : given[0];
}
