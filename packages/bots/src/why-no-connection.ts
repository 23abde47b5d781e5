// Why no WebSocket comes about at an address: the platform's own says 1006 for all reasons alike. One question more, by HTTP, tells them
// apart, each with its remedy.

import { request as http, type IncomingMessage } from 'node:http';
import { request as https } from 'node:https';
import { isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';

const TIMEOUT_MS = 4000;

const BY_STATUS: Readonly<Record<number, string>> = {
  401: 'something before the server asks for a user and a password: let /ws through there, or aim at the server itself',
  403: 'the server, or what stands before it, refuses it; the log of the server says why',
  404: 'there is no game at this address: see that host and path are right, and that the proxy passes /ws on',
  429: 'too many connections from this address: wait a minute, or raise --connections-per-address at the server',
};
const NO_UPGRADES =
  'what stands before the server passes no WebSockets on: let it pass on Upgrade and Connection for /ws';
const NOTHING_BEHIND = 'the proxy there reaches no server: see that the server runs, and where the proxy looks for it';

/**
 * Asks a server for a WebSocket once more.
 * @param server `ws://host`, `wss://host/path` or the like.
 * @returns a sentence with the cause and its remedy. Never rejects; answers within some seconds.
 */
export async function whyNoConnection(server: string): Promise<string> {
  const url = new URL(`${server.replace(/\/$/, '').replace(/^ws/, 'http')}/ws?kind=spectator&snapshots=full`);
  try {
    const { status, location } = await askForUpgrade(url);
    if (status === 101)
      return 'the connection was cut off as soon as it was open: is something between here and the server?';
    // Many servers answer plain HTTP on a port for TLS with 400.
    if (status === 400 && url.protocol === 'http:' && (await speaksTls(url))) return aimAt(server, 'wss');
    if (location !== undefined) return `HTTP ${status}: it leads to ${location}: aim there`;
    return `HTTP ${status}: ${BY_STATUS[status] ?? (status >= 500 ? NOTHING_BEHIND : NO_UPGRADES)}`;
  } catch (error) {
    return describe(server, url, codeOf(error));
  }
}

async function describe(server: string, url: URL, code: string): Promise<string> {
  if (code === 'ECONNREFUSED') return 'no server answers there: is it running?';
  if (/^(ENOTFOUND|EAI_AGAIN)$/.test(code))
    return `there is no host ${url.hostname} (${code}): see that the name is right`;
  if (url.protocol === 'http:' && (await speaksTls(url))) return aimAt(server, 'wss');
  if (/SELF_SIGNED|UNABLE_TO_/.test(code))
    return `its certificate is of an authority that Node does not know (${code}): name that with NODE_EXTRA_CA_CERTS=/path/ca.pem`;
  if (/^CERT_|ALTNAME/.test(code))
    return `its certificate does not count for ${url.hostname} (${code}): renew it, or aim at a name that it has`;
  if (code === 'ECONNRESET')
    return 'what listens there cuts the connection off: is it the game, and does it take others than its TCP proxies (--proxy-protocol)?';
  if (url.protocol === 'https:' && /SSL|EPROTO/.test(code)) return aimAt(server, 'ws');
  return `no server answers there (${code}): is it running, and does a firewall let it be reached?`;
}

function aimAt(server: string, scheme: 'ws' | 'wss'): string {
  const found = scheme === 'wss' ? 'the port there speaks TLS' : 'the port there speaks no TLS';
  return `${found}: aim at ${server.replace(/^wss?/, scheme)}`;
}

function askForUpgrade(url: URL): Promise<{ readonly status: number; readonly location: string | undefined }> {
  const headers = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-protocol': 'starfray',
    'sec-websocket-key': 'c3RhcmZyYXkgYm90cyBhc2s/',
  };
  return new Promise((resolve, reject) => {
    const options = { headers, signal: AbortSignal.timeout(TIMEOUT_MS) };
    const request = (url.protocol === 'https:' ? https : http)(url, options);
    const answer = (response: IncomingMessage): void => {
      resolve({ status: response.statusCode ?? 0, location: response.headers.location });
      request.destroy();
    };
    request.on('response', answer).on('error', reject);
    request.on('upgrade', (response, socket) => {
      socket.destroy();
      answer(response);
    });
    request.end();
  });
}

function speaksTls({ hostname, port }: URL): Promise<boolean> {
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const name = isIP(host) === 0 ? { servername: host } : {};
    const socket = connectTls({ host, port: Number(port || 80), rejectUnauthorized: false, ...name });
    const answer = (speaks: boolean): void => {
      resolve(speaks);
      socket.destroy();
    };
    socket.setTimeout(TIMEOUT_MS, () => answer(false));
    socket.on('secureConnect', () => answer(true)).on('error', () => answer(false));
  });
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return `silent for ${TIMEOUT_MS / 1000} s`;
  return 'code' in error ? String(error.code) : error.message;
}
