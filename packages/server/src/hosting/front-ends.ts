// The front ends of a host, where it has any: whether it can have them, their way to the main thread's server, and their start and end in order
// with that of the server.

import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import type { Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { inBackground } from '../background.ts';
import {
  expectRelays,
  FrontEndPool,
  type FrontGame,
  findSharedPlace,
  RELAY_SECRET_BYTES,
  type RelayListener,
  whyNotShared,
} from '../front-end/index.ts';
import type { Place, TlsPair } from '../http/index.ts';
import type { Network } from '../identity/index.ts';
import type { Log } from '../log.ts';
import type { Doorway } from '../net/index.ts';
import { makeRelayFolder, relayPath, sweepRelayFolders } from './relay-folder.ts';

/** Threads that a host is to have for its clients. */
export interface FrontEndTerms {
  /** The module that calls `runFrontEnd` with all games of the host. */
  readonly module: URL;
  readonly threads: number;
  /** The server's own choice, not the operator's. */
  readonly isAuto?: boolean | undefined;
  /** TCP proxies, from which alone connections are taken; none unless given. */
  readonly tcpProxies?: readonly Network[] | undefined;
  /** Why two sockets cannot share a port, as the system has it; by default that is tried out. */
  readonly whyNotShared?: (() => Promise<string | undefined>) | undefined;
}

export interface FrontEndNeeds {
  readonly place: Place;
  /** The first game first. */
  readonly games: readonly FrontGame[];
  readonly pair: TlsPair | undefined;
  readonly handshakeTimeoutMs: number | undefined;
  readonly heartbeatMs: number | undefined;
  readonly heartbeatTimeoutMs: number | undefined;
  readonly log: Log;
  readonly onRefusal: (status: number, reason: string) => void;
}

export interface FrontEnds {
  readonly pool: FrontEndPool;
  /** Where the main thread's server listens for them. */
  readonly place: Place;
  /** Makes that server take connections of front ends alone; what it answers is called when the server closes. */
  attach(server: Server): () => void;
  /** The doorway of an upgrade of a game, by its index; undefined for a WebSocket of the main thread. */
  doorway(game: number, request: IncomingMessage, socket: Duplex, head: Buffer): Doorway | undefined;
  /** Listens; answers on what. Rejects with Node's own error when it cannot. */
  start(): Promise<{ readonly host: string; readonly port: number }>;
  /** Ends the threads, and removes what they left. */
  stop(): Promise<void>;
}

/** Prepares front ends; undefined, with a line in the log, where there can be none. Rejects as `findSharedPlace` does. */
export async function prepareFrontEnds(terms: FrontEndTerms, needs: FrontEndNeeds): Promise<FrontEnds | undefined> {
  const { place, log } = needs;
  if (place.kind !== 'address') {
    log.info(
      { threads: terms.threads },
      'one socket cannot be shared by threads: all connections run on the main thread',
    );
    return undefined;
  }
  const fault = await (terms.whyNotShared ?? whyNotShared)();
  if (fault !== undefined) {
    log[terms.isAuto === true ? 'info' : 'warn'](
      { fault, threads: terms.threads },
      'threads cannot share a port here: all connections run on the main thread',
    );
    return undefined;
  }
  const shared = await findSharedPlace(place);
  const folder = await makeRelayFolder(log);
  if (folder === undefined) return undefined;
  const path = relayPath(folder);
  const secret = randomBytes(RELAY_SECRET_BYTES);
  const { module, threads, tcpProxies = [] } = terms;
  const { log: _log, onRefusal, pair, ...rest } = needs;
  const options = { ...rest, module, threads, tcpProxies, relay: { path, secret }, certificate: pair };
  const pool = new FrontEndPool(options, { log, onRefusal });
  let relays: RelayListener | undefined;
  return {
    pool,
    place: { kind: 'relay', path },
    attach: (server) => {
      const listener = expectRelays(server, {
        secret,
        onRefused: (why) => log.warn({ why }, 'a stranger at the relay'),
      });
      relays = listener;
      return () => listener.stop();
    },
    doorway: (game, request, socket, head) => {
      const client = relays?.relayed(socket);
      return client === undefined ? undefined : pool.doorway(game, client, request, head);
    },
    start: async () => {
      const port = await pool.start(shared);
      inBackground(log, 'removing what killed servers left', () => sweepRelayFolders(Date.now()));
      return { host: shared.hosts[0] ?? place.host, port };
    },
    stop: async () => {
      await pool.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
