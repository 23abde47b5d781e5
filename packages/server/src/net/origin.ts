// Which pages may open a WebSocket: only a browser sends an Origin, and it cannot be talked out of it.

import type { IncomingHttpHeaders } from 'node:http';
import { isOnList } from '../session/index.ts';

/**
 * True for no Origin at all (not a browser), for the host that was asked, and for those on the list. `host` is what a trusted proxy
 * says was asked for.
 */
export function isOwnOrigin(headers: IncomingHttpHeaders, allowed: readonly string[], host = headers.host): boolean {
  if (headers.origin === undefined) return true;
  const origin = URL.parse(headers.origin);
  if (origin === null) return false;
  if (isOnList(origin.origin, allowed)) return true;
  // By the origin's own scheme, so that a default port counts as the same written or not; TLS may end at a proxy.
  const asked = URL.parse(`${origin.protocol}//${host ?? ''}`);
  return asked !== null && asked.host === origin.host && asked.host !== '';
}
