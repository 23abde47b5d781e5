// Members of clusters for tests: over one hub, or over a real Redis, each cluster by a name of its own.

import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { SILENT_LOG } from '@starfray/server';
import type { Cluster, Every, NodeInfo, NodeLoad, RedisClusterDeps } from '@starfray/server/cluster';
import { RedisCluster } from '../../packages/server/src/cluster/redis-cluster.ts';
import { MemoryCluster, MemoryHub } from '../support/memory-cluster.ts';

export const SECRET: Uint8Array = new Uint8Array(32).fill(7);
export const OTHER_SECRET: Uint8Array = new Uint8Array(32).fill(8);

/** Makes members of one cluster, and closes them. */
export interface Members {
  /** Not started yet. */
  make(id: string, secret?: Uint8Array, secondSecret?: Uint8Array): Cluster;
  started(id: string): Promise<Cluster>;
  close(): Promise<void>;
}

function nodeInfo(id: string): NodeInfo {
  return { id, advertiseUrl: `https://${id}.example.org:8080`, region: undefined, version: 'v1' };
}

export function nodeLoad(humans: number, isDraining = false): NodeLoad {
  const rooms = [{ id: 'n1-main', mode: 'arena', players: humans, humans, capacity: 100, isOpen: true }];
  return { players: humans, humans, bots: 0, spectators: 1, maxPlayers: 1000, tickP99Ms: 1.5, isDraining, rooms };
}

function every(periodMs: number, run: () => void): () => void {
  const timer = setInterval(run, periodMs);
  return () => clearInterval(timer);
}

export function memoryMembers(): Members {
  const hub = new MemoryHub(() => performance.now(), SILENT_LOG);
  return members(
    (id, secret, secondSecret) => new MemoryCluster(hub, { node: nodeInfo(id), secret, secondSecret }, every),
  );
}

export function redisMembers(url: string, name: string): Members {
  return members((id, secret, secondSecret) => redisMember(url, name, id, { secret, secondSecret }));
}

/** Only a Redis that never answers is a fault: a busy machine may take its time. */
const SLOW_MACHINE_MS = 60_000;

interface MemberOptions {
  readonly secret?: Uint8Array;
  readonly secondSecret?: Uint8Array | undefined;
  readonly log?: RedisClusterDeps['log'];
  readonly every?: Every;
  readonly startMs?: number;
}

export function redisMember(url: string, name: string, id: string, options: MemberOptions = {}): RedisCluster {
  const { secret = SECRET, secondSecret, log = SILENT_LOG, every: beats = every, startMs = SLOW_MACHINE_MS } = options;
  return new RedisCluster(
    { url, keyPrefix: 'starfray', name, node: nodeInfo(id), secret, secondSecret, startMs },
    { now: () => performance.now(), log, every: beats, createId: randomUUID },
  );
}

function members(create: (id: string, secret: Uint8Array, secondSecret: Uint8Array | undefined) => Cluster): Members {
  const made: Cluster[] = [];
  const make = (id: string, secret = SECRET, secondSecret?: Uint8Array): Cluster => {
    const member = create(id, secret, secondSecret);
    made.push(member);
    return member;
  };
  return {
    make,
    started: async (id) => {
      const member = make(id);
      await member.start();
      return member;
    },
    close: async () => {
      await Promise.all(made.map((member) => member.close()));
    },
  };
}

/** Ids of the nodes that a member sees. */
export function seenBy(member: Cluster): readonly string[] {
  return member.nodes().map(({ id }) => id);
}
