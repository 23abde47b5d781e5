// What a service manager hears of this process (sd_notify(3)): ready, reloading, stopping, and that it is still alive. Node has no datagram
// sockets of UNIX, so systemd's own `systemd-notify` sends it.

import { spawn } from 'node:child_process';
import type { Log } from '../log.ts';

export interface ServiceNotice {
  ready(status: string): void;
  /** Between this and the next `ready` files are read again. */
  reloading(): void;
  stopping(): void;
}

export interface ServiceNoticeDeps {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly pid: number;
  readonly log: Log;
}

const PROGRAM = 'systemd-notify';
const SILENT: ServiceNotice = { ready: () => undefined, reloading: () => undefined, stopping: () => undefined };

/** Where systemd-notify hangs, states do not pile up. */
const MAX_WAITING = 8;

/** Says nothing where no service manager listens. */
export function createServiceNotice({ environment, pid, log }: ServiceNoticeDeps): ServiceNotice {
  const { NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID } = environment;
  if (NOTIFY_SOCKET === undefined || NOTIFY_SOCKET === '') return SILENT;
  let isMissing = false;
  let waiting = 0;
  let last = Promise.resolve();
  // One after the other, or the manager might hear them in another order.
  const say = (...states: readonly string[]): void => {
    if (isMissing || waiting >= MAX_WAITING) return;
    waiting += 1;
    last = last.then(async () => {
      const fault = await send(states);
      waiting -= 1;
      if (fault === undefined || isMissing) return;
      isMissing = true;
      log.warn({ fault }, 'the service manager cannot be notified: install systemd-notify, or use Type=exec');
    });
  };
  const watchdogMs =
    WATCHDOG_PID === undefined || Number(WATCHDOG_PID) === pid ? Number(WATCHDOG_USEC) / 1000 : Number.NaN;
  let isBeating = false;
  return {
    ready: (status) => {
      say('READY=1', `STATUS=${status}`);
      // Half of the time, as sd_watchdog_enabled(3) recommends. The event loop that sends it is the one that runs the game.
      if (!(watchdogMs > 0) || isBeating) return;
      isBeating = true;
      // While something else is on its way that says the same: the queue is for states.
      setInterval(() => waiting === 0 && say('WATCHDOG=1'), watchdogMs / 2).unref();
    },
    reloading: () => say('RELOADING=1', `MONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`),
    // At once: the process may end before those that wait have had their turn.
    stopping: () => {
      const sent = isMissing ? undefined : send(['STOPPING=1', 'STATUS=Players are moving on.']);
      last = Promise.all([last, sent]).then(() => undefined);
    },
  };
}

/** Resolves when it is sent, or with what speaks against ever sending anything. */
function send(states: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(PROGRAM, states, { stdio: 'ignore' });
    child.once('error', (error) => resolve(error.message));
    child.once('exit', () => resolve(undefined));
  });
}
