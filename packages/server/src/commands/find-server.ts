// Which server a command is for, and where it is: what `--url` says, what it noted in its data directory, or what its options say. A
// server that was named by its directory is never mistaken for another one.

import type { Given, ServerOptions } from '../config/options.ts';
import { localUrl } from '../local-url.ts';
import { OperatorFault } from '../operator-fault.ts';
import { askServer, describeOther, isInstance, type OwnServer, type Whereabouts } from '../orders/own-server.ts';
import { lockState, readHolder } from '../store/data-lock.ts';
import type { Flags } from './effective-options.ts';

/** The options that say where a server is. */
export const PLACE_OPTIONS = ['host', 'port', 'tlsCert', 'data', 'proxyProtocol'] as const;

type PlaceOptions = Pick<ServerOptions, (typeof PLACE_OPTIONS)[number]>;

/** Where the server is, without asking it. @throws OperatorFault when `--url` is none. */
export function locateServer(options: PlaceOptions, given: Given, flags: Flags): Whereabouts {
  const said = flags['url'];
  if (typeof said === 'string')
    return { state: 'running', server: { url: readUrl(said), expectsProxyHeader: false }, holder: undefined };
  const { host, port, tlsCert, data, proxyProtocol } = options;
  const own: OwnServer = {
    url: localUrl(host, port, tlsCert === undefined ? 'http' : 'https'),
    expectsProxyHeader: proxyProtocol.length > 0,
  };
  if (data === undefined) return { state: 'running', server: own, holder: undefined };
  const stopped = (why: string): Whereabouts => ({
    state: 'stopped',
    server: own,
    holder: undefined,
    fault: `--data ${data}: ${why}: start it, or say where the server is with --url`,
  });
  const lock = lockState(data);
  // An address beside the directory on the command line says where the server is.
  const isPlaceNamed = ['host', 'port'].some((name) => isFlag(given, name));
  if (lock === 'free' && !isPlaceNamed) return stopped('no server runs on this directory');
  const holder = lock === 'free' ? undefined : readHolder(data);
  if (holder?.url !== undefined) {
    const { url, expectsProxyHeader = false } = holder;
    return { state: 'running', server: { url, expectsProxyHeader }, holder };
  }
  // The configuration of a server names its address with its directory; on the command line the directory alone names another server.
  if (isFlag(given, 'data') && !isPlaceNamed) return stopped('the server that has it has not noted its address there');
  return { state: 'running', server: own, holder: undefined };
}

/** The server that these options name, which has answered in time (4 s by default). @throws OperatorFault, or an Error with a sentence when it does not answer. */
export async function meetServer(
  options: PlaceOptions,
  given: Given,
  flags: Flags,
  patienceMs?: number,
): Promise<OwnServer> {
  const found = locateServer(options, given, flags);
  if (found.state === 'stopped') throw new OperatorFault([found.fault]);
  const { server, holder } = found;
  const { status, body } = await askServer(server, '/healthz', patienceMs === undefined ? {} : { patienceMs });
  if (status !== 200) throw new OperatorFault([`${server.url} answers with HTTP ${status}`]);
  if (holder !== undefined && !isInstance(body, holder)) throw new OperatorFault([describeOther(server, holder)]);
  return server;
}

function readUrl(said: string): string {
  const url = URL.parse(said);
  if (url !== null && /^https?:$/.test(url.protocol)) return url.href;
  if (/^unix:./.test(said)) return said;
  throw new OperatorFault([`--url ${said}: give a URL such as http://127.0.0.1:8080`]);
}

function isFlag(given: Given, name: string): boolean {
  return given[name]?.where.startsWith('--') === true;
}
