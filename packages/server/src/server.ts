// Serves a game: rooms that know no rules, and around them sockets, HTTP, identity, store, cluster and metrics, on one port.

import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { type Game, modesOf, type World } from '@starfray/shared/contract';
import { assert } from '@starfray/shared/core';
import { versionHash } from '@starfray/shared/protocol';
import { ownAddresses } from './addresses.ts';
import { parseOptions, type ServerOptions } from './config/options.ts';
import { countFrontEnds } from './front-end/index.ts';
import { type HeldLog, holdLog } from './held-log.ts';
import { startHost } from './host.ts';
import { createAdminDesk } from './hosting/admin-desk.ts';
import { type AllRooms, joinRooms } from './hosting/all-rooms.ts';
import { type Archive, openArchive } from './hosting/archive.ts';
import { type BanKeeper, keepBans } from './hosting/ban-keeper.ts';
import { openBlockedNames } from './hosting/blocked-names-file.ts';
import { type Concerns, watchConcerns } from './hosting/concerns.ts';
import { processFacts, takeDirectory } from './hosting/data-directory.ts';
import { drain } from './hosting/drain.ts';
import type { FrontEndTerms } from './hosting/front-ends.ts';
import { type CountedMount, frontOf } from './hosting/game-front.ts';
import { createNodeId, type Membership } from './hosting/membership.ts';
import { createAll, findPathFault, type GamePart, type GameParts, type Mount, mount } from './hosting/mounts.ts';
import { createRooms } from './hosting/process-rooms.ts';
import { watchThreads } from './hosting/thread-watch.ts';
import { readHops } from './joining/signed-hop.ts';
import { createVisitorChecks, type VisitorChecks } from './joining/visitor-checks.ts';
import { localUrl } from './local-url.ts';
import { type Log, SILENT_LOG } from './log.ts';
import { WireMeter } from './net/index.ts';
import { OperatorFault } from './operator-fault.ts';
import { createResumeTokens, loadSecrets, type Secrets } from './resume-tokens.ts';
import type { Rooms } from './room/index.ts';
import type { GameHost, ServeOptions, ServeSettings } from './serve-options.ts';
import { watchServer } from './server-watch.ts';
import { type MemoryUse, StatusBoard } from './status.ts';

const DEFAULTS = parseOptions({});

/**
 * Serves a game on one port: page, API and WebSockets. Resolves once players can join.
 * @throws OperatorFault when it cannot: the address, the store or the cluster is not to be had.
 */
export async function serveGame<W extends World, A>(
  game: Game<W, A>,
  options: ServeOptions<W>,
): Promise<GameHost<W, A>> {
  let rooms: Rooms<W, A> | undefined;
  const part = partOf(game, options, (made) => {
    rooms = made;
  });
  const host = await serveParts([part], withDefaults(options));
  assert(rooms !== undefined, 'a server has rooms');
  return { ...host, rooms };
}

/** A game for `serveGames`: of these options its page, rooms, bots and version are its own. */
export function gamePart<W extends World, A>(game: Game<W, A>, options: ServeOptions<W>): GamePart {
  return partOf(game, options, () => undefined);
}

/**
 * Serves several games on one port: the first as `serveGame` would, each other one below its name: `/puck`, `/puck/r/den`. Limits hold for
 * all of them together, and so do bans, announcements and drains.
 * @throws OperatorFault as `serveGame` does, and for games that cannot be told apart.
 */
export async function serveGames(parts: GameParts, options: ServeOptions): Promise<AnyHost> {
  const fault = findPathFault(parts, options.basePath);
  if (fault !== undefined) throw new OperatorFault(fault);
  return serveParts(parts, withDefaults(options));
}

/** A host of any games: their rooms stay its own. */
type AnyHost = Omit<GameHost<World, never>, 'rooms'>;

function withDefaults<W extends World>(given: ServeOptions<W>): ServeSettings<W> {
  assert(DEFAULTS.ok, 'the options by themselves are no mistake');
  return { ...DEFAULTS.value, ...given };
}

function partOf<W extends World, A>(
  game: Game<W, A>,
  given: ServeOptions<W>,
  onMade: (rooms: Rooms<W, A>) => void,
): GamePart {
  const options = withDefaults(given);
  const version = options.version ?? versionHash(game);
  return {
    identity: game.identity,
    modes: modesOf(game),
    version,
    clientDir: resolve(options.clientDir),
    capacity: capacityOf(options),
    createRooms: (deps) => {
      const made = createRooms(game, options, { ...deps, version });
      onMade(made.rooms);
      return made;
    },
  };
}

async function serveParts(parts: GameParts, settings: ServeSettings<never>): Promise<AnyHost> {
  const { log = SILENT_LOG } = settings;
  const lock = takeDirectory(settings.data, log);
  try {
    const instance = randomBytes(8).toString('hex');
    const host = await startOn(parts, settings, instance, log);
    const scheme = settings.tlsCert === undefined ? 'http' : 'https';
    const url = localUrl(host.host, host.port, scheme);
    lock?.note({ ...processFacts(), url, instance, expectsProxyHeader: settings.proxyProtocol.length > 0 });
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

async function startOn(parts: GameParts, options: ServeSettings<never>, instance: string, log: Log): Promise<AnyHost> {
  const now = () => performance.now();
  const { identity } = parts[0];
  const secrets = await loadSecrets(options);
  const tokens = createResumeTokens(secrets.secret, secrets.others);
  const readResume = (token: string) => tokens.read(token);
  const checks = createVisitorChecks({ ...secrets, readResume, wallNow: Date.now, now }, options);
  const readNames = await openBlockedNames(options.blockedNames, checks, log);
  const archive = await openArchive({ ...options, identity, redis: options.redis, data: options.data }, log);
  const nodeId = options.redis === undefined ? undefined : createNodeId(options.node);
  const roomsLog = holdLog(log);
  const games = createAll(parts, { now, log: roomsLog.log, tokens, nodeId }, archive);
  const rooms = joinRooms(games);
  const opened: Opened[] = [archive];
  try {
    const mounts: Mount[] = [];
    for (const game of games) mounts.push(await mount(game, options, { archive, nodeId, secrets, now, log, opened }));
    const membership = mounts[0]?.membership;
    const bans = await keepBans({ checks, archive, membership, rooms, wallNow: Date.now, log });
    opened.push(bans);
    const concerns = await watchConcerns(archive, log);
    opened.push(concerns);
    const found = { instance, roomsLog, checks, readNames, archive, bans, concerns, rooms, mounts };
    return await open(options, { ...found, secrets, now, log, opened });
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}

interface Opened {
  close(): Promise<void>;
}

// The last opened first: each uses only parts that were opened before it.
async function closeAll(opened: readonly Opened[]): Promise<void> {
  for (const one of opened.toReversed()) await one.close();
}

interface Parts {
  /** Of this start. */
  readonly instance: string;
  readonly roomsLog: HeldLog;
  readonly checks: VisitorChecks;
  /** Reads the list of blocked names again. */
  readonly readNames: () => Promise<void>;
  readonly archive: Archive;
  readonly bans: BanKeeper;
  readonly concerns: Concerns;
  readonly rooms: AllRooms;
  /** The first game first. */
  readonly mounts: readonly Mount[];
  readonly secrets: Secrets;
  readonly now: () => number;
  readonly log: Log;
  readonly opened: readonly Opened[];
}

async function open(options: ServeSettings<never>, parts: Parts): Promise<AnyHost> {
  const { checks, archive, bans, rooms, mounts, now, log } = parts;
  const counted = mounts.map((game) => {
    const board = new StatusBoard(() => game.rooms.status(), game.part.capacity, now, memoryUse);
    return { ...game, board, meter: new WireMeter() };
  });
  const [first, ...others] = counted;
  assert(first !== undefined, 'a server has a game');
  const { membership } = first;
  const { identity, version, capacity } = first.part;
  // Of one game alone they are the same.
  const board = others.length === 0 ? first.board : new StatusBoard(() => rooms.status(), capacity, now, memoryUse);
  const stopHearing = membership?.cluster.onAnnouncement((text) => {
    for (const room of rooms.all()) room.announce(text);
  });
  const onDrain = options.onDrain ?? (() => undefined);
  const threads = watchThreads(now);
  const admin = createAdminDesk({
    threads: threads.read,
    checks,
    archive,
    bans,
    membership,
    rooms,
    onDrain,
    wallNow: Date.now,
    ownAddresses,
  });
  const watch = watchServer({
    board,
    games: [first, ...others],
    name: options.node ?? identity.title,
    region: options.region,
    now,
    dependencies: dependenciesOf(membership),
    threads: threads.read,
    store: archive.watched,
    data: options.data,
    logLinesLost: options.logLinesLost,
  });
  const { logAddresses } = options;
  const fronts = { checks, archive, mounts: counted, isTickDue: rooms.isTickDue, logAddresses, log };
  const front = frontOf(first, fronts, () => ({
    ...board.current(),
    threads: threads.read(),
    ...(others.length > 0 && { games: countsOf(counted) }),
  }));
  const host = await startHost(
    {
      ...front,
      otherGames: others.map((game) => frontOf(game, fronts, () => game.board.current())),
      admin,
      log,
      now,
      metrics: watch.metrics,
      onRefusal: watch.onRefusal,
      card: watch.card,
    },
    {
      // Those that a host has by the same name: where it listens, its page, limits, heartbeats, metrics.
      ...options,
      clientDir: front.clientDir,
      embedders: options.allowEmbed,
      allowedOrigins: options.allowOrigin,
      isProxy: checks.isProxy,
      isTcpProxy: checks.isTcpProxy,
      frontEnds: frontEndsOf(options, checks),
      ...readHops(parts.secrets, checks.addressOf, Date.now),
      nodeOrigins: () => membership?.origins() ?? [],
      nodeUrls: front.nodeUrls,
      otherAssets: front.otherAssets,
      concerns: parts.concerns.current,
      tls: tlsFilesOf(options),
      instance: parts.instance,
    },
  );
  threads.follow(host);
  parts.roomsLog.release();
  log.info({ version, host: host.host, port: host.port, node: membership?.id }, 'ready');
  return {
    admin,
    host: host.host,
    port: host.port,
    metricsPort: host.metricsPort,
    reload: async () => {
      await parts.readNames();
      await host.reload();
    },
    close: async ({ drains } = { drains: true }) => {
      const drainMs = drains ? options.drainSeconds * 1000 : 0;
      rooms.drain();
      const connections = () => host.connections;
      await Promise.all(counted.map((game) => drain({ ...game, connections }, drainMs, log)));
      stopHearing?.();
      // Of now: with their rooms the seats are gone. A disk that hangs must not hold the goodbyes up.
      const kept = Promise.all(counted.map(({ scores }) => scores?.finish()));
      await host.close();
      await kept;
      watch.stop();
      await closeAll(parts.opened);
    },
  };
}

function capacityOf({ maxPlayers, maxSpectators, roomPlayers }: ServerOptions) {
  return { players: maxPlayers, spectators: maxSpectators, roomPlayers };
}

function frontEndsOf(
  { frontEnd: module, threads }: ServeSettings<never>,
  { tcpProxies }: VisitorChecks,
): FrontEndTerms | undefined {
  if (module === undefined) return undefined;
  const count = countFrontEnds(threads, availableParallelism());
  return { module, threads: count, isAuto: threads === 'auto', tcpProxies };
}

function dependenciesOf(membership: Membership | undefined) {
  if (membership === undefined) return {};
  const { cluster } = membership;
  return { redis: () => ({ isUp: cluster.state.isConnected, latencySeconds: cluster.state.latencyMs / 1000 }) };
}

/** Who is in each game, for /api/status. */
function countsOf(games: readonly CountedMount[]): object[] {
  return games.map(({ part, path, board }) => {
    const { rooms, humans, bots, fillBots, spectators } = board.current();
    return { name: part.identity.name, path: `${path}/`, rooms: rooms.length, humans, bots, fillBots, spectators };
  });
}

function tlsFilesOf({ tlsCert, tlsKey }: ServerOptions): { cert: string; key: string } | undefined {
  return tlsCert === undefined || tlsKey === undefined ? undefined : { cert: tlsCert, key: tlsKey };
}

function memoryUse(): MemoryUse {
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heapBytes: heapUsed, externalBytes: external, residentBytes: rss };
}
