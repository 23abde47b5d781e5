// Whether the terminal that a process was started from is still there.

import { closeSync, constants, openSync } from 'node:fs';
import { isatty } from 'node:tty';

export interface Terminal {
  /** It was there at the start, and is no longer. */
  isGone(): boolean;
}

const STANDARD_STREAMS = [0, 1, 2];

/**
 * The terminal of this process. One that the process does not use (`nohup`, or all three streams led elsewhere) counts as none: what was
 * started like that is meant to outlive it. Node itself cannot tell: it undoes what `nohup` sets.
 */
export function findTerminal(): Terminal {
  const hadOne = STANDARD_STREAMS.some((fd) => isatty(fd)) && hasControllingTerminal();
  return { isGone: () => hadOne && !hasControllingTerminal() };
}

function hasControllingTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', constants.O_RDONLY | constants.O_NOCTTY | constants.O_NONBLOCK));
    return true;
  } catch {
    return false;
  }
}
