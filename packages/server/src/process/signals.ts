// What each signal does. Node ends at once at most of them, and opens a debugger at one; players would see a broken connection.

import { constants } from 'node:os';

export interface SignalActions {
  /** End in good order. */
  stop(signal: string): void;
  /** The terminal has gone, or an operator asks for another look at files. */
  hangUp(): void;
  /** A signal that means nothing here. */
  ignore(signal: string): void;
}

/** Ends the server in good order: asked for, at the terminal, or by what will end the process or the machine soon. */
const STOPPING = ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGPWR', 'SIGXCPU', 'SIGBREAK'] as const;
/**
 * Never sent on purpose: timers and files of other programs, habits from other servers. Left to their default are the faults
 * (SIGSEGV, SIGABRT and their like), SIGPROF, which V8's profiler needs, and real-time signals, which Node cannot hear; and SIGPIPE, which Node
 * ignores by itself: the kernel sends one for each write to a connection that has gone.
 */
const MEANINGLESS = ['SIGUSR1', 'SIGUSR2', 'SIGALRM', 'SIGVTALRM', 'SIGIO', 'SIGSTKFLT'] as const;

/** Hears them from now on. */
export function hearSignals(actions: SignalActions): void {
  for (const signal of known(STOPPING)) process.on(signal, () => actions.stop(signal));
  for (const signal of known(MEANINGLESS)) process.on(signal, () => actions.ignore(signal));
  process.on('SIGHUP', () => actions.hangUp());
}

/** Those that the system has. */
function known(signals: readonly NodeJS.Signals[]): NodeJS.Signals[] {
  return signals.filter((signal) => Object.hasOwn(constants.signals, signal));
}
