// One port with everything on it: HTTP, WebSockets and the timer of the rooms behind them. It knows no game.

import type { Server } from 'node:net';
import { resolve } from 'node:path';
import { BOTS_MODE, type GameIdentity } from '@starfray/shared/contract';
import type { FrontEndStatus, FrontSeats } from './front-end/index.ts';
import { type FrontEnds, type FrontEndTerms, prepareFrontEnds } from './hosting/front-ends.ts';
import {
  type AdminDesk,
  clearSocket,
  createHttpServer,
  type HttpServer,
  type Listening,
  listenForMetrics,
  type MetricsListener,
  type MetricsView,
  type OptionalRoutes,
  type OtherAssets,
  type Place,
  type RoomsView,
  readTlsPair,
  type ShownGame,
  type ShownMode,
  socketPathOf,
  type TlsFiles,
  type TlsOptions,
  withoutBrackets,
} from './http/index.ts';
import { bearerTokenIn, identityTokenIn } from './identity/index.ts';
import type { Lobby } from './joining/index.ts';
import type { Log } from './log.ts';
import {
  AddressLimits,
  addressKey,
  expectProxyHeaders,
  RefusalLog,
  RequestGuard,
  type WireMeter,
  WsServer,
  type WsServerOptions,
} from './net/index.ts';
import { OperatorFault } from './operator-fault.ts';
import { driveTicks } from './tick-driver.ts';

/** A game beside the first, below a path of its own: `/puck`, `/puck/r/den`, `/puck/ws`. */
export interface OtherGame extends Pick<HostDeps, 'identity' | 'rooms' | 'version' | 'meter' | 'games' | 'modes'> {
  /** As `/puck`. */
  readonly path: string;
  readonly clientDir: string;
  readonly otherAssets?: OtherAssets | undefined;
  /** URLs of the nodes that play it, each with that path. */
  readonly nodeUrls?: (() => readonly string[]) | undefined;
}

/** The rooms of a process, as what is around them sees them. */
export interface HostedRooms extends Lobby, RoomsView {
  /** Runs due ticks; answers the milliseconds until the next is due. */
  update(): number;
  /** Stops admitting, tells the players, and closes their links. */
  close(): void;
  /** Gives clients of front ends their seats; without it their WebSockets run on the main thread. */
  readonly frontSeats?: FrontSeats | undefined;
}

export interface HostOptions extends Omit<WsServerOptions, 'identityTokenIn'> {
  /** An address, of IPv6 in brackets or not, or `unix:` and the path of a socket. */
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Permissions of that socket, 0o660 unless given. */
  readonly socketMode?: number | undefined;
  /** Descriptors of listening sockets that take the place of host and port. */
  readonly inheritedSockets?: readonly number[] | undefined;
  /** Where the page lies; from the working directory on, unless absolute. */
  readonly clientDir: string;
  /** Sites that may show the page in a frame. */
  readonly embedders?: readonly string[] | undefined;
  /** Path below which all of it is served, as `/game`; at the root, too. Without it at the root alone. */
  readonly basePath?: string | undefined;
  /** Certificate and key for https and wss; without them it is http and ws. */
  readonly tls?: TlsFiles | undefined;
  /** Does this address pass on the requests of many visitors? */
  readonly isProxy: (address: string) => boolean;
  /** How often they are looked at for others, 5 s by default, and how long a TLS handshake may take, 10 s by default. */
  readonly tlsLookMs?: number | undefined;
  readonly tlsHandshakeMs?: number | undefined;
  /** URLs of the cluster's nodes of now; undefined for a server by itself. */
  readonly nodeUrls?: (() => readonly string[]) | undefined;
  /** What an operator should know, though the server is ready: shown at /readyz. */
  readonly concerns?: (() => readonly string[]) | undefined;
  /** Files of other builds of the page. */
  readonly otherAssets?: OtherAssets | undefined;
  /** Needed to read /metrics; without it the game's port does not serve them. */
  readonly metricsToken?: string | undefined;
  /** The TCP proxies that connections come from, each with a PROXY header first; without it none is read. */
  readonly isTcpProxy?: ((address: string) => boolean) | undefined;
  /** Threads that take connections; without them all run on the main thread. */
  readonly frontEnds?: FrontEndTerms | undefined;
  /** Of this start; /healthz answers with it. */
  readonly instance?: string | undefined;
  /** A port of its own for /metrics, 0 for any that is free; none unless given. On loopback unless a host is given, too. */
  readonly metricsPort?: number | undefined;
  readonly metricsHost?: string | undefined;
}

export interface HostDeps extends Omit<OptionalRoutes, 'metricsToken'> {
  /** Of the game that the rooms play. */
  readonly identity: GameIdentity;
  readonly rooms: HostedRooms;
  /** The games to choose from in the menu; none by default. */
  readonly games?: (() => readonly ShownGame[]) | undefined;
  /** The modes of this game to choose from; none by default. */
  readonly modes?: (() => readonly ShownMode[]) | undefined;
  readonly otherGames?: readonly OtherGame[] | undefined;
  /** What serves admins; without it there is no admin API. */
  readonly admin?: AdminDesk | undefined;
  /** Version hash of this build. */
  readonly version: string;
  readonly log: Log;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly meter?: WireMeter | undefined;
  /** Receives the HTTP status or close code of every connection that is refused. */
  readonly onRefusal?: ((code: number) => void) | undefined;
}

export interface Host {
  /** What it listens on: an address, or `unix:` and a path. */
  readonly host: string;
  /** 0 for a UNIX socket. */
  readonly port: number;
  /** Where /metrics are on a port of their own. */
  readonly metricsPort: number | undefined;
  /**
   * Says goodbye and stops; resolves within `CLOSE_GRACE_MS` and a little, unless something is stuck. With `drains: false` a node of a
   * cluster moves nobody to the others first.
   */
  close(options?: { readonly drains: boolean }): Promise<void>;
  /** Reads the certificate's files again, now. */
  reload(): Promise<void>;
}

/** And what a server shows of it. */
export interface WatchedHost extends Host {
  /** WebSockets that are open or closing, on any thread. */
  readonly connections: number;
  readonly frontEnds: () => readonly FrontEndStatus[];
}

/** How long players' connections may take to close, and then HTTP's. */
const CLOSE_GRACE_MS = 2000;

/** @throws OperatorFault when the address cannot be listened on, or the certificate cannot be used. */
export async function startHost(deps: HostDeps, options: HostOptions): Promise<WatchedHost> {
  const { admin, log, now, onRefusal, metrics, card, otherGames = [] } = deps;
  const tls = await openTls(options);
  const limits = new AddressLimits(options.connectionsPerAddress, now);
  const refusals = new RefusalLog(log, now, onRefusal);
  const served = [deps, ...otherGames];
  const fronts = await openFrontEnds(served, tls, refusals, log, options);
  for (const [i, { meter }] of served.entries()) if (fronts !== undefined) meter?.include(() => fronts.pool.wire(i));
  const socketsOf = (game: (typeof served)[number], path: string) =>
    new WsServer(
      {
        path,
        limits,
        subprotocol: game.identity.subprotocol,
        lobby: game.rooms,
        log,
        now,
        meter: game.meter,
        onRefusal,
        farDoorway: (request, socket, head) => fronts?.doorway(served.indexOf(game), request, socket, head),
      },
      { ...options, identityTokenIn },
    );
  const sockets = socketsOf(deps, '');
  const others = otherGames.map((game) => ({ game, sockets: socketsOf(game, game.path) }));
  const all = [{ game: deps, sockets }, ...others];
  const { addressOf, isProxy, nodeOrigins } = options;
  const guard = new RequestGuard(
    {
      now,
      addressOf,
      isProxy,
      onRefusal: (status, reason) => refusals.note(status, reason),
    },
    options.connectionsPerAddress,
  );
  const startedMs = now();
  let isReady = false;
  const http = await createHttpServer({
    clientDir: resolve(options.clientDir),
    embedders: options.embedders,
    basePath: options.basePath ?? '',
    allowedOrigins: options.allowedOrigins,
    log,
    tls: tls === undefined ? undefined : { ...tls, endedBy: fronts && ((pair) => fronts.pool.use(pair)) },
    metrics,
    metricsToken: options.metricsToken,
    card,
    ...routesOf({ ...deps, nodeUrls: options.nodeUrls }, sockets),
    otherGames: others.map(({ game, sockets: own }) => ({ ...game, ...routesOf(game, own) })),
    admin,
    instance: options.instance,
    addressKey,
    nodeOrigins,
    isCluster: options.nodeUrls !== undefined,
    otherAssets: options.otherAssets,
    concerns: options.concerns ?? (() => []),
    addressOf,
    isProxy,
    bearerTokenIn,
    isReady: () => isReady,
    uptimeSeconds: () => (now() - startedMs) / 1000,
    guard,
    onUpgrade: guard.upgrading((request, socket, head) => {
      const at = others.find(({ game }) => request.url?.startsWith(`${game.path}/`) === true);
      (at ?? all[0])?.sockets.handleUpgrade(request, socket, head);
    }),
    beforeListening: fronts?.attach ?? behindTcpProxies(options.isTcpProxy, refusals),
  });
  const listening = await listen(http, fronts, options);
  const metricsListener = await openMetrics(metrics, options).catch(async (error: unknown) => {
    await http.close(0);
    await fronts?.stop();
    throw error;
  });
  const stopTicks = driveTicks(() => updateAll(all));
  isReady = true;
  return {
    host: listening.host,
    port: listening.port,
    metricsPort: metricsListener?.port,
    /** Open or closing. */
    get connections() {
      return all.reduce((sum, one) => sum + one.sockets.connections, fronts?.pool.connections ?? 0);
    },
    frontEnds: () => fronts?.pool.status() ?? [],
    reload: () => http.reload(),
    close: async () => {
      isReady = false;
      for (const { game } of all) game.rooms.close();
      const clients = fronts?.pool.awaitClients(CLOSE_GRACE_MS);
      await Promise.all([clients, ...all.map((one) => one.sockets.close(CLOSE_GRACE_MS))]);
      stopTicks();
      await metricsListener?.close();
      fronts?.pool.stopListening();
      await http.close(CLOSE_GRACE_MS);
      await fronts?.stop();
      refusals.flush();
    },
  };
}

type Served = Pick<HostDeps, 'identity' | 'rooms' | 'version' | 'games' | 'modes'> & Pick<OtherGame, 'nodeUrls'>;

function routesOf(served: Served, sockets: WsServer) {
  const { identity, rooms, version, games = () => [], modes = () => [], nodeUrls = () => [] } = served;
  return {
    rooms,
    version,
    games,
    nodeUrls,
    shownModes: modes,
    modes: [...identity.modes, BOTS_MODE],
    ask: sockets.ask.bind(sockets),
  };
}

/** Runs what is due in all rooms; answers the milliseconds until the next tick of any is. */
function updateAll(all: readonly { readonly game: Pick<HostDeps, 'rooms'> }[]): number {
  let waitMs = Number.POSITIVE_INFINITY;
  for (const { game } of all) waitMs = Math.min(waitMs, game.rooms.update());
  return waitMs;
}

async function openTls({ tls: files, tlsLookMs, tlsHandshakeMs }: HostOptions): Promise<TlsOptions | undefined> {
  if (files === undefined) return undefined;
  const pair = await readTlsPair(files);
  if (!pair.ok) throw new OperatorFault(pair.fault.join('; '));
  return { files, pair: pair.value, lookMs: tlsLookMs, handshakeTimeoutMs: tlsHandshakeMs };
}

/** The code of connections that are refused for their PROXY header in log and metrics: no HTTP was spoken yet. */
const NO_STATUS = 0;

function behindTcpProxies(isProxy: HostOptions['isTcpProxy'], refusals: RefusalLog) {
  if (isProxy === undefined) return undefined;
  const onRefused = (fault: string): void => refusals.note(NO_STATUS, fault);
  return (server: Server) => expectProxyHeaders(server, { isProxy, onRefused });
}

async function openMetrics(
  metrics: MetricsView | undefined,
  { metricsPort, metricsHost = '127.0.0.1', metricsToken: token }: HostOptions,
): Promise<MetricsListener | undefined> {
  if (metrics === undefined || metricsPort === undefined) return undefined;
  try {
    return await listenForMetrics({ metrics, token }, metricsHost, metricsPort);
  } catch (error) {
    const remedy = 'choose another with --metrics-port and --metrics-host';
    throw new OperatorFault(
      `metrics cannot be served on ${metricsHost}:${metricsPort} (${errorCode(error)}): ${remedy}`,
      {
        cause: error,
      },
    );
  }
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

async function openFrontEnds(
  games: readonly Pick<HostDeps, 'identity' | 'rooms'>[],
  tls: TlsOptions | undefined,
  refusals: RefusalLog,
  log: Log,
  options: HostOptions,
): Promise<FrontEnds | undefined> {
  const { frontEnds: terms, heartbeatMs, heartbeatTimeoutMs } = options;
  if (terms === undefined || terms.threads === 0) return undefined;
  const place = placeOf(options);
  try {
    return await prepareFrontEnds(terms, {
      place,
      games: games.map(({ identity, rooms }) => ({ name: identity.name, seats: rooms.frontSeats })),
      pair: tls?.pair,
      handshakeTimeoutMs: tls?.handshakeTimeoutMs,
      heartbeatMs,
      heartbeatTimeoutMs,
      log,
      onRefusal: (status, reason) => refusals.note(status, reason),
    });
  } catch (error) {
    throw new OperatorFault(describeFault(errorCode(error), place), { cause: error });
  }
}

async function listen(http: HttpServer, fronts: FrontEnds | undefined, options: HostOptions): Promise<Listening> {
  const place = placeOf(options);
  try {
    await clearPlace(place);
    if (fronts === undefined) return await http.listen(place);
    const inside = await http.listen(fronts.place);
    return { ...inside, ...(await fronts.start()) };
  } catch (error) {
    await http.close(0);
    await fronts?.stop();
    if (error instanceof OperatorFault) throw error;
    throw new OperatorFault(describeFault(errorCode(error), place), { cause: error });
  }
}

function placeOf({ host, port, socketMode = 0o660, inheritedSockets = [], isTcpProxy }: HostOptions): Place {
  if (inheritedSockets.length > 0) return { kind: 'inherited', descriptors: inheritedSockets };
  const path = socketPathOf(host);
  if (path !== undefined) return { kind: 'socket', path: resolve(path), mode: socketMode };
  // Of `localhost` Fastify makes a second server, which would read no PROXY header.
  const isTwo = isTcpProxy !== undefined && host === 'localhost';
  return { kind: 'address', host: isTwo ? '127.0.0.1' : withoutBrackets(host), port };
}

async function clearPlace(place: Place): Promise<void> {
  if (place.kind !== 'socket') return;
  const cleared = await clearSocket(place.path);
  if (!cleared.ok) throw new OperatorFault(`--host unix:${place.path}: ${cleared.fault}`);
}

function describeFault(code: string, place: Place): string {
  if (place.kind === 'inherited')
    return `the sockets of LISTEN_FDS cannot be listened on (${code}): look at the unit that opens them`;
  if (place.kind === 'socket')
    return `--host unix:${place.path}: cannot be listened on (${code}): give a path in a directory that may be written`;
  if (place.kind === 'relay') return `threads cannot be reached (${code}): give --threads 0`;
  const { host, port } = place;
  if (code === 'EADDRINUSE') return `port ${port} is in use: stop what uses it, or choose another with --port`;
  if (code === 'EACCES') return `port ${port} may not be opened by this user: choose one from 1024 up with --port`;
  if (['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EAFNOSUPPORT', 'EINVAL'].includes(code)) {
    return `${host} is no address of this machine: choose another with --host, such as 0.0.0.0`;
  }
  return `cannot listen on ${host}:${port} (${code}): choose others with --host and --port`;
}
