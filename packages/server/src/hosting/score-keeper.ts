// The points of a server by itself, written beside its other data: a player who comes back after a restart, or a crash, has them again.
// A node of a cluster has no need of it: its scores are in Redis.

import { randomBytes } from 'node:crypto';
import { inBackground } from '../background.ts';
import { createScoreNames } from '../cluster/index.ts';
import type { PlacedJoin } from '../joining/index.ts';
import type { Log } from '../log.ts';
import type { KeptScore, ScoreEntry, ScoreShelf } from '../store/index.ts';

const SAVE_MS = 1000;
/** A player who got points is here under another key by then, and that is written: soon, since a crash would cost all of them. */
const SETTLE_MS = 100;
const FORGET_TAKEN_MS = 5000;
/** Scores that do not change are written again this often, so that they do not grow old. */
const REFRESH_MS = 600_000;

export interface ScoreKeeperDeps {
  readonly shelf: ScoreShelf;
  readonly rooms: {
    keptScores(): readonly { readonly key: string; readonly name: string; readonly score: number }[];
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
  const known = new KnownScores(playerOf);
  const taken = new Map<string, number>();
  let state: 'idle' | 'saving' | 'finished' = 'idle';
  let lastFault: string | undefined;

  const write = async (): Promise<void> => {
    const atMs = wallNow();
    const { kept, gone, settle } = known.compare(rooms.keptScores(), atMs);
    const moved = [...taken].filter(([, ms]) => atMs - ms > FORGET_TAKEN_MS).map(([player]) => player);
    if (kept.length + gone.length + moved.length === 0) return;
    try {
      await shelf.saveScores({ run, atMs, kept, gone: [...gone, ...moved] });
      settle();
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
    state = 'saving';
    await write();
    if (state === 'saving') state = 'idle';
  };
  const saveNow = (): void => inBackground(log, 'keeping points', save);
  const timer = setInterval(saveNow, SAVE_MS).unref();
  return {
    restore: async (join) => {
      const { resume, kind } = join;
      if (resume === undefined || kind === 'spectator' || rooms.keepsSeat(resume)) return join;
      const score = await take(resume);
      if (score === undefined) return join;
      setTimeout(saveNow, SETTLE_MS).unref();
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
      state = 'finished';
      await write();
    },
    close: async () => {
      clearInterval(timer);
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

/** What was written last, to write only what is new. */
class KnownScores {
  private readonly playerOf: (key: string) => string;
  private written = new Map<string, ScoreEntry>();
  private refreshedMs = Number.NEGATIVE_INFINITY;

  constructor(playerOf: (key: string) => string) {
    this.playerOf = playerOf;
  }

  /** What has changed; `settle` once it is written. */
  compare(scores: readonly { readonly key: string; readonly name: string; readonly score: number }[], atMs: number) {
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
