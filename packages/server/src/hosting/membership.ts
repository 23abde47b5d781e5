// This process as a node of a cluster: it tells the others how loaded it is, keeps its players' points where others find them, and
// knows where a join belongs. Without Redis it is alone, and so it says.

import { randomBytes } from 'node:crypto';
import { inBackground } from '../background.ts';
import {
  type Cluster,
  ClusterFault,
  type Every,
  HEARTBEAT_MS,
  LEASE_MS,
  type NodeLoad,
  type NodeView,
} from '../cluster/index.ts';
import type { ServerOptions } from '../config/options.ts';
import type { PlacedJoin } from '../joining/index.ts';
import { type Place, placeJoin } from '../joining/join-placement.ts';
import type { IdentifiedJoin } from '../joining/stages.ts';
import type { Log } from '../log.ts';
import { OperatorFault } from '../operator-fault.ts';
import type { Secrets } from '../resume-tokens.ts';
import type { RoomStatus } from '../room/index.ts';
import { SCORE_SHARES, shareScores } from './score-shares.ts';

/** The origins of nodes, also of those that are gone, are learnt from the others this often. */
const ORIGINS_MS = 10_000;
/** Points that were taken from Redis are in no other place than this process until they are written again: soon, not with the next heartbeat. */
const SETTLE_MS = 200;
/** A node that did not answer is left out for so long; its lease has ended by then, if it is gone. */
const SUSPECT_MS = 10_000;

export interface MembershipDeps {
  /** Of the game, for keys in Redis. */
  readonly keyPrefix: string;
  readonly nodeId: string | undefined;
  /** Version hash of the rules and the protocol. */
  readonly version: string;
  /** Name of the game's first mode. */
  readonly firstMode: string;
  readonly secrets: Secrets;
  readonly rooms: OwnRooms;
  readonly now: () => number;
  readonly log: Log;
}

interface MembershipOptions {
  readonly redis: string;
  /** Of the game, for keys in Redis. */
  readonly keyPrefix: string;
  readonly cluster: string;
  readonly advertise: string;
  readonly region: string | undefined;
  readonly maxPlayers: number;
  readonly version: string;
  readonly firstMode: string;
  readonly secret: Uint8Array;
  readonly secondSecret?: Uint8Array | undefined;
}

/** What a node reports of its rooms. */
interface OwnRooms {
  status(): { readonly rooms: readonly RoomStatus[]; readonly isDraining: boolean };
  /** Of one in `shares` of the players; a player stays in one share. */
  keptScores(
    share: number,
    shares: number,
  ): readonly { readonly key: string; readonly name: string; readonly score: number }[];
  keepsSeat(key: string): boolean;
}

export interface Membership {
  readonly id: string;
  readonly cluster: Cluster;
  /** Other nodes, at most a heartbeat old. */
  others(): readonly NodeView[];
  /** URLs of all nodes of now, the own first, those that are stopping last. */
  urls(): readonly string[];
  /** Origins of all nodes, and of those that were there within the last week: the pages that they served may live on. */
  origins(): readonly string[];
  place(join: IdentifiedJoin): Place;
  /** A node did not answer: for a while nobody is sent there. */
  suspect(node: string): void;
  /** The join with name and points of a seat that was lost with its node, if it had one: it can be taken once. */
  restore(join: PlacedJoin): Promise<PlacedJoin>;
  /** What a restored join was given is kept again, for the next attempt: this one came to nothing. */
  giveBack(join: PlacedJoin): void;
  /** Writes points and load now; for the end of a drain. */
  beat(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The id of a node: `n` and its name, or `n` and something random that no other start had. A hyphen ends the node's part of a room's
 * id, so one in the name becomes an underscore, which names cannot have: different names never share an id.
 */
export function createNodeId(name: string | undefined): string {
  const own = name ?? Number.parseInt(randomBytes(5).toString('hex'), 16).toString(36);
  return `n${own.replaceAll('-', '_')}`;
}

/** Joins the cluster that the options name; undefined for a server by itself. @throws OperatorFault when it cannot be joined. */
export async function openMembership(
  options: Pick<ServerOptions, 'redis' | 'cluster' | 'advertise' | 'region' | 'maxPlayers'>,
  deps: MembershipDeps,
): Promise<Membership | undefined> {
  const { redis, cluster, advertise, region, maxPlayers } = options;
  const { keyPrefix, nodeId, version, firstMode, secrets, rooms } = deps;
  if (redis === undefined || nodeId === undefined) return undefined;
  if (advertise === undefined) throw new OperatorFault('other nodes must find this one: give --advertise');
  const { secret, others } = secrets;
  const facts = {
    redis,
    keyPrefix,
    cluster,
    advertise,
    region,
    maxPlayers,
    version,
    firstMode,
    secret,
    secondSecret: others[0],
  };
  return joinCluster(nodeId, facts, rooms, deps);
}

async function joinCluster(
  id: string,
  options: MembershipOptions,
  rooms: OwnRooms,
  { now, log }: { readonly now: () => number; readonly log: Log },
): Promise<Membership> {
  const cluster = await start(id, options, { now, log });
  let known: readonly string[] = [];
  const suspects = new Map<string, number>();
  const learnOrigins = async (): Promise<void> => {
    known = (await cluster.shareOrigin(new URL(options.advertise).origin)) ?? known;
  };
  const urls = (): readonly string[] => {
    const rank = (node: NodeView): number => Number(node.id !== id) + 2 * Number(node.isDraining);
    return cluster
      .nodes()
      .toSorted((a, b) => rank(a) - rank(b))
      .map(({ advertiseUrl }) => advertiseUrl);
  };
  const tellLoad = (): void => {
    cluster.publishLoad(loadOf(rooms.status(), options.maxPlayers));
    forgetBefore(suspects, now());
  };
  const points = shareScores(
    (share, shares) => rooms.keptScores(share, shares),
    (scores) => cluster.saveScores(scores),
  );
  const beat = async (): Promise<void> => {
    tellLoad();
    await points.all();
  };
  // Once for all who come back within this time.
  let settling: NodeJS.Timeout | undefined;
  const settle = (): void => {
    settling ??= setTimeout(() => {
      settling = undefined;
      inBackground(log, 'keeping points', points.all);
    }, SETTLE_MS);
  };
  await beat();
  await learnOrigins();
  const stopTelling = every(HEARTBEAT_MS, () => inBackground(log, 'a heartbeat', async () => tellLoad()));
  const stopKeeping = every(HEARTBEAT_MS / SCORE_SHARES, () => inBackground(log, 'keeping points', points.next));
  const stopLearning = every(ORIGINS_MS, () => inBackground(log, 'learning the origins', learnOrigins));
  return {
    id,
    cluster,
    others: () => cluster.nodes().filter((node) => node.id !== id),
    urls,
    // A player who joins now must hear of a node that came since: it may be the only other one.
    origins: () => [...new Set([...urls().map(originOf), ...known])],
    suspect: (node) => {
      suspects.set(node, now() + SUSPECT_MS);
    },
    place: (join) =>
      placeJoin(join, {
        nodes: cluster.nodes().filter((node) => now() >= (suspects.get(node.id) ?? 0)),
        ownId: id,
        version: options.version,
        firstMode: options.firstMode,
        keepsSeat: (key) => rooms.keepsSeat(key),
      }),
    restore: async (join) => {
      if (join.resume === undefined || join.kind === 'spectator' || rooms.keepsSeat(join.resume)) return join;
      const kept = await cluster.takeScore(join.resume);
      if (kept === undefined) return join;
      settle();
      return { ...join, name: kept.name, score: kept.score };
    },
    giveBack: ({ resume, name, score }) => {
      if (resume !== undefined && name !== undefined && score !== undefined)
        inBackground(log, 'giving points back', () => cluster.saveScores([{ key: resume, name, score }]));
    },
    beat,
    close: async () => {
      stopTelling();
      stopKeeping();
      stopLearning();
      clearTimeout(settling);
      await cluster.close();
    },
  };
}

// A node that was killed holds its id until its lease ends; the same one, started again, waits for that.
async function start(
  id: string,
  options: MembershipOptions,
  deps: { readonly now: () => number; readonly log: Log },
): Promise<Cluster> {
  const untilMs = deps.now() + LEASE_MS + HEARTBEAT_MS;
  for (;;) {
    try {
      return await startOnce(id, options, deps);
    } catch (error) {
      if (!(error instanceof ClusterFault)) throw error;
      if (error.code !== 'id-taken' || deps.now() > untilMs) throw new OperatorFault(error.message, { cause: error });
    }
    await new Promise((resolve) => setTimeout(resolve, HEARTBEAT_MS));
  }
}

function originOf(url: string): string {
  return URL.parse(url)?.origin ?? url;
}

function forgetBefore(times: Map<string, number>, beforeMs: number): void {
  for (const [name, ms] of times) if (ms < beforeMs) times.delete(name);
}

async function startOnce(
  id: string,
  { redis, keyPrefix, cluster: name, advertise, region, version, secret, secondSecret }: MembershipOptions,
  { now, log }: { readonly now: () => number; readonly log: Log },
): Promise<Cluster> {
  const node = { id, advertiseUrl: advertise, region, version };
  const createId = () => randomBytes(12).toString('base64url');
  // With what speaks to Redis it is a third of all code, and a server by itself reads none of it.
  const { RedisCluster } = await import('../cluster/redis-cluster.ts');
  const cluster = new RedisCluster(
    { url: redis, keyPrefix, name, node, secret, secondSecret },
    { now, log, every, createId },
  );
  await cluster.start();
  return cluster;
}

const every: Every = (periodMs, run) => {
  const timer = setInterval(run, periodMs);
  return () => clearInterval(timer);
};

function loadOf(
  { rooms, isDraining }: { readonly rooms: readonly RoomStatus[]; readonly isDraining: boolean },
  maxPlayers: number,
): NodeLoad {
  const sum = (amountOf: (room: RoomStatus) => number) => rooms.reduce((total, room) => total + amountOf(room), 0);
  const [humans, bots] = [sum((room) => room.humans), sum((room) => room.bots)];
  return {
    players: humans + bots,
    humans,
    bots,
    spectators: sum((room) => room.spectators),
    maxPlayers,
    tickP99Ms: Math.max(0, ...rooms.map(({ tickMs }) => tickMs.p99)),
    isDraining,
    rooms: rooms.map(({ id, mode, humans: people, bots: others, reserved, capacity }) => ({
      id,
      mode,
      players: people + others + reserved,
      humans: people,
      capacity,
      isOpen: true,
    })),
  };
}
