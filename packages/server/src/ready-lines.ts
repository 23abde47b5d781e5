// What a server prints when it is ready: where the game is, and where its metrics are.

import { reachableUrls } from './addresses.ts';

export interface ReadyServer {
  readonly host: string;
  readonly port: number;
  readonly metricsPort?: number | undefined;
}

export interface ReadyOptions {
  readonly tlsCert?: string | undefined;
  readonly basePath?: string | undefined;
  readonly proxyProtocol?: readonly string[] | undefined;
  readonly metricsHost?: string | undefined;
}

/** What is said of a game: the first is at the root, every other one below its name. */
interface ReadyGame {
  readonly name: string;
  readonly title: string;
}

/** The address that stands for all of them, and the lines for the operator. */
export function describeReady(
  server: ReadyServer,
  options: ReadyOptions,
  [{ title }, ...others]: readonly [ReadyGame, ...ReadyGame[]],
): { readonly first: string; lines: string[] } {
  const { host, port, metricsPort } = server;
  const { tlsCert, basePath = '', proxyProtocol = [], metricsHost = '127.0.0.1' } = options;
  const metrics = metricsPort === undefined ? [] : [`Metrics:           ${metricsUrl(metricsHost, metricsPort)}`];
  const urls = reachableUrls(host, port, tlsCert === undefined ? 'http' : 'https');
  if (proxyProtocol.length > 0) {
    // A browser that opened it would be cut off.
    const [first = ''] = urls.map((url) => url.replace(/^https?:\/\//, ''));
    const proxies = proxyProtocol.join(', ');
    return {
      first,
      lines: [`${title} is ready for the TCP proxies ${proxies} (--proxy-protocol): ${first}`, ...metrics],
    };
  }
  const path = basePath === '' ? '' : `${basePath}/`;
  const [first = '', ...elsewhere] = urls.map((url) => (url.startsWith('unix:') ? url : `${url}${path}`));
  const network = elsewhere.map((url) => `On your network:   ${url}`);
  const games = first.startsWith('unix:')
    ? []
    : others.map((game) => `${`${game.title}:`.padEnd(18)} ${first.replace(/\/?$/, '/')}${game.name}/`);
  return { first, lines: [`${title} is ready: ${first}`, ...games, ...network, ...metrics] };
}

function metricsUrl(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}/metrics`;
}
