// The process around a running server, from its first line of log to its end: signals, bugs, the terminal, and who started it.

import { inBackground } from '../background.ts';
import type { LineSink } from '../line-sink.ts';
import type { Log } from '../log.ts';
import { readProcess, watchRunner } from './runner-watch.ts';
import { createServiceNotice } from './service-notice.ts';
import { hearSignals } from './signals.ts';
import { findTerminal } from './terminal.ts';
import { type Closable, WayOut } from './way-out.ts';

/** A running server, as its process sees it. */
interface Served extends Closable {
  /** Reads again what may have changed on disk: certificates, the list of blocked names. */
  reload(): Promise<void>;
}

interface LifeOptions {
  readonly log: Log;
  readonly logSink: LineSink;
  readonly output: LineSink;
  /** How long players' way to other nodes may take at a stop. */
  readonly drainMs: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
}

interface Life {
  /** The server is up, and can be opened at a place. */
  holds(server: Served, place: string): void;
  /** Ends in good order. */
  stop(why: string): void;
}

/** Takes over what happens to this process; there is one life in it. */
export function beginLife({ log, logSink, output, drainMs, environment, now }: LifeOptions): Life {
  const notice = createServiceNotice({ environment, pid: process.pid, log });
  const terminal = findTerminal();
  let server: Served | undefined;
  const stopWatching = watchRunner({
    pid: process.pid,
    factsOf: readProcess,
    onGone: () => wayOut.stop('what started the server (npx, npm, pnpm) has ended'),
  });
  const onStop = (): void => {
    stopWatching();
    notice.stopping();
  };
  const wayOut = new WayOut({ log, now, sinks: [logSink, output], onStop }, drainMs);
  let place = '';
  const reload = async (): Promise<void> => {
    notice.reloading();
    const fault = await logSink.reopen();
    if (fault !== undefined) log.error({ fault }, 'the log file cannot be opened again: the old one stays in use');
    await server?.reload();
    log.info({}, `SIGHUP: ${fault === undefined ? 'log file opened and ' : ''}certificates and lists read again`);
    if (server !== undefined && !wayOut.isStopping) notice.ready(place);
  };
  hearSignals({
    stop: (signal) => wayOut.stop(signal),
    ignore: (signal) => log.warn({ signal }, 'a signal that means nothing to this server'),
    hangUp: () => {
      if (wayOut.isStopping) return;
      if (terminal.isGone()) {
        wayOut.stop('its terminal has gone');
        return;
      }
      // Everything that a terminal started hears of its end; the runner may die of it, and a server that was led away from there lives on.
      stopWatching();
      inBackground(log, 'reading again what SIGHUP asks for', reload);
    },
  });
  process.on('uncaughtException', (error) => wayOut.fail(error));
  // Node writes warnings to stderr by itself, and waits there.
  process.removeAllListeners('warning');
  process.on('warning', (warning) => log.warn({ err: warning }, 'Node warns'));
  return {
    holds: (opened, at) => {
      server = opened;
      place = at;
      if (!wayOut.isStopping) notice.ready(place);
      wayOut.holds(opened);
    },
    stop: (why) => wayOut.stop(why),
  };
}
