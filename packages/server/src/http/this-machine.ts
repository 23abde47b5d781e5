// Does a request come from the machine that the server runs on?

import type { IncomingMessage } from 'node:http';

/** What proxies add. One that adds none of them and passes everything on makes the whole world look local. */
const FORWARDED = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'];

/** True for a loopback address, unless a proxy says that it only passes the request on. */
export function isFromLoopback({ socket, headers }: Pick<IncomingMessage, 'headers'> & Peer): boolean {
  return isLoopback(socket.remoteAddress) && FORWARDED.every((name) => headers[name] === undefined);
}

interface Peer {
  readonly socket: { readonly remoteAddress?: string | undefined };
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(::1$|(::ffff:)?127\.)/i.test(address);
}
