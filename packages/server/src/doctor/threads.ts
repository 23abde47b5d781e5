// How many threads a server would take connections with on this machine, and what speaks against more.

import { availableParallelism } from 'node:os';
import type { ServerOptions } from '../config/options.ts';
import { countFrontEnds, whyNotShared } from '../front-end/index.ts';
import { doubtful, type Finding, well } from './finding.ts';

/** What is found out of the machine. */
export interface ThreadMachine {
  readonly cores: number;
  /** Why two threads cannot listen on one port, as the system has it. */
  readonly whyNotShared: () => Promise<string | undefined>;
}

const THIS_MACHINE: ThreadMachine = { cores: availableParallelism(), whyNotShared };

export async function checkThreads(
  { threads, host }: Pick<ServerOptions, 'threads' | 'host'>,
  machine: ThreadMachine = THIS_MACHINE,
): Promise<Finding[]> {
  const { cores } = machine;
  const count = countFrontEnds(threads, cores);
  const has = `${cores} ${cores === 1 ? 'core' : 'cores'}`;
  if (count === 0)
    return [well('threads', `${has}: connections run on the thread of the rooms (--threads ${threads})`)];
  if (host.startsWith('unix:'))
    return [well('threads', 'a UNIX socket is not shared: connections run on the thread of the rooms')];
  const fault = await machine.whyNotShared();
  if (fault !== undefined) {
    const text = `${count} threads would take connections, and this system does not let them share a port (${fault})`;
    return [doubtful('threads', text, 'give --threads 0; on Linux they can')];
  }
  if (count < cores) return [well('threads', `${has}: ${count} threads take connections beside that of the rooms`)];
  const text = `${count} threads take connections beside that of the rooms, on ${has}: they take time from it`;
  return [doubtful('threads', text, 'give --threads auto')];
}
