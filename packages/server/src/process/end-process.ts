// The last step of every way out. `process.exit` waits for the threads of the process, and so for ever where one is stuck in the
// kernel: a log on a pipe that nobody reads, a file on a share that is gone, a lookup of a name.

import { constants } from 'node:os';

/** What is under way in other threads, as Node names it. */
const IN_THREADS = /^(FS|GetAddrInfo|GetNameInfo)Req|^(Worker|MessagePort|ZlibContext)/;

/**
 * Ends the process with a code, at once. `isSettled` says that everything that was opened is closed; where it is not, or where something is
 * under way in a thread, the process gives its place to one that does nothing but end with that code.
 */
export function endProcess(code: number, isSettled: boolean): never {
  const isThreadBusy = process.getActiveResourcesInfo().some((name) => IN_THREADS.test(name));
  if (isSettled && !isThreadBusy) process.exit(code);
  replaceProcess(code);
  // An old Node that is only refused here cannot do that, and has nothing to lose by waiting.
  if (isSettled && process.execve === undefined) process.exit(code);
  // Only where a process cannot be replaced.
  process.kill(process.pid, constants.signals.SIGKILL);
  process.exit(code);
}

// The kernel ends all threads of a process that is replaced, whatever they wait for.
function replaceProcess(code: number): void {
  try {
    process.execve?.(process.execPath, [process.execPath, '-e', `process.exit(${code})`], {});
  } catch {
    // Said by the signal that follows.
  }
}
