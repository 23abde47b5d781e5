// What the server's thread and the embedded store's thread say to each other. Requests are answered in order, each by one reply.

import type { Ban } from '@starfray/shared/admin';
import type { Result } from '@starfray/shared/core';
import type { KeptScore, ScoreClaim, ScoreWrite } from './score-shelf.ts';
import type { WireFault } from './sqlite-faults.ts';
import type { AuditEntry, LeaderboardEntry, LeaderboardQuery, Profile, VisitResult } from './store.ts';

/** What a thread is started for. */
export type WorkerJob =
  | {
      readonly kind: 'keep';
      readonly path: string;
      /** How long another process's lock is waited for. */
      readonly lockWaitMs: number;
      /** The size beyond which the database counts as a full disk does; without it there is none. */
      readonly maxPages: number | undefined;
      readonly maxBans: number;
    }
  | { readonly kind: 'backup'; readonly from: string; readonly to: string; readonly lockWaitMs: number };

export type Write =
  | { readonly kind: 'result'; readonly result: VisitResult }
  | { readonly kind: 'ban'; readonly ban: Ban }
  | { readonly kind: 'unban'; readonly id: string }
  | { readonly kind: 'audit'; readonly entry: AuditEntry }
  | { readonly kind: 'scores'; readonly write: ScoreWrite };

export type Question =
  | { readonly kind: 'leaderboard'; readonly query: LeaderboardQuery }
  | { readonly kind: 'profile'; readonly pilot: string }
  | { readonly kind: 'bans'; readonly nowMs: number }
  | { readonly kind: 'audit'; readonly limit: number }
  /** Writes, too: what was given once is not given again. */
  | { readonly kind: 'score'; readonly claim: ScoreClaim };

export type Answer =
  | { readonly kind: 'leaderboard'; readonly entries: readonly LeaderboardEntry[] }
  | { readonly kind: 'profile'; readonly profile: Profile | undefined }
  | { readonly kind: 'bans'; readonly bans: readonly Ban[]; readonly unreadable: readonly string[] }
  | { readonly kind: 'audit'; readonly entries: readonly AuditEntry[] }
  | { readonly kind: 'score'; readonly score: KeptScore | undefined };

/** Of a write that is committed: did it change anything? */
export type Outcome = Result<boolean, WireFault>;

export type Request =
  | { readonly kind: 'commit'; readonly writes: readonly Write[] }
  | { readonly kind: 'ask'; readonly question: Question }
  | { readonly kind: 'close' };

export type Reply =
  /** The job's beginning went well; of a backup, all of it. */
  | { readonly kind: 'ready' }
  /** The job cannot be done. */
  | { readonly kind: 'refused'; readonly fault: WireFault }
  /** An outcome for each write of the group, in its order. */
  | { readonly kind: 'committed'; readonly outcomes: readonly Outcome[] }
  | { readonly kind: 'answered'; readonly answer: Result<Answer, WireFault> }
  /** For the log. */
  | { readonly kind: 'noticed'; readonly text: string };
