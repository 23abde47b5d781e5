// The upgrade: from an HTTP request to a seated link, or to a refusal. Abuse is refused by HTTP status before the
// handshake; what a person must be able to read completes it and closes at once with a 4xxx code and a JSON reason.

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { CLOSE, type Link } from '@starfray/shared/protocol';
import { inBackground } from '../background.ts';
import type { JoinRefusal, Lobby, PlacedJoin, Verdict, Visitor } from '../joining/index.ts';
import type { Log } from '../log.ts';
import { closeReason, joinCodeIn, resumeTokenIn } from '../session/index.ts';
import { type Doorway, LocalDoorway } from './doorway.ts';
import { Entrance, type Origin, RETRY_MS, STOPPED } from './entrance.ts';
import { HandshakeLine } from './handshake-line.ts';
import type { HopHeaders } from './pipe-upgrade.ts';
import type { AddressLimits } from './rate-limit.ts';
import { RefusalLog } from './refusal-log.ts';
import type { HttpRefusal } from './refuse-by-status.ts';
import type { WireMeter } from './wire-meter.ts';
import { WsDoor } from './ws-door.ts';

const WS_PATH = '/ws';

export interface WsServerDeps {
  /** Before the address of its WebSockets, as `/puck`; '' by default. */
  readonly path?: string | undefined;
  /** Of all WebSockets of the process by address, where there are others than its own. */
  readonly limits?: AddressLimits | undefined;
  /** What the handshake answers where a client offers it. */
  readonly subprotocol: string;
  readonly lobby: Lobby;
  readonly log: Log;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Reads what goes over the connections. */
  readonly meter?: WireMeter | undefined;
  /** Receives the HTTP status or close code of every refusal. */
  readonly onRefusal?: ((code: number) => void) | undefined;
  /** The doorway of an upgrade whose client another thread holds; undefined for one of this thread. */
  readonly farDoorway?: ((request: IncomingMessage, socket: Duplex, head: Buffer) => Doorway | undefined) | undefined;
}

export interface WsServerOptions {
  /** Origins other than the server's own whose pages may connect: `https://example.org`. */
  readonly allowedOrigins: readonly string[];
  /** URLs of the cluster's nodes, whose pages may connect, too. */
  readonly nodeOrigins: () => readonly string[];
  /** 0 for no limit. */
  readonly connectionsPerAddress: number;
  readonly heartbeatMs?: number | undefined;
  readonly heartbeatTimeoutMs?: number | undefined;
  /** Where a request comes from, and what host it asked for, behind proxies. */
  readonly addressOf: (request: IncomingMessage) => Origin;
  /** What another node learns of a visitor who is passed on. */
  readonly hopHeaders: (address: string | undefined) => HopHeaders;
  /** The identity token among subprotocols. */
  readonly identityTokenIn: (protocols: string | undefined) => string | undefined;
}

/** The visitor, and where the verdict is carried out. */
interface Caller {
  readonly visitor: Visitor;
  readonly doorway: Doorway;
}

/** Maximum number of nodes tried for one visitor before answering 503. */
const MAX_PASSES = 3;

const NOT_SERVED: HttpRefusal = {
  status: 404,
  reason: 'this is no address of a WebSocket: it is /ws, or /ws below the path of a game',
};
const GONE: HttpRefusal = { status: 503, reason: 'that node does not answer', retryMs: RETRY_MS };

export class WsServer {
  private readonly path: string;
  private readonly lobby: Lobby;
  private readonly log: Log;
  private readonly entrance: Entrance;
  private readonly addressOf: (request: IncomingMessage) => Origin;
  private readonly identityTokenIn: (protocols: string | undefined) => string | undefined;
  private readonly hopHeaders: (address: string | undefined) => HopHeaders;
  private readonly refusals: RefusalLog;
  private readonly door: WsDoor;
  private readonly farDoorway: WsServerDeps['farDoorway'];
  private readonly handshakes: HandshakeLine;
  /** Past the end of its patience: connections end without a reason. */
  private isClosed = false;

  constructor(deps: WsServerDeps, options: WsServerOptions) {
    this.path = `${deps.path ?? ''}${WS_PATH}`;
    this.lobby = deps.lobby;
    this.log = deps.log;
    this.addressOf = options.addressOf;
    const { allowedOrigins, nodeOrigins, connectionsPerAddress } = options;
    this.entrance = new Entrance({
      allowedOrigins: () => [...allowedOrigins, ...nodeOrigins()],
      connectionsPerAddress,
      limits: deps.limits,
      addressOf: this.addressOf,
      now: deps.now,
    });
    this.hopHeaders = options.hopHeaders;
    this.identityTokenIn = options.identityTokenIn;
    this.refusals = new RefusalLog(deps.log, deps.now, deps.onRefusal);
    this.farDoorway = deps.farDoorway;
    this.handshakes = new HandshakeLine({
      isTickDue: () => this.lobby.isTickDue?.() === true,
      defer: (resume) => {
        setImmediate(resume);
      },
    });
    this.door = new WsDoor({
      ...options,
      subprotocol: deps.subprotocol,
      log: deps.log,
      meter: deps.meter,
      onRefused: ({ status, reason }) => this.refusals.note(status, reason),
    });
  }

  /** Connections of this thread that are open or closing. */
  get connections(): number {
    return this.door.connections;
  }

  /** The listener of the HTTP server's `upgrade` event. */
  readonly handleUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // From here on Node no longer listens for errors on the socket, and an unheard one would end the process.
    socket.on('error', (error) => this.log.debug({ fault: error.name }, 'socket error'));
    const doorway = this.farDoorway?.(request, socket, head) ?? new LocalDoorway(this.door, request, socket, head);
    const asked = request.url ?? '';
    // Not as a base: what follows two slashes would be a host, and any path behind it the whole path.
    const url = URL.parse(asked.startsWith('/') ? `http://server${asked}` : asked);
    if (url?.pathname !== this.path) {
      this.turnAway(doorway, NOT_SERVED);
      return;
    }
    const entry = this.entrance.enter(request);
    if (entry.kind === 'turned away') {
      this.turnAway(doorway, entry);
      return;
    }
    doorway.onEnd(entry.release);
    const { address, isPassedOn = false } = this.addressOf(request);
    const protocols = request.headers['sec-websocket-protocol'];
    const visitor = {
      query: url.searchParams,
      address,
      isPassedOn,
      isAsking: false,
      identityToken: this.identityTokenIn(protocols),
      resumeToken: resumeTokenIn(protocols),
      joinCode: joinCodeIn(protocols),
    };
    this.receiveNow({ visitor, doorway }, MAX_PASSES);
  };

  /** What an upgrade of this visitor would be answered now; nothing is taken or counted. `origin` is what a page says of itself. */
  async ask(
    request: IncomingMessage,
    visitor: Omit<Visitor, 'isAsking'>,
    origin: string | undefined,
  ): Promise<Verdict> {
    const refusal = this.entrance.ask(request, origin);
    if (refusal === undefined) return this.lobby.admit({ ...visitor, isAsking: true });
    // A page that is refused here does not try the upgrade: this is where the operator reads of it.
    this.refusals.note(refusal.status, refusal.reason, refusal.facts);
    return refusal;
  }

  // A bug on the way in costs this visitor, never the process.
  private receiveNow(caller: Caller, passes: number): void {
    inBackground(
      this.log,
      'letting somebody in',
      () => this.receive(caller, passes),
      () => caller.doorway.destroy(),
    );
  }

  private async receive(caller: Caller, passes: number): Promise<void> {
    const { visitor, doorway } = caller;
    const verdict = await this.lobby.admit(visitor);
    if (verdict.kind === 'elsewhere') this.passOn(verdict, caller, passes);
    else if (doorway.isHere) this.handshakes.add(() => this.openNow(verdict, doorway));
    else this.openNow(verdict, doorway);
  }

  // A player who comes back from a node that died does so before its lease has ended: the place is looked for again without it.
  private passOn({ node, url }: Extract<Verdict, { kind: 'elsewhere' }>, caller: Caller, passes: number): void {
    const { visitor, doorway } = caller;
    if (passes === 0) {
      this.turnAway(doorway, GONE);
      return;
    }
    doorway.passOn(url, this.hopHeaders(visitor.address), (error) => {
      this.log.warn({ node, fault: error.message }, 'an upgrade could not be passed on');
      this.lobby.nodeFailed?.(node);
      this.receiveNow(caller, passes - 1);
    });
  }

  // It may run in a later turn of the loop, where nobody else would catch what it throws.
  private openNow(verdict: Exclude<Verdict, { kind: 'elsewhere' }>, doorway: Doorway): void {
    try {
      this.open(verdict, doorway);
    } catch (error) {
      this.log.error({ err: error }, 'a handshake failed');
      doorway.destroy();
    }
  }

  private open(verdict: Exclude<Verdict, { kind: 'elsewhere' }>, doorway: Doorway): void {
    if (verdict.kind === 'turned away') {
      this.turnAway(doorway, verdict);
    } else if (this.isClosed || doorway.isGone) {
      this.reportUnseated(verdict);
      this.turnAway(doorway, STOPPED);
    } else if (verdict.kind === 'refused') {
      const { refusal } = verdict;
      doorway.refuse(refusal, () => this.refusals.note(refusal.code, refusal.reason));
    } else {
      const { request } = verdict;
      doorway.admit({
        request,
        seat: (link) => this.seat(request, link),
        none: () => this.reportUnseated(verdict),
      });
    }
  }

  private reportUnseated(verdict: Verdict): void {
    if (verdict.kind === 'admitted') this.lobby.notSeated?.(verdict.request);
  }

  /** Ends all connections of this thread that are still there after `graceMs`; resolves when none is left. */
  async close(graceMs: number): Promise<void> {
    await this.door.close(graceMs, () => {
      this.isClosed = true;
      this.entrance.close();
    });
    this.refusals.flush();
  }

  private seat(request: PlacedJoin, link: Link): void {
    const refusal = this.join(request, link);
    if (refusal === undefined) return;
    this.lobby.notSeated?.(request);
    this.refusals.note(refusal.code, refusal.reason);
    link.close(refusal.code, closeReason(refusal.reason, refusal.retryMs));
  }

  private join(request: PlacedJoin, link: Link): JoinRefusal | undefined {
    try {
      return this.lobby.join(request, link);
    } catch (error) {
      // A bug of ours: it may cost this join, never the process.
      this.log.error({ err: error }, 'a join failed');
      return { code: CLOSE.roomFailed, reason: 'the server made a mistake', retryMs: 5000 };
    }
  }

  private turnAway(doorway: Doorway, refusal: HttpRefusal): void {
    this.refusals.note(refusal.status, refusal.reason, refusal.facts);
    doorway.turnAway(refusal);
  }
}
