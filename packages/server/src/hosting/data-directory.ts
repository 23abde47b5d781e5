// The data directory belongs to one server at a time: two on one directory would answer for each other's players with half of the facts.

import { hostname } from 'node:os';
import type { Log } from '../log.ts';
import { OperatorFault } from '../operator-fault.ts';
import { type DataLock, lockData } from '../store/index.ts';

/** Takes the directory for this process; undefined without one. @throws OperatorFault when another server has it. */
export function takeDirectory(data: string | undefined, log: Log): DataLock | undefined {
  if (data === undefined) return undefined;
  const lock = lockData(data);
  if (!lock.ok) throw new OperatorFault(lock.fault);
  if (!lock.value.isHeld)
    log.warn({ data }, 'the data directory has no locks: a second server on it would not be noticed');
  lock.value.note(processFacts());
  return lock.value;
}

/** What commands on this machine read of the server that has the directory. */
export function processFacts() {
  return { pid: process.pid, host: hostname(), startedAtMs: Date.now() };
}
