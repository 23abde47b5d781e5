// The tables of the embedded store, as the steps that lead to them. A step that was released is never changed: another follows it.

import type { DatabaseSync } from 'node:sqlite';
import { StoreFault } from './store-fault.ts';

/** Says that a database is Starfray's: "SFRY". */
const APPLICATION_ID = 0x53465259;

/** Step n leads from version n to n + 1, as `PRAGMA user_version` counts. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE results (
    id TEXT PRIMARY KEY,
    pilot TEXT NOT NULL,
    is_identified INTEGER NOT NULL,
    name TEXT NOT NULL,
    mode TEXT NOT NULL,
    score INTEGER NOT NULL,
    kills INTEGER NOT NULL,
    deaths INTEGER NOT NULL,
    seconds INTEGER NOT NULL,
    ended_at_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- Follows from results; kept so that a leaderboard is the beginning of an index. A period is 'all' or an ISO week.
  CREATE TABLE best_scores (
    mode TEXT NOT NULL,
    period TEXT NOT NULL,
    pilot TEXT NOT NULL,
    is_identified INTEGER NOT NULL,
    name TEXT NOT NULL,
    score INTEGER NOT NULL,
    ended_at_ms INTEGER NOT NULL,
    PRIMARY KEY (mode, period, pilot)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX best_scores_by_rank ON best_scores (mode, period, score DESC, ended_at_ms, pilot);

  CREATE TABLE profiles (
    pilot TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    best_score INTEGER NOT NULL,
    stays INTEGER NOT NULL,
    kills INTEGER NOT NULL,
    deaths INTEGER NOT NULL,
    seconds INTEGER NOT NULL,
    first_seen_ms INTEGER NOT NULL,
    last_seen_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE bans (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    expires_at_ms INTEGER,
    banned_by TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE audit (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL,
    done_by TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- Points of players who may come back after a restart. A run is one life of the server's process.
  CREATE TABLE scores (
    player TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    score INTEGER NOT NULL,
    run TEXT NOT NULL,
    written_at_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- What is counted of a visit is the game's own: kills and deaths were the first.
  ALTER TABLE results ADD COLUMN tallies TEXT NOT NULL DEFAULT '{}';
  UPDATE results SET tallies = json_object('kills', kills, 'deaths', deaths);
  ALTER TABLE results DROP COLUMN kills;
  ALTER TABLE results DROP COLUMN deaths;

  CREATE TABLE profile_tallies (
    pilot TEXT NOT NULL,
    name TEXT NOT NULL,
    total INTEGER NOT NULL,
    PRIMARY KEY (pilot, name)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO profile_tallies SELECT pilot, 'kills', kills FROM profiles;
  INSERT INTO profile_tallies SELECT pilot, 'deaths', deaths FROM profiles;
  ALTER TABLE profiles DROP COLUMN kills;
  ALTER TABLE profiles DROP COLUMN deaths;
  `,
];

/** @throws StoreFault when a newer version, or another program, wrote the database. Changes nothing. */
export function checkSchema(database: DatabaseSync, known: number = MIGRATIONS.length): void {
  const version = pragma(database, 'user_version');
  const application = pragma(database, 'application_id');
  const { objects } = database.prepare('SELECT count(*) AS objects FROM sqlite_schema').get() ?? {};
  if (application !== APPLICATION_ID && (application !== 0 || version !== 0 || objects !== 0)) {
    throw new StoreFault(
      'failed',
      'is a database of another program: move it away, or give another place for the data',
    );
  }
  if (version > known) {
    throw new StoreFault(
      'newer-schema',
      `has schema ${version}, this server knows ${known}: run the newer server, or put back a backup from before`,
    );
  }
}

/** Takes the steps that are missing, each whole or not at all. @throws what SQLite throws; the steps before remain. */
export function migrate(database: DatabaseSync, migrations: readonly string[] = MIGRATIONS): void {
  for (const [version, step] of migrations.entries()) {
    if (pragma(database, 'user_version') > version) continue;
    database.exec('BEGIN IMMEDIATE');
    try {
      // Another server may have taken the step while this one waited for the lock.
      if (pragma(database, 'user_version') === version) {
        database.exec(`${step}; PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${version + 1}`);
      }
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }
}

function pragma(database: DatabaseSync, name: 'user_version' | 'application_id'): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}
