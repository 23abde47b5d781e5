// The address of a join: all of it is in the upgrade, so there is no reservation that could expire.

import type { GameIdentity } from '@starfray/shared/contract';

export interface JoinOptions {
  /** `ws://host` or `wss://host`. */
  readonly server: string;
  readonly version: string;
  readonly kind: 'human' | 'bot' | 'spectator';
  readonly room?: string | undefined;
  /** Mode asked for, where no room is. */
  readonly mode?: string | undefined;
  readonly name?: string | undefined;
  /** Node of a cluster that is asked for. */
  readonly node?: string | undefined;
}

/** The subprotocols to offer in an upgrade: the game's own, and what the visitor shows. */
export function subprotocols(
  { subprotocol }: Pick<GameIdentity, 'subprotocol'>,
  { identityToken, resume, joinCode = '' }: Credentials = {},
): string[] {
  return [
    subprotocol,
    ...(resume === undefined ? [] : [`resume.${resume}`]),
    ...(identityToken === undefined ? [] : [`token.${identityToken}`]),
    ...(joinCode === '' ? [] : [`code.${sendable(joinCode)}`]),
  ];
}

/** The upgrade's address. */
export function joinUrl(options: JoinOptions): string {
  return `${options.server}/ws?${joinQuery(options)}`;
}

/** What a visitor shows; it goes by headers, never by the query, since proxies log addresses. */
export interface Credentials {
  /** Proves who the visitor is. */
  readonly identityToken?: string | undefined;
  /** Of the seat to come back to. */
  readonly resume?: string | undefined;
  /** Of a private server; empty or undefined for none. */
  readonly joinCode?: string | undefined;
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
export function playHeaders({ identityToken, resume, joinCode = '' }: Credentials): Record<string, string> {
  return {
    ...(identityToken !== undefined && { authorization: `Bearer ${identityToken}` }),
    ...(resume !== undefined && { 'x-starfray-resume': resume }),
    ...(joinCode !== '' && { 'x-starfray-join-code': sendable(joinCode) }),
  };
}

// Join codes are letters, digits, `_` and `-`. Anything else that somebody types is wrong, but must not break the header.
function sendable(joinCode: string): string {
  return joinCode.replace(/[^\w-]/g, '.');
}

function joinQuery({ version, kind, room, mode, name, node }: JoinOptions): string {
  return Object.entries({ v: version, kind, room, mode, name, node })
    .filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '')
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    .join('&');
}
