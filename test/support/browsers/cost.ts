// What the programs that this process started have cost so far, from Linux's own books: proc(5).

import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second, as Linux has it everywhere. */
const TICKS_PER_SECOND = 100;
/** Places in /proc/PID/stat, counted from the state, which follows the name. */
const PARENT = 1;
const OWN_TIME = [11, 12] as const;
const ENDED_CHILDREN_TIME = [13, 14] as const;

/** CPU-seconds of all descendants that live, and of those that ended before them. */
export function descendantSeconds(): number {
  const stats = new Map<number, readonly number[]>();
  for (const name of readdirSync('/proc')) if (/^\d+$/.test(name)) stats.set(Number(name), statOf(name));
  const isMine = (pid: number): boolean => {
    const parent = stats.get(pid)?.[PARENT] ?? 0;
    return parent === process.pid || (parent > 1 && isMine(parent));
  };
  let ticks = 0;
  for (const [pid, fields] of stats) {
    if (!isMine(pid)) continue;
    for (const place of [...OWN_TIME, ...ENDED_CHILDREN_TIME]) ticks += fields[place] ?? 0;
  }
  return ticks / TICKS_PER_SECOND;
}

/** Nothing of a process that has ended since it was listed. */
function statOf(pid: string): readonly number[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
  } catch {
    return [];
  }
}
