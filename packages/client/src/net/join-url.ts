// The address of a join: all of it is in the upgrade, so there is no reservation that could expire.

export interface JoinOptions {
  /** `ws://host` or `wss://host`. */
  readonly server: string;
  readonly version: string;
  readonly kind: 'human' | 'bot' | 'spectator';
  readonly room?: string | undefined;
  readonly name?: string | undefined;
  readonly joinCode?: string | undefined;
}

/** The subprotocol that the server answers. */
export const SUBPROTOCOL = 'starfray';

/** What to offer as subprotocols: with a token, one's seat of before is asked for. */
export function subprotocols(resume: string | undefined): string[] {
  return resume === undefined ? [SUBPROTOCOL] : [SUBPROTOCOL, `resume.${resume}`];
}

export function joinUrl({ server, version, kind, room, name, joinCode }: JoinOptions): string {
  const query = Object.entries({ v: version, kind, room, name, code: joinCode })
    .filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '')
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return `${server}/ws?${query.join('&')}`;
}
