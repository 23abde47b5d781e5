// The upgrade: from an HTTP request to a seated link, or to a refusal. Abuse is refused by HTTP status before the
// handshake; what a person must be able to read completes it and closes at once with a 4xxx code and a JSON reason.

import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  CLOSE,
  HEARTBEAT_MS,
  HEARTBEAT_TIMEOUT_MS,
  MAX_CONTROL_FRAMES,
  MAX_INBOUND_BYTES,
} from '@starfray/shared/protocol';
import { type WebSocket, WebSocketServer } from 'ws';
import { inBackground } from '../background.ts';
import type { JoinRefusal, Lobby, PlacedJoin, Verdict, Visitor } from '../joining/index.ts';
import type { Log } from '../log.ts';
import { closeReason, joinCodeIn, resumeTokenIn } from '../session/index.ts';
import { Entrance, type Origin, RETRY_MS, STOPPED, type TurnedAwayAtEntrance } from './entrance.ts';
import { HandshakeLine } from './handshake-line.ts';
import { Heartbeat } from './heartbeat.ts';
import { type HopHeaders, pipeUpgrade } from './pipe-upgrade.ts';
import type { AddressLimits } from './rate-limit.ts';
import { RefusalLog } from './refusal-log.ts';
import type { WireMeter } from './wire-meter.ts';
import { type RawSocket, WsLink } from './ws-link.ts';

const WS_PATH = '/ws';

/** How long a peer may take to answer a close before its socket is destroyed. */
const CLOSE_TIMEOUT_MS = 2000;
/** A refused request gets this long to take its answer. */
const REFUSAL_TIMEOUT_MS = 2000;
/** Every lawful message fits one frame; ws allows 16,384 parts. */
const MAX_FRAGMENTS = 4;
/** Chunks ws may hold while a frame is incomplete: 1 KiB a byte at a time. */
const MAX_BUFFERED_CHUNKS = 2048;

// Not a literal in the call: the types of ws do not know the last four yet.
const WS_OPTIONS = {
  noServer: true,
  clientTracking: false,
  perMessageDeflate: false,
  maxPayload: MAX_INBOUND_BYTES,
  // Text is refused whatever it says.
  skipUTF8Validation: true,
  closeTimeout: CLOSE_TIMEOUT_MS,
  maxFragments: MAX_FRAGMENTS,
  maxBufferedChunks: MAX_BUFFERED_CHUNKS,
  // Above our own bound, which says why; ws just cuts the line.
  maxPendingAutoPongs: 2 * MAX_CONTROL_FRAMES,
} as const;

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

/** The visitor at the door, and what came along. */
interface Caller {
  readonly visitor: Visitor;
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

interface HttpRefusal extends Pick<TurnedAwayAtEntrance, 'reason' | 'retryMs' | 'facts'> {
  readonly status: number;
}

/** Maximum number of nodes tried for one visitor before answering 503. */
const MAX_PASSES = 3;

const NOT_SERVED: HttpRefusal = {
  status: 404,
  reason: 'this is no address of a WebSocket: it is /ws, or /ws below the path of a game',
};
const GONE: HttpRefusal = { status: 503, reason: 'that node does not answer', retryMs: RETRY_MS };
const NOT_A_HANDSHAKE: HttpRefusal = { status: 400, reason: 'this is no WebSocket handshake' };

export class WsServer {
  private readonly path: string;
  private readonly lobby: Lobby;
  private readonly log: Log;
  private readonly entrance: Entrance;
  private readonly addressOf: (request: IncomingMessage) => Origin;
  private readonly identityTokenIn: (protocols: string | undefined) => string | undefined;
  private readonly hopHeaders: (address: string | undefined) => HopHeaders;
  private readonly heartbeat: Heartbeat;
  private readonly refusals: RefusalLog;
  private readonly meter: WireMeter | undefined;
  private readonly links = new Set<WsLink>();
  private readonly server: WebSocketServer;
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
    this.heartbeat = new Heartbeat(
      options.heartbeatMs ?? HEARTBEAT_MS,
      options.heartbeatTimeoutMs ?? HEARTBEAT_TIMEOUT_MS,
    );
    this.refusals = new RefusalLog(deps.log, deps.now, deps.onRefusal);
    this.meter = deps.meter;
    this.handshakes = new HandshakeLine({
      isTickDue: () => this.lobby.isTickDue?.() === true,
      defer: (resume) => {
        setImmediate(resume);
      },
    });
    const { subprotocol } = deps;
    this.server = new WebSocketServer({
      ...WS_OPTIONS,
      // ws by itself would echo the first protocol offered, which may be a credential.
      handleProtocols: (offered: Set<string>) => (offered.has(subprotocol) ? subprotocol : false),
    });
    this.server.on('error', (error) => this.log.error({ err: error }, 'WebSocket server error'));
    this.server.on('wsClientError', (_error, socket) => this.refuseByStatus(socket, NOT_A_HANDSHAKE));
    this.heartbeat.start();
  }

  /** Connections that are open or closing. */
  get connections(): number {
    return this.links.size;
  }

  /** The listener of the HTTP server's `upgrade` event. */
  readonly handleUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // From here on Node no longer listens for errors on the socket, and an unheard one would end the process.
    socket.on('error', (error) => this.log.debug({ fault: error.name }, 'socket error'));
    const asked = request.url ?? '';
    // Not as a base: what follows two slashes would be a host, and any path behind it the whole path.
    const url = URL.parse(asked.startsWith('/') ? `http://server${asked}` : asked);
    if (url?.pathname !== this.path) {
      this.refuseByStatus(socket, NOT_SERVED);
      return;
    }
    const entry = this.entrance.enter(request);
    if (entry.kind === 'turned away') {
      this.refuseByStatus(socket, entry);
      return;
    }
    socket.once('close', entry.release);
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
    this.receiveNow({ visitor, request, socket, head }, MAX_PASSES);
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
    const { socket } = caller;
    inBackground(
      this.log,
      'letting somebody in',
      () => this.receive(caller, passes),
      () => socket.destroy(),
    );
  }

  private async receive(caller: Caller, passes: number): Promise<void> {
    const verdict = await this.lobby.admit(caller.visitor);
    if (verdict.kind === 'elsewhere') this.passOn(verdict, caller, passes);
    else this.handshakes.add(() => this.openNow(verdict, caller));
  }

  // A player who comes back from a node that died does so before its lease has ended: the place is looked for again without it.
  private passOn({ node, url }: Extract<Verdict, { kind: 'elsewhere' }>, caller: Caller, passes: number): void {
    const { visitor, request, socket, head } = caller;
    if (passes === 0) {
      this.refuseByStatus(socket, GONE);
      return;
    }
    const failed = (error: Error): void => {
      this.log.warn({ node, fault: error.message }, 'an upgrade could not be passed on');
      this.lobby.nodeFailed?.(node);
      this.receiveNow(caller, passes - 1);
    };
    pipeUpgrade(request, socket, head, { target: url, hop: this.hopHeaders(visitor.address), failed });
  }

  // It may run in a later turn of the loop, where nobody else would catch what it throws.
  private openNow(verdict: Exclude<Verdict, { kind: 'elsewhere' }>, caller: Caller): void {
    try {
      this.open(verdict, caller);
    } catch (error) {
      this.log.error({ err: error }, 'a handshake failed');
      caller.socket.destroy();
    }
  }

  private open(verdict: Exclude<Verdict, { kind: 'elsewhere' }>, { request, socket, head }: Caller): void {
    if (verdict.kind === 'turned away') {
      this.refuseByStatus(socket, verdict);
    } else if (this.isClosed || socket.destroyed) {
      this.reportUnseated(verdict);
      this.refuseByStatus(socket, STOPPED);
    } else {
      let isOpened = false;
      this.server.handleUpgrade(request, socket, head, (webSocket) => {
        isOpened = true;
        this.seat(webSocket, request.socket, verdict);
      });
      // It calls back at once, or never: for what is no handshake, or a socket that has ended.
      if (!isOpened) this.reportUnseated(verdict);
    }
  }

  private reportUnseated(verdict: Verdict): void {
    if (verdict.kind === 'admitted') this.lobby.notSeated?.(verdict.request);
  }

  /** Ends all connections that are still there after `graceMs`; resolves when none is left. */
  async close(graceMs: number): Promise<void> {
    const deadline = setTimeout(() => {
      this.isClosed = true;
      this.entrance.close();
      for (const link of this.links) link.terminate();
    }, graceMs);
    while (this.links.size > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    clearTimeout(deadline);
    this.heartbeat.stop();
    this.refusals.flush();
  }

  private seat(
    webSocket: WebSocket,
    raw: RawSocket,
    verdict: Extract<Verdict, { kind: 'admitted' | 'refused' }>,
  ): void {
    const link = new WsLink(webSocket, raw, this.log);
    this.links.add(link);
    this.heartbeat.add(link);
    this.meter?.add(link);
    webSocket.once('close', () => {
      this.links.delete(link);
      this.heartbeat.remove(link);
      this.meter?.remove(link);
    });
    const refusal = verdict.kind === 'refused' ? verdict.refusal : this.join(verdict.request, link);
    if (refusal === undefined) {
      // The round trip is known from the start: until then it counts as none.
      link.ping();
      return;
    }
    this.reportUnseated(verdict);
    this.refusals.note(refusal.code, refusal.reason);
    link.close(refusal.code, closeReason(refusal.reason, refusal.retryMs));
  }

  private join(request: PlacedJoin, link: WsLink): JoinRefusal | undefined {
    try {
      return this.lobby.join(request, link);
    } catch (error) {
      // A bug of ours: it may cost this join, never the process.
      this.log.error({ err: error }, 'a join failed');
      return { code: CLOSE.roomFailed, reason: 'the server made a mistake', retryMs: 5000 };
    }
  }

  private refuseByStatus(socket: Duplex, refusal: HttpRefusal): void {
    this.refusals.note(refusal.status, refusal.reason, refusal.facts);
    const { retryMs } = refusal;
    const retryAfter = retryMs === undefined ? [] : [`Retry-After: ${Math.ceil(retryMs / 1000)}`];
    const lines = [
      `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}`,
      'Connection: close',
      'Content-Type: text/plain; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(refusal.reason)}`,
      ...retryAfter,
    ];
    const deadline = setTimeout(() => socket.destroy(), REFUSAL_TIMEOUT_MS);
    socket.once('close', () => clearTimeout(deadline));
    socket.once('finish', () => socket.destroy());
    socket.end(`${lines.join('\r\n')}\r\n\r\n${refusal.reason}`);
  }
}
