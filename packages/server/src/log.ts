// The server's log: JSON lines on stderr or in a file. Nobody's address, token or join code is ever written to it.

import pino, { type Logger } from 'pino';
import { LineSink } from './line-sink.ts';
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

/** Where a log goes: stderr, or the end of a file. @throws Node's error when the file cannot be opened. */
export function openLogSink(path?: string): LineSink {
  return path === undefined ? LineSink.onDescriptor(2, { describeLoss }) : LineSink.onFile(path, { describeLoss });
}

/** A log on stderr, unless another sink is given. Nothing that happens to the sink holds up or ends the server. */
export function createLog(level: LogLevel, sink: LineSink = openLogSink()): Logger {
  const formatters = { level: (label: string) => ({ level: label }) };
  const destination = { write: (line: string) => sink.write(line) };
  const hooks = { streamWrite: escapeUnsafe };
  return pino({ level, base: null, formatters, hooks, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}

function describeLoss(lines: number, fault: string): string {
  return `${JSON.stringify({ level: 'warn', time: new Date().toISOString(), lines, fault, msg: 'log lines were lost' })}\n`;
}
