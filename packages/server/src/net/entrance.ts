// What a request must pass before its visitor is identified: the server is there, this page may connect, this address has a connection
// left. The upgrade and /api/play are judged here alike, so that a page learns what a browser hides from it: an HTTP status.

import type { IncomingMessage } from 'node:http';
import type { TurnedAway } from '../joining/index.ts';
import { addressKey } from './address.ts';
import { isOwnOrigin } from './origin.ts';
import { AddressLimits, type LimitVerdict } from './rate-limit.ts';

/** Where a request comes from. */
export interface Origin {
  readonly address: string | undefined;
  /** The host that was asked for, where a proxy tells it. */
  readonly host?: string | undefined;
  /** Another node of the cluster passed it on. */
  readonly isPassedOn?: boolean | undefined;
}

export interface EntranceOptions {
  /** Origins other than the server's own whose pages may connect, as of now. */
  readonly allowedOrigins: () => readonly string[];
  /** 0 for no limit. */
  readonly connectionsPerAddress: number;
  /** Counts by address, where other entrances count there, too; its own by default. */
  readonly limits?: AddressLimits | undefined;
  readonly addressOf: (request: IncomingMessage) => Origin;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
}

export interface TurnedAwayAtEntrance extends TurnedAway {
  /** For the operator's log: what was compared, and the option that mends it. Never a player's address. */
  readonly facts?: Readonly<Record<string, string>>;
}

/** Asking again may help after this. */
export const RETRY_MS = 5000;
/** Of a header that is logged. */
const MAX_LOGGED = 200;

export const STOPPED = turnedAway(503, 'The server is stopping.', RETRY_MS);

export class Entrance {
  private readonly options: EntranceOptions;
  private readonly limits: AddressLimits;
  private isClosed = false;

  constructor(options: EntranceOptions) {
    this.options = options;
    this.limits = options.limits ?? new AddressLimits(options.connectionsPerAddress, options.now);
  }

  /** From now on every request is turned away. */
  close(): void {
    this.isClosed = true;
  }

  /** Judges an upgrade. Without a refusal its address holds one more connection, until the returned `release` is called. */
  enter(request: IncomingMessage): TurnedAwayAtEntrance | { readonly kind: 'passed'; readonly release: () => void } {
    const key = addressKey(this.options.addressOf(request).address);
    const refusal = this.judge(request, request.headers.origin) ?? this.limited(this.limits.admit(key));
    return refusal ?? { kind: 'passed', release: () => this.limits.release(key) };
  }

  /**
   * What `enter` would answer now, without counting anything. `saidOrigin` is what a page says of its own origin: browsers leave the
   * header away where a page asks its own server. It is believed, since the answer is all that it changes.
   */
  ask(request: IncomingMessage, saidOrigin: string | undefined): TurnedAwayAtEntrance | undefined {
    const key = addressKey(this.options.addressOf(request).address);
    return this.judge(request, request.headers.origin ?? saidOrigin) ?? this.limited(this.limits.ask(key));
  }

  private judge(request: IncomingMessage, origin: string | undefined): TurnedAwayAtEntrance | undefined {
    if (this.isClosed) return STOPPED;
    const { host: forwarded } = this.options.addressOf(request);
    const host = forwarded ?? request.headers.host;
    if (isOwnOrigin({ origin, host }, this.options.allowedOrigins())) return undefined;
    const isTrusted = forwarded !== undefined;
    return foreignOrigin(origin ?? '', host ?? '', request.headers['x-forwarded-host'], isTrusted);
  }

  private limited(verdict: LimitVerdict): TurnedAwayAtEntrance | undefined {
    if (verdict === 'admitted') return undefined;
    const words = verdict === 'too many connections' ? 'Too many connections' : 'Too many attempts to connect';
    const remedy = `--connections-per-address is ${this.options.connectionsPerAddress}: give more, or 0 for no limit; if all players come through a proxy, give its address to --trust-proxy`;
    return { ...turnedAway(429, `${words} from your network address.`, RETRY_MS), facts: { remedy } };
  }
}

function foreignOrigin(
  origin: string,
  host: string,
  forwarded: string | string[] | undefined,
  isTrusted: boolean,
): TurnedAwayAtEntrance {
  const [page, asked, told] = [origin, host, String(forwarded ?? '')].map(loggable);
  const passesOn = isTrusted
    ? 'let the proxy write into X-Forwarded-Host what the visitor asked for, with its port'
    : 'let the proxy pass on the Host header as it came, with its port';
  const trusts =
    told === '' || isTrusted ? '' : ', or give its address to --trust-proxy so that X-Forwarded-Host counts';
  const facts = {
    origin: page ?? '',
    host: asked ?? '',
    ...(told !== '' && { forwardedHost: told ?? '' }),
    remedy: `if that page is yours: ${passesOn}${trusts}, or give --allow-origin ${page}`,
  };
  return { ...turnedAway(403, `This server takes no connections from pages of ${page}.`), facts };
}

function turnedAway(status: TurnedAwayAtEntrance['status'], reason: string, retryMs?: number): TurnedAwayAtEntrance {
  return { kind: 'turned away', status, reason, retryMs };
}

// Headers may hold any byte but a line's end.
function loggable(header: string): string {
  return header.slice(0, MAX_LOGGED).replace(/[^\x20-\x7e]/g, '?');
}
