// What a process costs, its CPU by thread and its memory, from the kernel (Linux): nothing is asked of the process, so any build can be measured.

import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts thread time in hundredths of a second. */
const MS_PER_JIFFY = 10;

export interface ThreadCpu {
  readonly id: number;
  /** As the kernel has it: at most 15 characters. */
  readonly name: string;
  /** User and system time so far. */
  readonly ms: number;
}

/** All threads of a process, the main one first; none where the system does not say. */
export function threadsOf(pid: number): ThreadCpu[] {
  let ids: string[];
  try {
    ids = readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
  const threads = ids.flatMap((id) => {
    try {
      return [readThread(Number(id), readFileSync(`/proc/${pid}/task/${id}/stat`, 'utf8'))];
    } catch {
      // It has just ended.
      return [];
    }
  });
  return threads.sort((a, b) => Number(b.id === pid) - Number(a.id === pid) || a.id - b.id);
}

// "id (name) state …", where the name may hold anything; user and system time are the 12th and 13th field behind it.
function readThread(id: number, stat: string): ThreadCpu {
  const end = stat.lastIndexOf(')');
  const fields = stat.slice(end + 2).split(' ');
  const jiffies = Number(fields[11]) + Number(fields[12]);
  return { id, name: stat.slice(stat.indexOf('(') + 1, end), ms: jiffies * MS_PER_JIFFY };
}

/** What each thread took from one look to the next; those that did nothing are left out, the main one apart. */
export function threadsBetween(before: readonly ThreadCpu[], after: readonly ThreadCpu[]): ThreadCpu[] {
  const was = new Map(before.map(({ id, ms }) => [id, ms]));
  return after
    .map((thread) => ({ ...thread, ms: thread.ms - (was.get(thread.id) ?? 0) }))
    .filter(({ ms }, i) => i === 0 || ms > 0);
}

/** Resident memory of a process in MiB; undefined where the system does not say. */
export function residentMiB(pid: number): number | undefined {
  try {
    const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kib === undefined ? undefined : Math.round(Number(kib) / 1024);
  } catch {
    return undefined;
  }
}
