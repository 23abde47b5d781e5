// Whether the files of an open database are still those at its path: an open file outlives its name, and what is written to it then is lost.

import { type BigIntStats, statSync } from 'node:fs';

export class FileWatch {
  private readonly path: string;
  private readonly database: bigint | undefined;
  /** The log comes with the first read or write. */
  private log: bigint | undefined;

  /** Watches what lies at `path` now. */
  constructor(path: string) {
    this.path = path;
    this.database = inodeAt(path);
  }

  /** Costs two system calls. */
  look(): 'there' | 'removed' | 'replaced' {
    const [database, log] = [inodeAt(this.path), inodeAt(`${this.path}-wal`)];
    if (database !== undefined && database !== this.database) return 'replaced';
    if (database === undefined || (this.log !== undefined && log !== this.log)) return 'removed';
    this.log = log;
    return 'there';
  }
}

function inodeAt(path: string): bigint | undefined {
  const stats: BigIntStats | undefined = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats?.ino;
}
