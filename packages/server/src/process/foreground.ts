// May this process read its terminal? One in the background that does is stopped by the kernel (SIGTTIN), with all its players.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Is this process in the foreground of its terminal? Where that cannot be found out it is not. */
export function isInForeground(): boolean {
  try {
    return process.platform === 'linux' ? groupsOf(readFileSync('/proc/self/stat', 'utf8')) : groupsByPs();
  } catch {
    return false;
  }
}

/** Of a line of /proc/PID/stat, https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: pgrp is the fifth field, tpgid the eighth. */
export function groupsOf(stat: string): boolean {
  // The name of the program, in brackets, may hold blanks and brackets itself.
  const [, , group, , , foreground] = stat
    .slice(stat.lastIndexOf(')') + 1)
    .trimStart()
    .split(' ');
  return group !== undefined && group === foreground;
}

function groupsByPs(): boolean {
  if (process.platform === 'win32') return true;
  const text = execFileSync('ps', ['-o', 'pgid=,tpgid=', '-p', String(process.pid)], {
    encoding: 'utf8',
    timeout: 1000,
  });
  const [group, foreground] = text.trim().split(/\s+/);
  return group !== undefined && group === foreground;
}
