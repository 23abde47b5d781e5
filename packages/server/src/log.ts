// The server's log: JSON lines on stderr. Nobody's address, token or join code is ever written to it.

import pino, { type Logger } from 'pino';
import { escapeUnsafe } from './log-text.ts';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** What the server's parts need of a log; a test passes its own. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** A log that says nothing. */
export const SILENT_LOG: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/**
 * A log on stderr. Writes are asynchronous, because a terminal or pipe that nobody reads must not hold up the tick loop;
 * pino flushes what is left when the process exits.
 */
export function createLog(level: LogLevel): Logger {
  const formatters = { level: (label: string) => ({ level: label }) };
  const destination = pino.destination({ fd: 2, sync: false });
  const hooks = { streamWrite: escapeUnsafe };
  return pino({ level, base: null, formatters, hooks, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}
