// Serves a game: rooms that know no rules, and around them sockets, HTTP, identity, store, cluster and metrics, on one port.

import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Game, GameIdentity, World } from '@starfray/shared/contract';
import { assert } from '@starfray/shared/core';
import { versionHash } from '@starfray/shared/protocol';
import { ownAddresses } from './addresses.ts';
import { parseOptions, type ServerOptions } from './config/options.ts';
import { type HeldLog, holdLog } from './held-log.ts';
import { startHost } from './host.ts';
import { type AdminDeskDeps, createAdminDesk } from './hosting/admin-desk.ts';
import { type Archive, openArchive } from './hosting/archive.ts';
import { type AssetExchange, exchangeAssets } from './hosting/asset-exchange.ts';
import { type BanKeeper, keepBans } from './hosting/ban-keeper.ts';
import { type Concerns, watchConcerns } from './hosting/concerns.ts';
import { processFacts, takeDirectory } from './hosting/data-directory.ts';
import { drain } from './hosting/drain.ts';
import { createNodeId, type Membership, openMembership } from './hosting/membership.ts';
import { createRooms } from './hosting/process-rooms.ts';
import { keepScores, type ScoreKeeper } from './hosting/score-keeper.ts';
import { createLobby } from './joining/server-lobby.ts';
import { readHops } from './joining/signed-hop.ts';
import { createVisitorChecks, type VisitorChecks } from './joining/visitor-checks.ts';
import { localUrl } from './local-url.ts';
import { type Log, SILENT_LOG } from './log.ts';
import { createResumeTokens, loadSecrets, type Secrets } from './resume-tokens.ts';
import { type Rooms, TickStages } from './room/index.ts';
import type { GameHost, ServeOptions, ServeSettings } from './serve-options.ts';
import { watchServer } from './server-watch.ts';
import { type MemoryUse, StatusBoard } from './status.ts';

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

async function startOn<W extends World, A>(
  game: Game<W, A>,
  options: ServeSettings<W>,
  instance: string,
  log: Log,
): Promise<GameHost<W, A>> {
  const now = () => performance.now();
  const { identity } = game;
  const version = options.version ?? versionHash(game);
  const secrets = await loadSecrets(options);
  const tokens = createResumeTokens(secrets.secret, secrets.others);
  const readResume = (token: string) => tokens.read(token);
  const checks = createVisitorChecks({ ...secrets, readResume, wallNow: Date.now, now }, options);
  const archive = await openArchive({ ...options, identity, redis: options.redis, data: options.data }, log);
  const nodeId = options.redis === undefined ? undefined : createNodeId(options.node);
  const stages = new TickStages(now);
  const roomsLog = holdLog(log);
  const roomsDeps = { now, log: roomsLog.log, version, tokens, stages, onVisit: archive.keep, nodeId };
  const rooms = createRooms(game, options, roomsDeps);
  const opened: Opened[] = [archive];
  try {
    const { keyPrefix } = identity;
    const membership = await openMembership(options, { keyPrefix, nodeId, version, secrets, rooms, now, log });
    if (membership !== undefined) opened.push(membership);
    const bans = await keepBans({ checks, archive, membership, rooms, wallNow: Date.now, log });
    opened.push(bans);
    const scores = openScores(archive, rooms, secrets, log);
    if (scores !== undefined) opened.push(scores);
    const shelf = archive.assets?.(secrets);
    const assets = shelf === undefined ? undefined : await exchangeAssets(resolve(options.clientDir), shelf, log);
    if (assets !== undefined) opened.push(assets);
    const concerns = await watchConcerns(archive, log);
    opened.push(concerns);
    const parts = { instance, roomsLog, identity, checks, archive, bans, scores, assets, concerns, rooms, membership };
    const host = await open(options, { ...parts, secrets, version, stages, now, log, opened });
    return { ...host, rooms };
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
  readonly checks: VisitorChecks;
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

async function open(options: ServeSettings<never>, parts: Parts): Promise<Omit<GameHost<World, never>, 'rooms'>> {
  const { identity, checks, archive, bans, scores, rooms, membership, version, now, log } = parts;
  const board = new StatusBoard(() => rooms.status(), capacityOf(options), now, memoryUse);
  const stopHearing = membership?.cluster.onAnnouncement((text) => {
    for (const room of rooms.all()) room.announce(text);
  });
  const onDrain = options.onDrain ?? (() => undefined);
  const admin = createAdminDesk({
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
    identity,
    board,
    stages: parts.stages,
    version,
    name: options.node ?? identity.title,
    region: options.region,
    now,
    dependencies: dependenciesOf(membership),
    store: archive.watched,
    data: options.data,
    logLinesLost: options.logLinesLost,
  });
  const lobby = createLobby({
    checks,
    cluster: membership,
    scores: membership ?? scores,
    rooms,
    wallNow: Date.now,
    log,
    logAddresses: options.logAddresses,
  });
  const host = await startHost(
    {
      identity,
      admin,
      rooms: {
        ...lobby,
        check: (join) => rooms.check(join),
        choose: (join) => rooms.choose(join),
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
      // Those that a host has by the same name: where it listens, its page, limits, heartbeats, metrics.
      ...options,
      embedders: options.allowEmbed,
      allowedOrigins: options.allowOrigin,
      isProxy: checks.isProxy,
      isTcpProxy: checks.isTcpProxy,
      ...readHops(parts.secrets, checks.addressOf, Date.now),
      nodeOrigins: () => membership?.origins() ?? [],
      nodeUrls: membership === undefined ? undefined : () => membership.urls(),
      otherAssets: parts.assets?.find,
      concerns: parts.concerns.current,
      tls: tlsFilesOf(options),
      instance: parts.instance,
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

function openScores(
  { scores: shelf }: Archive,
  rooms: Pick<AnyRooms, 'keptScores' | 'keepsSeat'>,
  { secret, others: otherSecrets }: Secrets,
  log: Log,
): ScoreKeeper | undefined {
  return shelf === undefined ? undefined : keepScores({ shelf, rooms, secret, otherSecrets, wallNow: Date.now, log });
}

function capacityOf({ maxPlayers, maxSpectators, roomPlayers }: ServerOptions) {
  return { players: maxPlayers, spectators: maxSpectators, roomPlayers };
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
