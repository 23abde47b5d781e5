// What the address bar says and how the server is reached from it. No address is built in: the page's own host serves all.

export interface PageAddress {
  readonly protocol: string;
  readonly host: string;
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

/** Where sockets go: the page's own host, over TLS if the page came over TLS. */
export function socketServer({ protocol, host }: PageAddress): string {
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}`;
}

/** The link that brings a friend into the same room. */
export function inviteUrl({ protocol, host }: PageAddress, room: string): string {
  return `${protocol}//${host}/r/${encodeURIComponent(room)}`;
}
