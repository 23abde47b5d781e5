// The address of a join: all of it is in the upgrade, so there is no reservation that could expire.

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

/** The subprotocol that the server answers. */
export const SUBPROTOCOL = 'starfray';

/** What to offer as subprotocols: with a token, one's seat of before is asked for; with another, one says who one is. */
export function subprotocols(resume: string | undefined, identityToken?: string): string[] {
  return [
    SUBPROTOCOL,
    ...(resume === undefined ? [] : [`resume.${resume}`]),
    ...(identityToken === undefined ? [] : [`token.${identityToken}`]),
  ];
}

/** The upgrade's address. */
export function joinUrl(options: JoinOptions): string {
  return `${options.server}/ws?${joinQuery(options)}`;
}

/** Where to ask what the upgrade would say, of a server `http://host` or `https://host`. */
export function playUrl(options: JoinOptions & { readonly resume: string | undefined }): string {
  const resume = options.resume === undefined ? '' : `&resume=${encodeURIComponent(options.resume)}`;
  return `${options.server}/api/play?${joinQuery(options)}${resume}`;
}

function joinQuery({ version, kind, room, name, joinCode, node }: JoinOptions): string {
  return Object.entries({ v: version, kind, room, name, code: joinCode, node })
    .filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '')
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    .join('&');
}
