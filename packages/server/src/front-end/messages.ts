// What a front end and the main thread say to each other, but for the rooms.

import type { MessagePort } from 'node:worker_threads';
import type { Network } from '../identity/index.ts';
import type { WireReading } from '../net/index.ts';
import type { Certificate, FrontDoorOptions, SharedPlace } from './front-door.ts';
import type { HandOverPoint } from './relay.ts';

/** What a front end is started with. */
export interface FrontEndData extends Omit<FrontDoorOptions, 'tcpProxies'> {
  readonly place: SharedPlace;
  readonly tcpProxies: readonly Network[];
  readonly games: readonly FrontEndGame[];
  /** Of all front ends. */
  readonly beats: SharedArrayBuffer;
  readonly heartbeatMs: number | undefined;
  readonly heartbeatTimeoutMs: number | undefined;
}

interface FrontEndGame {
  readonly name: string;
  /** To the rooms' side on the main thread. */
  readonly port: MessagePort;
}

/** An upgrade, as far as a handshake needs it; `rawHeaders` where it is passed on to another node. */
export interface RelayedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly rawHeaders: readonly string[];
}

/** What becomes of an upgrade. */
export type Order =
  | { readonly kind: 'admit'; readonly join: number; readonly game: number }
  /** Completes the handshake and closes. */
  | { readonly kind: 'refuse'; readonly game: number; readonly code: number; readonly reason: string }
  | {
      readonly kind: 'turn away';
      readonly status: number;
      readonly reason: string;
      readonly retryMs: number | undefined;
    }
  | { readonly kind: 'pass on'; readonly url: string; readonly hop: Readonly<Record<string, string>> }
  | { readonly kind: 'destroy' };

export type ToFrontEnd =
  /** The first for a connection ends its relay. */
  | {
      readonly kind: 'order';
      readonly connection: number;
      readonly first: { readonly point: HandOverPoint; readonly request: RelayedRequest } | undefined;
      readonly order: Order;
    }
  | { readonly kind: 'certificate'; readonly certificate: Certificate }
  | { readonly kind: 'stop listening' }
  /** Ends every connection, and the thread. */
  | { readonly kind: 'end' };

export type FromFrontEnd =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'cannot listen'; readonly code: string }
  | { readonly kind: 'log'; readonly level: LogLevel; readonly fields: object; readonly message: string }
  /** A connection without a PROXY header that can be read. */
  | { readonly kind: 'refused'; readonly fault: string }
  /** No handshake came of an order to admit or refuse: `status` is what was answered, undefined for a client that had gone. */
  | { readonly kind: 'no handshake'; readonly connection: number; readonly status: number | undefined }
  | { readonly kind: 'not passed on'; readonly connection: number; readonly fault: string }
  /** A connection that was handed over has ended. */
  | { readonly kind: 'closed'; readonly connection: number }
  | ({ readonly kind: 'load' } & FrontEndLoad);

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** What a front end has done so far, and how busy it is. */
export interface FrontEndLoad {
  /** The share of the last second in which its event loop did not wait. */
  readonly utilization: number;
  /** Processor time since its start. */
  readonly cpuSeconds: number;
  /** By game, in the order of `FrontEndData`. */
  readonly wires: readonly WireReading[];
}
