// Where the server is that a command is for: what is said of it, what it wrote into its data directory, or what its options say.

import type { ServerOptions } from '../config/options.ts';
import { localUrl } from '../local-url.ts';
import { readHolder } from '../store/data-lock.ts';
import type { Flags } from './effective-options.ts';
import { OperatorFault } from './operator-fault.ts';

/** The URL of the server, to be asked from this machine. @throws OperatorFault when `--url` is none. */
export function findServer(options: ServerOptions, flags: Flags): string {
  const said = flags['url'];
  if (typeof said === 'string') {
    const url = URL.parse(said);
    if (url !== null && /^https?:$/.test(url.protocol)) return url.href;
    if (/^unix:./.test(said)) return said;
    throw new OperatorFault([`--url ${said}: give a URL such as http://127.0.0.1:8080`]);
  }
  const noted = options.data === undefined ? undefined : readHolder(options.data)?.url;
  return noted ?? localUrl(options.host, options.port, options.tlsCert === undefined ? 'http' : 'https');
}
