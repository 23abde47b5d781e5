// The address of a join: all of it is in the upgrade, so there is no reservation that could expire.

import type { GameIdentity } from '@starfray/shared/contract';

export interface JoinOptions {
  /** `ws://host` or `wss://host`. */
  readonly server: string;
  readonly version: string;
  readonly kind: 'human' | 'bot' | 'spectator';
  readonly room?: string | undefined;
  readonly name?: string | undefined;
  readonly joinCode?: string | undefined;
  /** Node of a cluster that is asked for. */
  readonly node?: string | undefined;
}

/**
 * The subprotocols to offer in an upgrade: the game's own, the token of the seat to come back to, and the token that proves who the player
 * is.
 */
export function subprotocols(
  { subprotocol }: Pick<GameIdentity, 'subprotocol'>,
  resume?: string,
  identityToken?: string,
): string[] {
  return [
    subprotocol,
    ...(resume === undefined ? [] : [`resume.${resume}`]),
    ...(identityToken === undefined ? [] : [`token.${identityToken}`]),
  ];
}

/** The upgrade's address. */
export function joinUrl(options: JoinOptions): string {
  return `${options.server}/ws?${joinQuery(options)}`;
}

/** What is shown to a server that is asked; it goes by headers, since proxies log addresses. */
export interface Credentials {
  readonly identityToken?: string | undefined;
  readonly resume?: string | undefined;
}

/**
 * Where to ask what the upgrade would say, of a server `http://host` or `https://host`. A page names its `origin`: browsers send it with an
 * upgrade, but not with this question to the own server.
 */
export function playUrl(options: JoinOptions & { readonly origin: string | undefined }): string {
  const origin = options.origin === undefined ? '' : `&origin=${encodeURIComponent(options.origin)}`;
  return `${options.server}/api/play?${joinQuery(options)}${origin}`;
}

/** The headers of that question. */
export function playHeaders({ identityToken, resume }: Credentials): Record<string, string> {
  return {
    ...(identityToken !== undefined && { authorization: `Bearer ${identityToken}` }),
    ...(resume !== undefined && { 'x-starfray-resume': resume }),
  };
}

function joinQuery({ version, kind, room, name, joinCode, node }: JoinOptions): string {
  return Object.entries({ v: version, kind, room, name, code: joinCode, node })
    .filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '')
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    .join('&');
}
