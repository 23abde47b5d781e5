// Serves a game: rooms that know no rules, and around them sockets, HTTP, identity, store, cluster and metrics, on one port.

import { randomBytes, randomInt } from 'node:crypto';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Absence, Game, GameIdentity, World } from '@starfray/shared/contract';
import { assert } from '@starfray/shared/core';
import { createCodec, createProtocol, type Link, versionHash } from '@starfray/shared/protocol';
import { ownAddresses } from './addresses.ts';
import { findBan } from './admission.ts';
import { parseOptions, type ServerOptions } from './config/options.ts';
import { createGate, type Gate } from './gate.ts';
import { type HeldLog, holdLog } from './held-log.ts';
import { type Host, type HostOptions, StartFault, startHost } from './host.ts';
import { type AdminDeskDeps, createAdminDesk, dismissBanned } from './hosting/admin-desk.ts';
import { type Archive, openArchive } from './hosting/archive.ts';
import { type AssetExchange, exchangeAssets } from './hosting/asset-exchange.ts';
import { type BanKeeper, keepBans } from './hosting/ban-keeper.ts';
import { type Concerns, watchConcerns } from './hosting/concerns.ts';
import { createDoor } from './hosting/door.ts';
import { drain } from './hosting/drain.ts';
import { createHops, HOP_HEADER } from './hosting/hop.ts';
import { createNodeId, joinCluster, type Membership, type OwnRooms } from './hosting/membership.ts';
import { keepScores, type ScoreKeeper } from './hosting/score-keeper.ts';
import type { AdminDesk } from './http/index.ts';
import { localUrl } from './local-url.ts';
import { type Log, SILENT_LOG } from './log.ts';
import { addressKey } from './net/index.ts';
import { createResumeTokens, loadSecrets, type Secrets } from './resume-tokens.ts';
import { type FillBot, Rooms, TickStages, type Visit } from './room/index.ts';
import { watchServer } from './server-watch.ts';
import type { JoinRequest, ResumeTokens } from './session/index.ts';
import { type MemoryUse, StatusBoard } from './status.ts';
import { type DataLock, lockData } from './store/index.ts';

/** Makes a fill bot, the `number`-th of its room, that joins by the given door. `seed` is its own. */
export type CreateFillBot = (birth: {
  readonly join: (link: Link, name: string) => void;
  readonly now: () => number;
  readonly number: number;
  readonly seed: number;
}) => FillBot;

/** The server's options, each with the default that the command has, and what only a program can give. */
export interface ServeOptions<W extends World = World> extends Partial<Omit<ServerOptions, 'client'>> {
  /** The built client. */
  readonly clientDir: string;
  /** Nothing is logged by default. */
  readonly log?: Log | undefined;
  /** Without it no room is filled with bots, whatever `bots` says. */
  readonly createFillBot?: CreateFillBot | undefined;
  /** The version that clients must name; by default that of the game and the protocol, which takes some milliseconds to compute. */
  readonly version?: string | undefined;
  /** Called before each step of a room's world. */
  readonly onStep?: ((world: W) => void) | undefined;
  /** An admin wants this server to stop. */
  readonly onDrain?: () => void;
  /** Descriptors of listening sockets that take the place of host and port. */
  readonly inheritedSockets?: readonly number[];
  /** Lines of log that could not be written since the start. */
  readonly logLinesLost?: () => number;
  /** Joins that get a seat a second, default 400. */
  readonly joinsPerSecond?: number;
  /** False to shed no load, whatever it costs. */
  readonly shedsLoad?: boolean;
  /** How long players who do not look stay, in place of what the game says. */
  readonly absence?: Absence | undefined;
  /** How often connections are pinged, 5 s by default, and the silence after which one is dead, 15 s by default. */
  readonly heartbeatMs?: number;
  readonly heartbeatTimeoutMs?: number;
  /** How often the certificate's files are looked at, 5 s by default. */
  readonly tlsLookMs?: number;
}

export interface GameHost<W extends World, A> extends Host {
  /** For orders from within this process. */
  readonly admin: AdminDesk;
  readonly rooms: Rooms<W, A>;
}

/** What this server was asked to do, with the defaults filled in. */
type Settings<W extends World> = ServeOptions<W> & ServerOptions;

const DEFAULTS = parseOptions({});

/**
 * Serves a game on one port: page, API and WebSockets. Resolves once players can join.
 * @throws StartFault when it cannot: the address, the store or the cluster is not to be had.
 */
export async function serveGame<W extends World, A>(
  game: Game<W, A>,
  options: ServeOptions<W>,
): Promise<GameHost<W, A>> {
  assert(DEFAULTS.ok, 'the options by themselves are no mistake');
  const settings = { ...DEFAULTS.value, ...options };
  const { log = SILENT_LOG } = settings;
  const lock = takeDirectory(settings.data, log);
  try {
    const instance = randomBytes(8).toString('hex');
    const host = await startOn(game, settings, instance, log);
    const scheme = settings.tlsCert === undefined ? 'http' : 'https';
    const url = localUrl(host.host, host.port, scheme);
    const self = { pid: process.pid, host: hostname(), startedAtMs: Date.now() };
    lock?.note({ ...self, url, instance, expectsProxyHeader: settings.proxyProtocol.length > 0 });
    return {
      ...host,
      close: async (how) => {
        await host.close(how);
        lock?.release();
      },
    };
  } catch (error) {
    lock?.release();
    throw error;
  }
}

async function startOn<W extends World, A>(
  game: Game<W, A>,
  options: Settings<W>,
  instance: string,
  log: Log,
): Promise<GameHost<W, A>> {
  const now = () => performance.now();
  const { identity } = game;
  const version = options.version ?? versionHash(game);
  const secrets = await loadSecrets(options);
  const tokens = createResumeTokens(secrets.secret, secrets.others);
  const gate = createGate({ ...secrets, readResume: (token) => tokens.read(token), wallNow: Date.now, now }, options);
  const archive = await openArchive({ ...options, identity, redis: options.redis, data: options.data }, log);
  const nodeId = options.redis === undefined ? undefined : createNodeId(options.node);
  const stages = new TickStages(now);
  const roomsLog = holdLog(log);
  const roomsDeps = { now, log: roomsLog.log, version, tokens, stages, onVisit: archive.keep, nodeId };
  const rooms = createRooms(game, options, roomsDeps);
  const opened: Opened[] = [archive];
  try {
    const membership = await join(options, { identity, nodeId, version, secrets, rooms, now, log });
    if (membership !== undefined) opened.push(membership);
    const bans = await keepBans({ gate, archive, membership, log }, () => {
      dismissBanned(rooms, gate, Date.now());
    });
    opened.push(bans);
    const scores = keepScoresOf(archive, rooms, secrets, log);
    if (scores !== undefined) opened.push(scores);
    const shelf = archive.assets?.(secrets);
    const assets = shelf === undefined ? undefined : await exchangeAssets(resolve(options.clientDir), shelf, log);
    if (assets !== undefined) opened.push(assets);
    const concerns = await watchConcerns(archive, log);
    opened.push(concerns);
    const host = await open(options, {
      instance,
      roomsLog,
      identity,
      gate,
      archive,
      bans,
      scores,
      assets,
      concerns,
      rooms,
      membership,
      secrets,
      version,
      stages,
      now,
      log,
      opened,
    });
    return { ...host, rooms };
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}

// Two servers on one directory would answer for each other's players with half of what they know.
function takeDirectory(data: string | undefined, log: Log): DataLock | undefined {
  if (data === undefined) return undefined;
  const lock = lockData(data);
  if (!lock.ok) throw new StartFault(lock.fault);
  if (!lock.value.isHeld)
    log.warn({ data }, 'the data directory has no locks: a second server on it would not be noticed');
  lock.value.note({ pid: process.pid, host: hostname(), startedAtMs: Date.now() });
  return lock.value;
}

interface Opened {
  close(): Promise<void>;
}

// The last opened first: whoever uses another was opened after it.
async function closeAll(opened: readonly Opened[]): Promise<void> {
  for (const one of opened.toReversed()) await one.close();
}

/** The rooms of any game: nothing here looks into a world. */
type AnyRooms = Pick<AdminDeskDeps['rooms'], 'all' | 'dismiss'> &
  Pick<
    Rooms<never, never>,
    'check' | 'choose' | 'join' | 'isTickDue' | 'update' | 'close' | 'status' | 'drain' | 'keptScores' | 'keepsSeat'
  >;

interface Parts {
  /** Of this start. */
  readonly instance: string;
  readonly roomsLog: HeldLog;
  readonly identity: GameIdentity;
  readonly gate: Gate;
  readonly archive: Archive;
  readonly bans: BanKeeper;
  readonly scores: ScoreKeeper | undefined;
  readonly assets: AssetExchange | undefined;
  readonly concerns: Concerns;
  readonly rooms: AnyRooms;
  readonly membership: Membership | undefined;
  readonly secrets: Secrets;
  readonly version: string;
  readonly stages: TickStages;
  readonly now: () => number;
  readonly log: Log;
  readonly opened: readonly Opened[];
}

async function open(options: Settings<never>, parts: Parts): Promise<Omit<GameHost<World, never>, 'rooms'>> {
  const { identity, gate, archive, scores, rooms, membership, version, now, log } = parts;
  const capacity = {
    players: options.maxPlayers,
    spectators: options.maxSpectators,
    roomPlayers: options.roomPlayers,
  };
  const board = new StatusBoard(() => rooms.status(), capacity, now, memoryUse);
  const stopHearing = membership?.cluster.onAnnouncement((text) => {
    for (const room of rooms.all()) room.announce(text);
  });
  const admin = createAdminDesk({
    gate,
    archive,
    bans: parts.bans,
    membership,
    rooms,
    onDrain: options.onDrain ?? (() => undefined),
    wallNow: Date.now,
    ownAddresses,
  });
  const name = options.node ?? identity.title;
  const watch = watchServer({
    identity,
    board,
    stages: parts.stages,
    version,
    name,
    region: options.region,
    now,
    dependencies: dependenciesOf(membership),
    store: archive.watched,
    data: options.data,
    logLinesLost: options.logLinesLost,
  });
  const giveBack = (request: JoinRequest) => (membership ?? scores)?.giveBack(request);
  const host = await startHost(
    {
      identity,
      admin,
      rooms: {
        admit: createDoor(gate.admit, membership, membership ?? scores),
        check: (request) => rooms.check(request),
        choose: (request) => rooms.choose(request),
        join: (request, link) => {
          if (options.logAddresses) log.info({ address: request.address, kind: request.kind }, 'comes from');
          // A ban may have come while the store was asked for the visitor's points.
          return findBan(gate.bans, request, Date.now()) ?? rooms.join(request, link, () => giveBack(request));
        },
        nodeFailed: (node) => membership?.suspect(node),
        notSeated: giveBack,
        isTickDue: () => rooms.isTickDue,
        update: () => rooms.update(),
        close: () => rooms.close(),
        status: () => ({ ...board.current(), ...(membership !== undefined && { cluster: clusterStatus(membership) }) }),
        leaderboard: (query) => archive.store.leaderboard({ ...query, nowMs: Date.now() }),
      },
      version,
      log,
      now,
      meter: watch.meter,
      metrics: watch.metrics,
      onRefusal: watch.onRefusal,
      card: watch.card,
    },
    {
      host: options.host,
      port: options.port,
      socketMode: options.socketMode,
      inheritedSockets: options.inheritedSockets,
      clientDir: options.clientDir,
      embedders: options.allowEmbed,
      basePath: options.basePath,
      allowedOrigins: options.allowOrigin,
      connectionsPerAddress: options.connectionsPerAddress,
      heartbeatMs: options.heartbeatMs,
      heartbeatTimeoutMs: options.heartbeatTimeoutMs,
      isProxy: gate.isProxy,
      nodeOrigins: () => membership?.origins() ?? [],
      nodeUrls: membership === undefined ? undefined : () => membership.urls(),
      otherAssets: parts.assets?.find,
      concerns: parts.concerns.current,
      ...passing(gate, parts.secrets),
      tls: tlsFilesOf(options),
      tlsLookMs: options.tlsLookMs,
      metricsToken: options.metricsToken,
      isTcpProxy: gate.isTcpProxy,
      instance: parts.instance,
      metricsPort: options.metricsPort,
      metricsHost: options.metricsHost,
    },
  );
  parts.roomsLog.release();
  log.info({ version, host: host.host, port: host.port, node: membership?.id }, 'ready');
  return {
    admin,
    host: host.host,
    port: host.port,
    metricsPort: host.metricsPort,
    reload: () => host.reload(),
    close: async ({ drains } = { drains: true }) => {
      const drainMs = drains ? options.drainSeconds * 1000 : 0;
      await drain({ rooms, membership, connections: () => host.connections }, drainMs, log);
      stopHearing?.();
      // Of now: with their rooms the seats are gone. A disk that hangs must not hold the goodbyes up.
      const kept = scores?.finish();
      await host.close();
      await kept;
      watch.stop();
      await closeAll(parts.opened);
    },
  };
}

interface RoomsDeps {
  readonly now: () => number;
  readonly log: Log;
  readonly version: string;
  readonly tokens: ResumeTokens;
  readonly stages: TickStages;
  readonly onVisit: (visit: Visit) => void;
  readonly nodeId: string | undefined;
}

function createRooms<W extends World, A>(
  game: Game<W, A>,
  options: Settings<W>,
  { now, log, version, tokens, stages, onVisit, nodeId }: RoomsDeps,
): Rooms<W, A> {
  const seed = options.seed ?? randomInt(2 ** 32);
  const { createFillBot, onStep } = options;
  return new Rooms(
    {
      game,
      codec: createCodec(),
      protocol: createProtocol(game),
      now,
      log,
      ...(createFillBot !== undefined && {
        spawnBot: (join, number) => createFillBot({ join, now, number, seed: seed + number }),
      }),
      ...(onStep !== undefined && { onStep }),
      tokens,
      onVisit,
      stages,
    },
    {
      roomPlayers: options.roomPlayers,
      roomPrefix: nodeId === undefined ? undefined : `${nodeId}-`,
      maxPlayers: options.maxPlayers,
      maxSpectators: options.maxSpectators,
      maxBots: options.maxBots,
      bots: options.bots,
      seed,
      joinCode: options.joinCode,
      versionHash: version,
      joinsPerSecond: options.joinsPerSecond,
      addressKey: options.connectionsPerAddress === 0 ? undefined : addressKey,
      shedsLoad: options.shedsLoad,
      absence: options.absence,
      utilization: createUtilization(),
      random: Math.random,
    },
  );
}

function keepScoresOf(
  { scores: shelf }: Archive,
  rooms: OwnRooms,
  { secret, others: otherSecrets }: Secrets,
  log: Log,
): ScoreKeeper | undefined {
  return shelf === undefined ? undefined : keepScores({ shelf, rooms, secret, otherSecrets, wallNow: Date.now, log });
}

async function join(
  options: ServerOptions,
  deps: {
    identity: GameIdentity;
    nodeId: string | undefined;
    version: string;
    secrets: Secrets;
    rooms: OwnRooms;
    now: () => number;
    log: Log;
  },
): Promise<Membership | undefined> {
  const { redis, cluster, advertise, region, maxPlayers } = options;
  const { identity, nodeId, version, secrets, rooms, now, log } = deps;
  const { secret, others } = secrets;
  if (redis === undefined || nodeId === undefined) return undefined;
  if (advertise === undefined) throw new StartFault('other nodes must find this one: give --advertise');
  return joinCluster(
    nodeId,
    {
      redis,
      keyPrefix: identity.keyPrefix,
      cluster,
      advertise,
      region,
      maxPlayers,
      version,
      secret,
      secondSecret: others[0],
    },
    rooms,
    { now, log },
  );
}

// What nodes say to each other of visitors whom they pass on, beside what proxies say.
function passing(gate: Gate, { secret, others }: Secrets): Pick<HostOptions, 'addressOf' | 'hopHeaders'> {
  const hops = createHops(secret, others);
  return {
    hopHeaders: (address) => ({ [HOP_HEADER]: hops.write(address, Date.now()) }),
    addressOf: (request) => {
      const said = request.headers[HOP_HEADER];
      const hop = hops.read(typeof said === 'string' ? said : undefined, Date.now());
      return hop === undefined ? gate.addressOf(request) : { address: hop.address, isPassedOn: true };
    },
  };
}

function dependenciesOf(membership: Membership | undefined) {
  if (membership === undefined) return {};
  const { cluster } = membership;
  return { redis: () => ({ isUp: cluster.state.isConnected, latencySeconds: cluster.state.latencyMs / 1000 }) };
}

function clusterStatus({ id, cluster }: Membership): object {
  const nodes = cluster.nodes().map(({ rooms, seenMs: _seen, ...node }) => ({ ...node, rooms: rooms.length }));
  return { node: id, isConnected: cluster.state.isConnected, nodes };
}

function tlsFilesOf({ tlsCert, tlsKey }: ServerOptions): { cert: string; key: string } | undefined {
  return tlsCert === undefined || tlsKey === undefined ? undefined : { cert: tlsCert, key: tlsKey };
}

function memoryUse(): MemoryUse {
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heapBytes: heapUsed, externalBytes: external, residentBytes: rss };
}

// The share of the time since the last call in which the event loop did not wait: ticks, sockets and all else.
function createUtilization(): () => number {
  let last = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    return utilization;
  };
}
