// What a visitor meets who comes by the public address, through whatever stands before the server; and what of it arrives there.

import { request as http, type IncomingMessage } from 'node:http';
import { request as https } from 'node:https';
import { isIP } from 'node:net';
import type { GameIdentity } from '@starfray/shared/contract';
import * as z from 'zod';
import { askServer, below } from '../orders/own-server.ts';
import { doubtful, type Finding, well, wrong } from './finding.ts';
import { checkClock } from './redis.ts';

const TIMEOUT_MS = 5000;

const arrival = z.object({
  peer: z.string().optional(),
  address: z.string().optional(),
  host: z.string().optional(),
  forwarded: z.record(z.string(), z.string()),
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
    const answer = await askServer(url, '/api/admin/arrival', { token });
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

/** Is a player's address the player's own? */
export function checkForwarding({ peer = '', address = '', forwarded }: Arrival): Finding[] {
  const told = Object.keys(forwarded);
  if (told.length === 0) {
    return isInner(peer)
      ? [
          doubtful(
            'proxy',
            `visitors come from ${peer}, without a header that says from where`,
            'if that is a proxy, let it set X-Forwarded-For',
          ),
        ]
      : [well('proxy', `visitors come straight, from ${peer}`)];
  }
  const text = `${told.join(' and ')} arrive from ${peer}`;
  if (address !== peer) return [well('proxy', `${text} and are believed`)];
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
    const request = (url.protocol === 'https:' ? https : http)(url, options);
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
  const { status, body } = await askServer(url, '/metrics');
  const isOpen = status === 200 && String(body).includes(metricsPrefix);
  if (!isOpen) return well('proxy', '/metrics is closed to the public');
  return wrong('proxy', '/metrics is open to the public', 'give --metrics-token, or let the proxy answer 404 there');
}

async function checkDate(url: string, wallNow: () => number): Promise<Finding[]> {
  const response = await fetch(below(url, '/healthz'), { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
    () => undefined,
  );
  const date = Date.parse(response?.headers.get('date') ?? '');
  return Number.isNaN(date) ? [] : [checkClock(new URL(url).host, date - wallNow())];
}

function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}

function isInner(address: string): boolean {
  const bare = address.replace(/^::ffff:/, '');
  if (isLoopback(address)) return true;
  return isIP(bare) === 4 ? /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(bare) : /^f[cd]/i.test(bare);
}
