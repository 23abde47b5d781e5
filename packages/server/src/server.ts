// The composition root: Starfray's rules, the rooms that know no rules, and the port they are reached by.

import { randomInt } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { createFillBot } from '@starfray/bots';
import { starfray } from '@starfray/shared/game';
import { createCodec, createProtocol, versionHash } from '@starfray/shared/net';
import type { ServerOptions } from './config/options.ts';
import { type Host, startHost } from './host.ts';
import type { Log } from './log.ts';
import { createResumeTokens, loadSecret } from './resume-tokens.ts';
import { Rooms, type SpawnBot, TickStages } from './room/index.ts';
import { watchServer } from './server-watch.ts';
import { type MemoryUse, StatusBoard } from './status.ts';

/** The options that every server has; the others have defaults, or are left out. */
type CoreOptions = Pick<
  ServerOptions,
  | 'port'
  | 'host'
  | 'bots'
  | 'roomPlayers'
  | 'maxPlayers'
  | 'maxSpectators'
  | 'connectionsPerAddress'
  | 'allowOrigin'
  | 'logLevel'
>;

export interface StarfrayOptions extends CoreOptions, Partial<Omit<ServerOptions, keyof CoreOptions | 'client'>> {
  /** The built client. */
  readonly clientDir: string;
  /** Joins that are taken a second, 50 unless told. */
  readonly joinsPerSecond?: number;
  /** False to shed no load, whatever it costs. */
  readonly shedsLoad?: boolean;
  /** How long a hidden page's ship stays, 30 s unless told, and a lost connection's seat, ten minutes unless told. */
  readonly hiddenShipMs?: number;
  readonly lostSeatMs?: number;
  /** How often connections are pinged, 5 s unless told, and the silence after which one is dead, 15 s unless told. */
  readonly heartbeatMs?: number;
  readonly heartbeatTimeoutMs?: number;
  /** How often the certificate's files are looked at, 5 s unless told. */
  readonly tlsLookMs?: number;
}

/** Starts the whole server. @throws StartFault when it cannot listen. */
export async function startServer(options: StarfrayOptions, log: Log): Promise<Host> {
  const now = () => performance.now();
  const version = versionHash(starfray);
  const seed = options.seed ?? randomInt(2 ** 32);
  const spawnBot: SpawnBot = (join, number) => createFillBot({ join, now, number, seed: seed + number });
  const tokens = createResumeTokens(await loadSecret(options.data));
  const stages = new TickStages(now);
  const rooms = new Rooms(
    {
      game: starfray,
      codec: createCodec(),
      protocol: createProtocol(starfray),
      now,
      log,
      spawnBot,
      tokens,
      stages,
    },
    {
      roomPlayers: options.roomPlayers,
      maxPlayers: options.maxPlayers,
      maxSpectators: options.maxSpectators,
      bots: options.bots,
      seed,
      joinCode: options.joinCode,
      versionHash: version,
      joinsPerSecond: options.joinsPerSecond,
      shedsLoad: options.shedsLoad,
      hiddenShipMs: options.hiddenShipMs,
      lostSeatMs: options.lostSeatMs,
      utilization: createUtilization(),
      random: Math.random,
    },
  );
  const capacity = {
    players: options.maxPlayers,
    spectators: options.maxSpectators,
    roomPlayers: options.roomPlayers,
  };
  const board = new StatusBoard(() => rooms.status(), capacity, now, memoryUse);
  const name = options.node ?? 'Starfray';
  const watch = watchServer({ board, stages, version, name, region: options.region, now });
  const host = await startHost(
    {
      rooms: {
        check: (request) => rooms.check(request),
        choose: (request) => rooms.choose(request),
        join: (request, link) => rooms.join(request, link),
        readResume: (token) => tokens.read(token),
        update: () => rooms.update(),
        close: () => rooms.close(),
        status: () => board.current(),
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
      clientDir: options.clientDir,
      allowedOrigins: options.allowOrigin,
      connectionsPerAddress: options.connectionsPerAddress,
      heartbeatMs: options.heartbeatMs,
      heartbeatTimeoutMs: options.heartbeatTimeoutMs,
      tls: tlsFilesOf(options),
      tlsLookMs: options.tlsLookMs,
      metricsToken: options.metricsToken,
    },
  );
  log.info({ version, port: host.port }, 'ready');
  return {
    port: host.port,
    close: async () => {
      await host.close();
      watch.stop();
    },
  };
}

function tlsFilesOf({ tlsCert, tlsKey }: StarfrayOptions): { cert: string; key: string } | undefined {
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
