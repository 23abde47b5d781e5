// Where a server is, from whatever people paste: ws://host, a page's http://host, or an invitation with its room.

import { failure, type Result, success } from '@starfray/shared/core';

export interface ServerAddress {
  /** `ws://host`, `wss://host/path` or the like, as `joinUrl` takes it. */
  readonly server: string;
  /** The room of an invitation. */
  readonly room: string | undefined;
}

const SCHEMES: Readonly<Record<string, string>> = { 'ws:': 'ws:', 'wss:': 'wss:', 'http:': 'ws:', 'https:': 'wss:' };

/** Reads an address; a failure says in a sentence what is wrong. */
export function readServerAddress(text: string): Result<ServerAddress, string> {
  const url = URL.parse(text);
  const scheme = url === null ? undefined : SCHEMES[url.protocol];
  if (url === null || scheme === undefined) return failure('give an address such as ws://localhost:8080');
  const [, path = '', room] = /^(.*?)(?:\/r\/([^/]+))?\/?$/.exec(url.pathname) ?? [];
  const name = room === undefined ? undefined : decoded(room);
  if (name === '') return failure('the room at its end cannot be read');
  return success({ server: `${scheme}//${url.host}${path}`, room: name });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
