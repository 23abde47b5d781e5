// An upgrade that belongs to another node: passed on as it came, and then every byte both ways. It reads none of them.

import type { IncomingMessage } from 'node:http';
import { connect as connectPlain } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';

const CONNECT_MS = 3000;

/** Headers that one hop says to the next, and the next must not hear from a stranger. */
export type HopHeaders = Readonly<Record<string, string>>;

/**
 * Passes a request on to `target` (`https://host:port`), with `hop` in place of any such headers of its own. `failed` hears when no
 * connection can be made; nothing was answered yet then. Either side's end is the other's.
 */
export function pipeUpgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  {
    target,
    hop,
    failed,
  }: { readonly target: string; readonly hop: HopHeaders; readonly failed: (error: Error) => void },
): void {
  const url = new URL(target);
  const isTls = url.protocol === 'https:';
  const port = Number(url.port || (isTls ? 443 : 80));
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const far = isTls
    ? connectTls({ host, port, servername: /[a-z]/i.test(host) ? host : '' })
    : connectPlain({ host, port });
  let isOpen = false;
  const deadline = setTimeout(() => far.destroy(new Error('no connection in time')), CONNECT_MS);
  far.once(isTls ? 'secureConnect' : 'connect', () => {
    clearTimeout(deadline);
    isOpen = true;
    far.setNoDelay(true);
    far.write(requestText(request, hop));
    if (head.length > 0) far.write(head);
    socket.pipe(far);
    far.pipe(socket);
  });
  far.on('error', (error) => {
    clearTimeout(deadline);
    if (isOpen) socket.destroy();
    else failed(error);
  });
  far.once('close', () => {
    if (isOpen) socket.destroy();
  });
  socket.once('close', () => far.destroy());
}

function requestText(request: IncomingMessage, hop: HopHeaders): string {
  const { method = 'GET', url = '/', rawHeaders } = request;
  const lines = [`${method} ${url} HTTP/1.1`];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    if (hop[name.toLowerCase()] === undefined) lines.push(`${name}: ${rawHeaders[i + 1]}`);
  }
  for (const [name, value] of Object.entries(hop)) lines.push(`${name}: ${value}`);
  return `${lines.join('\r\n')}\r\n\r\n`;
}
