// Names and points of a server's players, kept so that a restart costs them nothing: the contract, apart from how it is kept.

/** How long a score can be taken after it was last written: a host's longer maintenance. */
export const SCORE_LASTS_MS = 3_600_000;

export interface KeptScore {
  readonly name: string;
  readonly score: number;
}

export interface ScoreEntry extends KeptScore {
  /** A digest of the key by which the player comes back: a reader of the database cannot resume with it. */
  readonly player: string;
}

export interface ScoreWrite {
  /** The life of the process that writes; empty for scores that any run may take. */
  readonly run: string;
  /** Unix ms. Scores older than SCORE_LASTS_MS by then are dropped. */
  readonly atMs: number;
  readonly kept: readonly ScoreEntry[];
  /** Players who will not come back. */
  readonly gone: readonly string[];
}

export interface ScoreClaim {
  readonly player: string;
  readonly run: string;
  readonly atMs: number;
}

/** Both reject with a `StoreFault`, and with nothing else. */
export interface ScoreShelf {
  /** All of it or nothing. */
  saveScores(write: ScoreWrite): Promise<void>;
  /** The score that another run wrote. A run gets it once; if that run ends before it writes a newer one, the next run gets it. */
  takeScore(claim: ScoreClaim): Promise<KeptScore | undefined>;
}
