// What the address bar says and how the server is reached from it. No address is built in: the page's own host serves all.

export type JoinKind = 'human' | 'spectator';

export interface PageAddress {
  readonly protocol: string;
  readonly host: string;
  readonly pathname: string;
}

const INVITE_PATH = /^\/r\/([^/]+)\/?$/;

/** The room of an invitation, `/r/<room>`; undefined on any other path. */
export function roomOfPath(pathname: string): string | undefined {
  const encoded = INVITE_PATH.exec(pathname)?.[1];
  if (encoded === undefined) return undefined;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}

export interface JoinQuery {
  readonly version: string;
  readonly kind: JoinKind;
  readonly name: string;
  readonly room: string | undefined;
  readonly code: string | undefined;
}

/** The address of the socket that joins the game, on the page's own host. */
export function socketUrl(page: PageAddress, join: JoinQuery): string {
  const query = new URLSearchParams({ v: join.version, kind: join.kind });
  if (join.room !== undefined) query.set('room', join.room);
  if (join.name !== '') query.set('name', join.name);
  if (join.code !== undefined && join.code !== '') query.set('code', join.code);
  return `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}/ws?${query}`;
}

/** The link that brings a friend into the same room. */
export function inviteUrl(page: PageAddress, room: string): string {
  return `${page.protocol}//${page.host}/r/${encodeURIComponent(room)}`;
}
