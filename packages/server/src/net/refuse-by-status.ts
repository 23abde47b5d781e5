// A refusal before the handshake: an HTTP status with its reason as text, and the end of the connection.

import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

export interface HttpRefusal {
  readonly status: number;
  readonly reason: string;
  /** When asking again may help; undefined when it will not. */
  readonly retryMs?: number | undefined;
  /** For the operator's log. */
  readonly facts?: Readonly<Record<string, string>> | undefined;
}

export const NOT_A_HANDSHAKE: HttpRefusal = { status: 400, reason: 'this is no WebSocket handshake' };

/** A refused request gets this long to take its answer. */
const REFUSAL_TIMEOUT_MS = 2000;

/** Answers an upgrade with a refusal, and ends its connection once that is written. */
export function refuseByStatus(socket: Duplex, { status, reason, retryMs }: HttpRefusal): void {
  const retryAfter = retryMs === undefined ? [] : [`Retry-After: ${Math.ceil(retryMs / 1000)}`];
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(reason)}`,
    ...retryAfter,
  ];
  const deadline = setTimeout(() => socket.destroy(), REFUSAL_TIMEOUT_MS);
  socket.once('close', () => clearTimeout(deadline));
  socket.once('finish', () => socket.destroy());
  socket.end(`${lines.join('\r\n')}\r\n\r\n${reason}`);
}
