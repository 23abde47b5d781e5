// The handshake of an upgrade that was judged, and the links that come of it, in the thread that holds the sockets.

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { HEARTBEAT_MS, HEARTBEAT_TIMEOUT_MS, MAX_CONTROL_FRAMES, MAX_INBOUND_BYTES } from '@starfray/shared/protocol';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Log } from '../log.ts';
import { Heartbeat } from './heartbeat.ts';
import { type HttpRefusal, NOT_A_HANDSHAKE, refuseByStatus } from './refuse-by-status.ts';
import type { WireMeter } from './wire-meter.ts';
import { type RawSocket, WsLink } from './ws-link.ts';

/** How long a peer may take to answer a close before its socket is destroyed. */
const CLOSE_TIMEOUT_MS = 2000;
/** Every lawful message fits one frame; ws allows 16,384 parts. */
const MAX_FRAGMENTS = 4;
/** Chunks ws may hold while a frame is incomplete: 1 KiB a byte at a time. */
const MAX_BUFFERED_CHUNKS = 2048;
/** How often `close` looks whether a link is left. */
const LOOK_MS = 10;

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

export interface WsDoorOptions {
  /** What the handshake answers where a client offers it. */
  readonly subprotocol: string;
  readonly log: Log;
  /** Reads what goes over the connections. */
  readonly meter?: WireMeter | undefined;
  /** Receives the refusal of a request that is no handshake; its answer is written already. */
  readonly onRefused: (refusal: HttpRefusal) => void;
  readonly heartbeatMs?: number | undefined;
  readonly heartbeatTimeoutMs?: number | undefined;
}

export class WsDoor {
  private readonly log: Log;
  private readonly meter: WireMeter | undefined;
  private readonly heartbeat: Heartbeat;
  private readonly links = new Set<WsLink>();
  private readonly server: WebSocketServer;

  constructor({ subprotocol, log, meter, onRefused, heartbeatMs, heartbeatTimeoutMs }: WsDoorOptions) {
    this.log = log;
    this.meter = meter;
    this.heartbeat = new Heartbeat(heartbeatMs ?? HEARTBEAT_MS, heartbeatTimeoutMs ?? HEARTBEAT_TIMEOUT_MS);
    this.server = new WebSocketServer({
      ...WS_OPTIONS,
      // ws by itself would echo the first protocol offered, which may be a credential.
      handleProtocols: (offered: Set<string>) => (offered.has(subprotocol) ? subprotocol : false),
    });
    this.server.on('error', (error) => log.error({ err: error }, 'WebSocket server error'));
    this.server.on('wsClientError', (_error, socket) => {
      refuseByStatus(socket, NOT_A_HANDSHAKE);
      onRefused(NOT_A_HANDSHAKE);
    });
    this.heartbeat.start();
  }

  /** Connections that are open or closing. */
  get connections(): number {
    return this.links.size;
  }

  /**
   * Completes a handshake and calls `take` with its link, both before this returns. False, without a link, for a request that is no
   * handshake, which was refused, and for a socket that has ended.
   */
  open(request: IncomingMessage, socket: Duplex, head: Buffer, take: (link: WsLink) => void): boolean {
    let isOpened = false;
    this.server.handleUpgrade(request, socket, head, (webSocket) => {
      isOpened = true;
      take(this.linkOf(webSocket, request.socket));
    });
    return isOpened;
  }

  /** Closes every link. */
  closeAll(code: number, reason: string): void {
    for (const link of this.links) link.close(code, reason);
  }

  /** Resolves when no link is left. Calls `late` after `graceMs`, and cuts those that are still there then. */
  async close(graceMs: number, late: () => void = () => undefined): Promise<void> {
    const deadline = setTimeout(() => {
      late();
      for (const link of this.links) link.terminate();
    }, graceMs);
    while (this.links.size > 0) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    clearTimeout(deadline);
    this.heartbeat.stop();
  }

  private linkOf(webSocket: WebSocket, raw: RawSocket): WsLink {
    const link = new WsLink(webSocket, raw, this.log);
    this.links.add(link);
    this.heartbeat.add(link);
    this.meter?.add(link);
    webSocket.once('close', () => {
      this.links.delete(link);
      this.heartbeat.remove(link);
      this.meter?.remove(link);
    });
    return link;
  }
}
