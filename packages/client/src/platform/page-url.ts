// What the address bar says and how the server is reached from it. No address is built in: the page's own host serves all.

import { MAX_NODE_NAME, MAX_ROOM_NAME } from '@starfray/shared/protocol';
import type { PageRoot } from './page-root.ts';

const INVITE_PATH = /^r\/([^/]+)\/?$/;
/** What servers take: a room's name, or its id in a cluster, which begins with the node's. */
const ROOM = new RegExp(`^(n[a-z0-9_]{1,${MAX_NODE_NAME}}-)?[a-z0-9_-]{1,${MAX_ROOM_NAME}}$`);

/** The room of an invitation, `/r/<room>` below the root, by any name: as servers take it. Undefined on any other path. */
export function roomOfPath(root: PageRoot, pathname: string): string | undefined {
  if (!pathname.startsWith(root.pathname)) return undefined;
  const encoded = INVITE_PATH.exec(pathname.slice(root.pathname.length))?.[1];
  if (encoded === undefined) return undefined;
  try {
    return roomNamed(decodeURIComponent(encoded));
  } catch {
    return undefined;
  }
}

// A name that servers take stays; of any other what Latin letters and digits it has, or else its bytes: the same for all who type it.
function roomNamed(name: string): string {
  if (ROOM.test(name)) return name;
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const words = plain.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
  const bytes = Array.from(new TextEncoder().encode(plain), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return (words === '' ? bytes : words).slice(0, MAX_ROOM_NAME);
}

/** The server that the page came from: its addresses begin so. */
export function homeServer({ origin, pathname }: PageRoot): string {
  return `${origin}${pathname.replace(/\/$/, '')}`;
}

/** A page's path as its server knows it, from that server's root on: `/r/den`. */
export function pathBelow({ pathname: path }: PageRoot, pathname: string): string {
  return pathname.startsWith(path) ? pathname.slice(path.length - 1) : '/';
}

/** May a page connect to a server by its URL? From https a browser reaches https alone. */
export function mayReach({ protocol }: PageRoot, server: string): boolean {
  return protocol !== 'https:' || server.startsWith('https:');
}

/** The token in `#token=…`, which no server and no log ever sees; undefined when there is none. */
export function tokenOfHash(hash: string): string | undefined {
  return new URLSearchParams(hash.replace(/^#/, '')).get('token') ?? undefined;
}

/** The link that brings a friend into the same room, which opens again in that mode if it is gone by then. */
export function inviteUrl(root: PageRoot, room: string, mode?: string): string {
  return `${homeServer(root)}/r/${encodeURIComponent(room)}${mode === undefined ? '' : `?mode=${mode}`}`;
}
