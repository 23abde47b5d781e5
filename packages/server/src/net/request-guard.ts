// What one visitor may ask of the HTTP server, seen to before a request is parsed: connections and requests by address, one request of a
// connection at a time, and no more of them in a period than leaves the tick its time.

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { HTTP_CONNECTIONS_RATIO, HTTP_CONNECTS_RATIO, HTTP_STALL_MS } from '@starfray/shared/protocol';
import { addressKey } from './address.ts';
import { AddressLimits } from './rate-limit.ts';
import { type Party, RequestBudget } from './request-budget.ts';
import { RequestTap } from './request-tap.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export interface RequestGuardDeps {
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Where a request comes from, behind proxies that are trusted. */
  readonly addressOf: (request: IncomingMessage) => { readonly address: string | undefined };
  /** Does a connection from this address carry requests of many visitors? */
  readonly isProxy: (address: string) => boolean;
  /** Receives 429 for every connection and request that is refused. */
  readonly onRefusal: (status: number, reason: string) => void;
  /** How long an answer may lie unread, default HTTP_STALL_MS. */
  readonly stallMs?: number | undefined;
}

const RETRY_AFTER_SECONDS = '10';

export class RequestGuard {
  private readonly deps: RequestGuardDeps;
  private readonly budget: RequestBudget;
  private readonly open: AddressLimits;
  private readonly connects: AddressLimits;
  private readonly taps = new WeakMap<object, RequestTap>();
  private proxyConnections = 0;

  /** @param connections Per address; all limits are multiples of it, and 0 leaves only what holds for everybody together. */
  constructor(deps: RequestGuardDeps, connections: number) {
    this.deps = deps;
    this.budget = new RequestBudget(connections, deps.now);
    const most = connections * HTTP_CONNECTIONS_RATIO;
    const endless = { burst: Number.POSITIVE_INFINITY, perSecond: 0 };
    this.open = new AddressLimits(most, deps.now, endless);
    this.connects = new AddressLimits(most, deps.now, { burst: most, perSecond: connections * HTTP_CONNECTS_RATIO });
  }

  /** Guards the connections of a server that does not listen yet. */
  attach(server: Server, isTls: boolean): void {
    server.timeout = this.deps.stallMs ?? HTTP_STALL_MS;
    // With TLS before the handshake, which costs more than all else.
    server.on('connection', (socket: Socket) => {
      if (this.isProxy(socket) || this.connects.spend(addressKey(socket.remoteAddress))) return;
      this.refuse(socket, 'too many new HTTP connections');
    });
    server.on(isTls ? 'secureConnection' : 'connection', (socket: Socket) => this.admit(socket));
  }

  /** Has this connection asked for anything? A header that a proxy wrote before is none of its requests. */
  hasSent(socket: object): boolean {
    return this.taps.get(socket)?.hasSent === true;
  }

  /** Answers what is within its budget by `answer`. */
  readonly guarded = (answer: Answer): Answer => {
    return (request, response) => {
      const tap = this.taps.get(request.socket);
      if (tap !== undefined && !tap.begin(request, response)) return;
      if (tap?.party.isProxy === true && !this.budget.spend(addressKey(this.deps.addressOf(request).address))) {
        this.deps.onRefusal(429, 'too many requests from this address');
        response.writeHead(429, { 'retry-after': RETRY_AFTER_SECONDS, 'content-length': 0 }).end();
        return;
      }
      this.budget.countAnswer();
      answer(request, response);
    };
  };

  /** Hands a connection over to `upgrade` once all that came before is answered. */
  readonly upgrading = (upgrade: Upgrade): Upgrade => {
    return (request, socket, head) => {
      const tap = this.taps.get(request.socket);
      const rest = tap === undefined ? Buffer.alloc(0) : tap.handOver();
      // What it reads as a body would be taken for frames.
      if (rest === undefined || !request.complete) {
        request.socket.destroy();
        return;
      }
      this.budget.countUpgrade();
      if (tap !== undefined) this.forget(request.socket, tap.party, true);
      upgrade(request, socket, rest.length === 0 ? head : Buffer.concat([head, rest]));
    };
  };

  private admit(socket: Socket): void {
    if (socket.destroyed) return;
    const party = this.partyOf(socket);
    if (!party.isProxy && this.open.admit(party.key) !== 'admitted') {
      this.refuse(socket, 'too many HTTP connections');
      return;
    }
    this.taps.set(socket, new RequestTap(socket, party, this.budget));
    socket.once('close', () => this.forget(socket, party, false));
  }

  // An upgrade counts against other limits from here on.
  private forget(socket: Socket, { key, isProxy }: Party, isUpgrade: boolean): void {
    if (!this.taps.delete(socket) || isProxy) return;
    this.open.release(key);
    if (isUpgrade) this.connects.forgive(key);
  }

  private partyOf(socket: Socket): Party {
    if (!this.isProxy(socket)) return { key: addressKey(socket.remoteAddress), isProxy: false };
    this.proxyConnections += 1;
    return { key: `proxy ${this.proxyConnections}`, isProxy: true };
  }

  private isProxy(socket: Socket): boolean {
    return this.deps.isProxy(socket.remoteAddress ?? '');
  }

  private refuse(socket: Socket, reason: string): void {
    socket.destroy();
    this.deps.onRefusal(429, `${reason} from this address`);
  }
}
