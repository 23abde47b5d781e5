// The points of a server by itself, written beside its other data: a player who comes back after a restart, or a crash, has them again.
// A node of a cluster has no need of it: its scores are in Redis.

import { randomBytes } from 'node:crypto';
import { inBackground } from '../background.ts';
import { createScoreNames } from '../cluster/index.ts';
import type { PlacedJoin } from '../joining/index.ts';
import type { Log } from '../log.ts';
import type { KeptScore, ScoreEntry, ScoreShelf } from '../store/index.ts';

/** What a share has is written this long after it was looked at, at most, and looked at again as long after that: a second in all. */
const SAVE_MS = 500;
/** All scores of thousands are not looked at in one go, which would hold up a tick: a share at a time, and then they are written together. */
const SHARES = 10;
/** A player who got points is here under another key by then, and that is written: soon, since a crash would cost all of them. */
const SETTLE_MS = 100;
const FORGET_TAKEN_MS = 5000;
/** Scores that do not change are written again this often, so that they do not grow old. */
const REFRESH_MS = 600_000;

export interface ScoreKeeperDeps {
  readonly shelf: ScoreShelf;
  readonly rooms: {
    /** Of one in `shares` of the players; a player stays in one share. */
    keptScores(
      share: number,
      shares: number,
    ): readonly { readonly key: string; readonly name: string; readonly score: number }[];
    keepsSeat(key: string): boolean;
  };
  /** Names in the database are keyed with it. */
  readonly secret: Uint8Array;
  /** Names of before may be keyed with these. */
  readonly otherSecrets?: readonly Uint8Array[];
  /** Unix ms. */
  readonly wallNow: () => number;
  readonly log: Log;
}

export interface ScoreKeeper {
  /** The join with name and points from before the restart, if it has some: they are given once. */
  restore(join: PlacedJoin): Promise<PlacedJoin>;
  /** What a restored join was given can be taken again: this attempt came to nothing. */
  giveBack(join: PlacedJoin): void;
  /** Writes what has changed since the last time; never rejects. */
  save(): Promise<void>;
  /** Writes for the last time: what happens to rooms after this is not kept. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

export function keepScores({ shelf, rooms, secret, otherSecrets = [], wallNow, log }: ScoreKeeperDeps): ScoreKeeper {
  const run = randomBytes(9).toString('base64url');
  const playerOf = createScoreNames(secret);
  const namesOf = [playerOf, ...otherSecrets.map(createScoreNames)];
  const known = Array.from({ length: SHARES }, () => new KnownScores(playerOf));
  /** What has changed in the shares that were looked at since the last write. */
  let changes: Changes[] = [];
  const taken = new Map<string, number>();
  let state: 'idle' | 'saving' | 'finished' = 'idle';
  let lastFault: string | undefined;

  // Looks at the shares that were not looked at yet, or at all of them again.
  const look = (from: number, end: number): void => {
    changes.length = from;
    for (const [share, scores] of known.slice(from, end).entries()) {
      changes.push(scores.compare(rooms.keptScores(from + share, SHARES), wallNow()));
    }
  };
  const write = async (): Promise<void> => {
    const atMs = wallNow();
    const looked = changes;
    changes = [];
    const kept = looked.flatMap((change) => change.kept);
    const gone = looked.flatMap((change) => change.gone);
    const moved = [...taken].filter(([, ms]) => atMs - ms > FORGET_TAKEN_MS).map(([player]) => player);
    if (kept.length + gone.length + moved.length === 0) return;
    try {
      await shelf.saveScores({ run, atMs, kept, gone: [...gone, ...moved] });
      for (const { settle } of looked) settle();
      for (const player of moved) taken.delete(player);
      if (lastFault !== undefined) log.info({}, 'points are kept again');
      lastFault = undefined;
    } catch (error) {
      const text = String(error);
      if (text !== lastFault) log.error({ err: error }, 'points could not be kept: a restart now would cost them');
      lastFault = text;
    }
  };
  const save = async (): Promise<void> => {
    // One at a time: a disk that hangs must not gather writes.
    if (state !== 'idle') return;
    look(0, SHARES);
    await writeOnce();
  };
  const writeOnce = async (): Promise<void> => {
    state = 'saving';
    await write();
    if (state === 'saving') state = 'idle';
  };
  const step = async (): Promise<void> => {
    if (state !== 'idle') return;
    look(changes.length, changes.length + 1);
    if (changes.length === SHARES) await writeOnce();
  };
  const timer = setInterval(() => inBackground(log, 'keeping points', step), SAVE_MS / SHARES).unref();
  // Once for all who come back within this time.
  let settling: NodeJS.Timeout | undefined;
  const settleSoon = (): void => {
    settling ??= setTimeout(() => {
      settling = undefined;
      inBackground(log, 'keeping points', save);
    }, SETTLE_MS).unref();
  };
  return {
    restore: async (join) => {
      const { resume, kind } = join;
      if (resume === undefined || kind === 'spectator' || rooms.keepsSeat(resume)) return join;
      const score = await take(resume);
      if (score === undefined) return join;
      settleSoon();
      return { ...join, name: score.name, score: score.score };
    },
    giveBack: ({ resume, name, score }) => {
      if (resume === undefined || name === undefined || score === undefined) return;
      const player = playerOf(resume);
      taken.delete(player);
      const back = { run: '', atMs: wallNow(), kept: [{ player, name, score }], gone: [] };
      inBackground(log, 'giving points back', () => shelf.saveScores(back));
    },
    save,
    finish: async () => {
      clearInterval(timer);
      clearTimeout(settling);
      state = 'finished';
      look(0, SHARES);
      await write();
    },
    close: async () => {
      clearInterval(timer);
      clearTimeout(settling);
      state = 'finished';
    },
  };

  async function take(resume: string): Promise<KeptScore | undefined> {
    try {
      for (const nameOf of namesOf) {
        const player = nameOf(resume);
        const score = await shelf.takeScore({ player, run, atMs: wallNow() });
        if (score === undefined) continue;
        taken.set(player, wallNow());
        return score;
      }
      return undefined;
    } catch (error) {
      log.error({ err: error }, 'points of before could not be read');
      return undefined;
    }
  }
}

/** What of a share is to be written; `settle` once it is. */
interface Changes {
  readonly kept: readonly ScoreEntry[];
  readonly gone: readonly string[];
  settle(): void;
}

/** What was written last, to write only what is new. */
class KnownScores {
  private readonly playerOf: (key: string) => string;
  private written = new Map<string, ScoreEntry>();
  private refreshedMs = Number.NEGATIVE_INFINITY;

  constructor(playerOf: (key: string) => string) {
    this.playerOf = playerOf;
  }

  /** What has changed; `settle` once it is written. */
  compare(
    scores: readonly { readonly key: string; readonly name: string; readonly score: number }[],
    atMs: number,
  ): Changes {
    const isRefresh = atMs - this.refreshedMs >= REFRESH_MS;
    const next = new Map<string, ScoreEntry>();
    const kept: ScoreEntry[] = [];
    for (const { key, name, score } of scores) {
      const before = this.written.get(key);
      const isSame = before !== undefined && before.score === score && before.name === name;
      const entry = isSame ? before : { player: before?.player ?? this.playerOf(key), name, score };
      next.set(key, entry);
      if (!isSame || isRefresh) kept.push(entry);
    }
    const gone = [...this.written].filter(([key]) => !next.has(key)).map(([, { player }]) => player);
    const settle = (): void => {
      this.written = next;
      if (isRefresh) this.refreshedMs = atMs;
    };
    return { kept, gone, settle };
  }
}
