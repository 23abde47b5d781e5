// What a visitor meets who comes by the public address, through whatever stands before the server; and what of it arrives there.

import { request as http, type IncomingMessage } from 'node:http';
import { request as https } from 'node:https';
import { isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { GameIdentity } from '@starfray/shared/contract';

import * as z from 'zod';
import { askServer, below, isOwnMachine } from '../orders/own-server.ts';

import { doubtful, type Finding, well, wrong } from './finding.ts';
import { checkClock } from './redis.ts';

const TIMEOUT_MS = 5000;

const arrival = z.object({
  peer: z.string().optional(),
  address: z.string().optional(),
  host: z.string().optional(),
  forwarded: z.record(z.string(), z.string()),
  /** Do headers from that peer count? A server of an older version does not say. */
  isTrusted: z.boolean().optional(),
});
type Arrival = z.output<typeof arrival>;

type Identity = Pick<GameIdentity, 'subprotocol' | 'metricsPrefix'>;

/** @param url the public address. @param token of an admin, made for this question; it is sent there once. */
export async function checkProxy(
  identity: Identity,
  url: string,
  token: string,
  wallNow: () => number,
): Promise<Finding[]> {
  try {
    const certificate = await checkCertificate(new URL(url));
    // The token is for the server that the certificate proves, or for this machine.
    if (certificate.some(({ state }) => state === 'wrong')) return certificate;
    const answer = await askServer({ url, expectsProxyHeader: false }, '/api/admin/arrival', { token });
    if (answer.status === 401) {
      return [
        wrong(
          'proxy',
          `${url} leads to a server with another secret`,
          'give the --data or --secret of the server behind it',
        ),
      ];
    }
    const arrived = arrival.safeParse(answer.body);
    if (!arrived.success)
      return [
        wrong(
          'proxy',
          `${url} answers with HTTP ${answer.status}, and not as this server would`,
          'let the proxy pass every path on',
        ),
      ];
    return [
      ...certificate,
      ...checkForwarding(arrived.data),
      await checkUpgrade(url, identity),
      await checkMetrics(url, identity),
      ...(await checkDate(url, wallNow)),
    ];
  } catch (error) {
    return [
      wrong(
        'proxy',
        error instanceof Error ? error.message : String(error),
        'see that DNS, firewall and proxy lead to this machine',
      ),
    ];
  }
}

/** Would a browser take the certificate? On this machine itself it may be one to try things with. */
async function checkCertificate(url: URL): Promise<Finding[]> {
  if (url.protocol !== 'https:') return [];
  const code = await certificateFault(url);
  if (code === undefined) return [];
  const remedy = /SELF_SIGNED|UNABLE_TO_/.test(code)
    ? 'get one from an authority that browsers know; one of your own must be added to each browser, and named here with NODE_EXTRA_CA_CERTS=/path/ca.pem'
    : 'renew it, for the name that players open';
  const text = `browsers do not take the certificate of ${url.host} (${code})`;
  return [isOwnMachine(url) ? doubtful('proxy', text, remedy) : wrong('proxy', text, remedy)];
}

// Undefined also where no TLS comes about: that shows in the questions that follow.
function certificateFault(url: URL): Promise<string | undefined> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket = connectTls({
      host,
      port: Number(url.port || 443),
      rejectUnauthorized: false,
      ...(isIP(host) === 0 && { servername: host }),
    });
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy());
    socket.on('secureConnect', () => {
      const { authorizationError } = socket;
      socket.destroy();
      resolve(codeOf(authorizationError));
    });
    socket.on('error', () => resolve(undefined)).on('close', () => resolve(undefined));
  });
}

// Node's types say an Error; it is the code of OpenSSL as a text, or an error with one.
function codeOf(error: unknown): string | undefined {
  if (error === undefined || error === null) return undefined;
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

/** Is a player's address the player's own? */
export function checkForwarding({ forwarded, isTrusted, ...arrived }: Arrival): Finding[] {
  const [peer, address] = [plainAddress(arrived.peer), plainAddress(arrived.address)];
  const told = Object.keys(forwarded);
  if (told.length === 0) {
    return isInner(peer)
      ? [
          doubtful(
            'proxy',
            `visitors come from ${peer}, without a header that says from where`,
            'if that is a proxy, let it set X-Forwarded-For; one that passes TCP on sends the PROXY protocol (--proxy-protocol)',
          ),
        ]
      : [well('proxy', `visitors come straight, from ${peer}`)];
  }
  const text = `${told.join(' and ')} arrive from ${peer}`;
  // A request from the proxy's own machine has the proxy's address: only the server knows whether the headers counted.
  if (isTrusted ?? address !== peer) return [well('proxy', `${text} and are believed`)];
  return [
    wrong(
      'proxy',
      `${text} and are not believed: all players count as one address`,
      `give --trust-proxy ${trustFor(peer)}`,
    ),
  ];
}

function trustFor(peer: string): string {
  if (isLoopback(peer)) return 'loopback';
  return isInner(peer) ? 'private' : peer;
}

/** Does the upgrade of a page that came from there get through? */
async function checkUpgrade(url: string, { subprotocol }: Identity): Promise<Finding> {
  const status = await upgradeStatus(below(url, '/ws?kind=spectator&snapshots=full'), new URL(url).origin, subprotocol);
  if (status === 101) return well('proxy', 'WebSockets get through');
  const remedies: Readonly<Record<number, string>> = {
    403: 'let the proxy keep the Host header with its port, or name the site with --allow-origin',
    426: 'let the proxy pass Upgrade and Connection on for /ws',
    400: 'let the proxy pass Upgrade and Connection on for /ws',
    429: 'wait a minute, or raise --connections-per-address',
  };
  return wrong(
    'proxy',
    `a WebSocket is answered with HTTP ${status}`,
    remedies[status] ?? 'let the proxy pass /ws on as HTTP/1.1',
  );
}

function upgradeStatus(url: URL, origin: string, subprotocol: string): Promise<number> {
  const headers = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    origin,
    'sec-websocket-version': '13',
    'sec-websocket-protocol': subprotocol,
    'sec-websocket-key': 'c3RhcmZyYXkgZG9jdG9yIQ==',
  };
  return new Promise((resolve, reject) => {
    const options = { headers, signal: AbortSignal.timeout(TIMEOUT_MS) };
    const request =
      url.protocol === 'https:'
        ? https(url, { ...options, rejectUnauthorized: !isOwnMachine(url) })
        : http(url, options);
    request.on('response', (response: IncomingMessage) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve(response.statusCode ?? 0);
    });
    request.on('error', reject).end();
  });
}

async function checkMetrics(url: string, { metricsPrefix }: Identity): Promise<Finding> {
  const { status, body } = await askServer({ url, expectsProxyHeader: false }, '/metrics');
  const isOpen = status === 200 && String(body).includes(metricsPrefix);
  if (!isOpen) return well('proxy', '/metrics is closed to the public');
  return wrong('proxy', '/metrics is open to the public', 'give --metrics-token, or let the proxy answer 404 there');
}

async function checkDate(url: string, wallNow: () => number): Promise<Finding[]> {
  const answer = await askServer({ url, expectsProxyHeader: false }, '/healthz').catch(() => undefined);
  const date = Date.parse(answer?.date ?? '');
  return Number.isNaN(date) ? [] : [checkClock(new URL(url).host, date - wallNow())];
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

function isInner(address: string): boolean {
  if (isLoopback(address)) return true;
  return isIP(address) === 4 ? /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address) : /^f[cd]/i.test(address);
}

// A server that listens on all addresses sees those of IPv4 as IPv6 writes them.
function plainAddress(address = ''): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
