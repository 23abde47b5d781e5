// Where clients come in: a listening socket that front ends share, PROXY headers, TLS, and a relay to the main thread for every connection.

import { AsyncLocalStorage } from 'node:async_hooks';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls';
// Single files: a thread that relays needs neither fastify nor jose.
import { HANDSHAKE_TIMEOUT_MS, MIN_TLS } from '../http/tls.ts';
import { createNetworkCheck } from '../identity/client-address.ts';
import type { Network } from '../identity/ip-address.ts';
import type { Log } from '../log.ts';
import { expectProxyHeaders } from '../net/index.ts';
import { type HandOverPoint, Relay } from './relay.ts';
import { writeRelayHeader } from './relay-header.ts';

/** How often a connection to the main thread is tried for, and the pause between: 5 s in all. */
const RELAY_ATTEMPTS = 250;
const RELAY_PAUSE_MS = 20;

/** A certificate and its key, PEM. */
export interface Certificate {
  readonly cert: Uint8Array;
  readonly key: Uint8Array;
}

export interface FrontDoorOptions {
  readonly frontEnd: number;
  /** The main thread's socket, and what proves this front end to it. */
  readonly relay: { readonly path: string; readonly secret: Uint8Array };
  readonly tls: TlsTerms | undefined;
  /** TCP proxies, from which alone connections are taken; none unless given. */
  readonly tcpProxies: readonly Network[];
}

export interface TlsTerms {
  readonly certificate: Certificate;
  /** Those of all front ends: a session that one has begun can be resumed at another. */
  readonly ticketKeys: Uint8Array;
  readonly handshakeTimeoutMs: number | undefined;
}

export interface FrontDoorDeps {
  readonly log: Log;
  /** Why a connection was refused for its PROXY header. */
  readonly onRefused: (fault: string) => void;
}

/** Addresses of one port, as `listen` takes them. */
export interface SharedPlace {
  /** The first must be listened on; the others where the system has them. */
  readonly hosts: readonly string[];
  /** 0 for any that is free. */
  readonly port: number;
}

/** A client's connection from its first byte to its end. */
interface Client {
  readonly connection: number;
  /** The one that is accepted, and what speaks for the client: the same without TLS. */
  readonly raw: Socket;
  relay: Relay | undefined;
  socket: Socket;
}

export class FrontDoor {
  private readonly options: FrontDoorOptions;
  private readonly deps: FrontDoorDeps;
  private readonly clients = new Map<number, Client>();
  private readonly listening: Server[] = [];
  private readonly stops: (() => void)[] = [];
  private readonly secure: TlsServer | undefined;
  private readonly securing = new AsyncLocalStorage<Secured>();
  private nextConnection = 1;

  constructor(options: FrontDoorOptions, deps: FrontDoorDeps) {
    this.options = options;
    this.deps = deps;
    this.secure = options.tls === undefined ? undefined : this.createSecure(options.tls);
  }

  /** Listens on a port that other threads listen on, too; answers which. Rejects with Node's own error when it cannot. */
  async listen({ hosts, port }: SharedPlace, reusePort = true): Promise<number> {
    let bound = port;
    for (const [i, host] of hosts.entries()) {
      try {
        bound = await this.listenOn({ host, port: bound, reusePort });
      } catch (error) {
        if (i === 0) throw error;
      }
    }
    return bound;
  }

  /** Shows new connections another certificate. @throws Error when it cannot be used. */
  use(certificate: Certificate): void {
    const { tls } = this.options;
    if (tls !== undefined) this.secure?.setSecureContext(contextOf({ ...tls, certificate }));
  }

  /** Takes no new connections. */
  stopListening(): void {
    for (const stop of this.stops.splice(0)) stop();
    for (const server of this.listening.splice(0)) server.close();
  }

  /** Ends every connection that is left. */
  cutAll(): void {
    for (const { raw } of this.clients.values()) raw.destroy();
  }

  /**
   * Ends the relay of a client whose upgrade the main thread has judged. `taken` gets its socket, paused, and what it has sent behind the
   * request, unless the client has gone or goes now; then `gone` is called.
   */
  handOver(
    connection: number,
    point: HandOverPoint,
    taken: (socket: Socket, head: Buffer) => void,
    gone: () => void,
  ): void {
    const client = this.clients.get(connection);
    if (client?.relay === undefined) {
      gone();
      return;
    }
    const { socket, relay } = client;
    socket.once('close', gone);
    relay.handOver(point, (head) => {
      socket.off('close', gone);
      if (head !== undefined && !socket.destroyed) taken(socket, head);
      else {
        socket.destroy();
        gone();
      }
    });
  }

  private listenOn(place: { host: string; port: number; reusePort: boolean }): Promise<number> {
    const { tcpProxies } = this.options;
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    server.on('connection', (socket: Socket) => this.welcome(socket));
    if (tcpProxies.length > 0) {
      const isProxy = createNetworkCheck(tcpProxies);
      this.stops.push(expectProxyHeaders(server, { isProxy, onRefused: this.deps.onRefused }));
    }
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(place, () => {
        server.off('error', reject);
        server.on('error', (error) => this.deps.log.error({ err: error }, 'a front end cannot take a connection'));
        this.listening.push(server);
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : place.port);
      });
    });
  }

  private welcome(raw: Socket): void {
    const connection = this.nextConnection;
    this.nextConnection += 1;
    const client: Client = { connection, raw, relay: undefined, socket: raw };
    this.clients.set(connection, client);
    raw.on('error', (error) => this.deps.log.debug({ fault: error.name }, 'socket error'));
    raw.once('close', () => this.clients.delete(connection));
    const address = raw.remoteAddress ?? '';
    const { frontEnd, relay } = this.options;
    const header = writeRelayHeader(relay.secret, { frontEnd, connection, address });
    this.reach(raw, header, RELAY_ATTEMPTS, (main) => this.relay(client, main));
  }

  // A crowd that comes at once finds the main thread's queue full for a moment.
  private reach(raw: Socket, header: Buffer, attempts: number, reached: (main: Socket) => void): void {
    if (raw.destroyed) return;
    const main = connect({ path: this.options.relay.path, allowHalfOpen: true });
    main.once('connect', () => {
      main.off('error', failed);
      main.on('error', () => undefined);
      main.write(header);
      reached(main);
    });
    const failed = (error: Error): void => {
      if ('code' in error && error.code === 'EAGAIN' && attempts > 1) {
        setTimeout(() => this.reach(raw, header, attempts - 1, reached), RELAY_PAUSE_MS);
        return;
      }
      this.deps.log.debug({ fault: error.message }, 'the main thread takes no connection');
      raw.destroy();
    };
    main.once('error', failed);
  }

  private relay(client: Client, main: Socket): void {
    const { raw } = client;
    if (raw.destroyed) {
      main.destroy();
      return;
    }
    if (this.secure === undefined) {
      client.relay = new Relay(raw, main);
      return;
    }
    // Whom the main thread refuses, and who never becomes secure.
    const cut = (): void => {
      raw.destroy();
    };
    const forget = (): void => {
      main.destroy();
    };
    main.once('end', cut).once('close', cut);
    raw.once('close', forget);
    const secured = (socket: Socket): void => {
      main.off('end', cut).off('close', cut);
      raw.off('close', forget);
      client.socket = socket;
      client.relay = new Relay(socket, main);
    };
    const { secure } = this;
    this.securing.run({ secured }, () => secure.emit('connection', raw));
  }

  private createSecure(terms: TlsTerms): TlsServer {
    const server = createTlsServer({
      ...contextOf(terms),
      ALPNProtocols: ['http/1.1'],
      handshakeTimeout: terms.handshakeTimeoutMs ?? HANDSHAKE_TIMEOUT_MS,
      allowHalfOpen: true,
      noDelay: true,
    });
    server.on('secureConnection', (socket) => {
      socket.on('error', (error) => this.deps.log.debug({ fault: error.name }, 'socket error'));
      this.securing.getStore()?.secured(socket);
    });
    // Nothing can be said on a socket whose handshake failed, and one that dawdles would not end by itself.
    server.on('tlsClientError', (_error, socket) => socket.destroy());
    return server;
  }
}

interface Secured {
  readonly secured: (socket: Socket) => void;
}

function contextOf({ certificate: { cert, key }, ticketKeys }: TlsTerms) {
  const pair = { cert: Buffer.from(cert), key: Buffer.from(key) };
  return { ...pair, ticketKeys: Buffer.from(ticketKeys), minVersion: MIN_TLS } as const;
}
