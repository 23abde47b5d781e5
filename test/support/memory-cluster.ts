// A cluster within one process, for tests: members that share a hub keep the contract that those over Redis keep.

import type { Log } from '@starfray/server';
import {
  CHANGES,
  type Change,
  type Cluster,
  ClusterFault,
  type ClusterState,
  type Every,
  HEARTBEAT_MS,
  LEASE_MS,
  MAX_ORIGINS,
  type NodeInfo,
  type NodeLoad,
  type NodeView,
  ORIGIN_MS,
  SCORE_MS,
  type Score,
  type ScoreEntry,
  type Stop,
  UNKNOWN_LOAD,
} from '../../packages/server/src/cluster/cluster.ts';
import { Listeners } from '../../packages/server/src/cluster/listeners.ts';
import { checkNodeId, livingNodes } from '../../packages/server/src/cluster/node-list.ts';
import { secretFingerprint } from '../../packages/server/src/cluster/secret-digest.ts';

interface KeptScore extends Score {
  readonly endsMs: number;
}

/** What the members of a cluster share. `now` in milliseconds, monotonic. */
export class MemoryHub {
  readonly now: () => number;
  readonly log: Log;
  readonly announcements: Listeners<string>;
  readonly changes: Listeners<Change>;
  private readonly leases = new Map<string, { readonly holder: MemoryCluster; readonly view: NodeView }>();
  /** The longest unwritten first. */
  private readonly scores = new Map<string, KeptScore>();
  /** When each was last noted, the longest ago first. */
  private readonly origins = new Map<string, number>();
  private fingerprint: string | undefined;

  constructor(now: () => number, log: Log) {
    this.now = now;
    this.log = log;
    this.announcements = new Listeners(log);
    this.changes = new Listeners(log);
  }

  /** Registers a node or renews its lease; or answers that another holds its id, or the secret differs. */
  hold(holder: MemoryCluster, view: NodeView, fingerprint: string, second: string): ClusterFault | undefined {
    this.fingerprint ??= fingerprint;
    if (this.fingerprint === second) this.fingerprint = fingerprint;
    if (fingerprint !== this.fingerprint) {
      return new ClusterFault('secret-differs', 'this cluster has another secret: give all nodes the same');
    }
    const held = this.leases.get(view.id);
    if (held !== undefined && held.holder !== holder && this.now() - held.view.seenMs < LEASE_MS) {
      return new ClusterFault('id-taken', `another node has the id ${view.id}: choose another`);
    }
    this.leases.set(view.id, { holder, view });
    return undefined;
  }

  leave(holder: MemoryCluster, id: string): void {
    if (this.leases.get(id)?.holder === holder) this.leases.delete(id);
  }

  views(): readonly NodeView[] {
    return Array.from(this.leases.values(), ({ view }) => view);
  }

  putScore({ key, name, score }: ScoreEntry): void {
    this.sweepScores();
    this.scores.delete(key);
    this.scores.set(key, { name, score, endsMs: this.now() + SCORE_MS });
  }

  takeScore(key: string): Score | undefined {
    this.sweepScores();
    const kept = this.scores.get(key);
    this.scores.delete(key);
    return kept === undefined ? undefined : { name: kept.name, score: kept.score };
  }

  shareOrigin(origin: string): readonly string[] {
    this.origins.delete(origin);
    this.origins.set(origin, this.now());
    for (const [old, ms] of this.origins) {
      if (this.origins.size > MAX_ORIGINS || this.now() - ms >= ORIGIN_MS) this.origins.delete(old);
    }
    return [...this.origins.keys()];
  }

  private sweepScores(): void {
    for (const [key, { endsMs }] of this.scores) {
      if (endsMs > this.now()) return;
      this.scores.delete(key);
    }
  }
}

export interface MemoryClusterOptions {
  readonly node: NodeInfo;
  readonly secret: Uint8Array;
  /** A second one that some nodes have in its place, while it is exchanged. */
  readonly secondSecret?: Uint8Array | undefined;
}

export class MemoryCluster implements Cluster {
  readonly state: ClusterState;
  private readonly hub: MemoryHub;
  private readonly node: NodeInfo;
  private readonly fingerprint: string;
  private readonly secondFingerprint: string;
  private readonly every: Every;
  private load = UNKNOWN_LOAD;
  private readonly announcements: Listeners<string>;
  private readonly changes: Listeners<Change>;
  private readonly stops: Stop[] = [];

  /** @throws when the node's id is none. */
  constructor(hub: MemoryHub, { node, secret, secondSecret }: MemoryClusterOptions, every: Every) {
    checkNodeId(node.id);
    this.hub = hub;
    this.announcements = new Listeners(hub.log);
    this.changes = new Listeners(hub.log);
    this.node = node;
    this.fingerprint = secretFingerprint(secret);
    this.secondFingerprint = secondSecret === undefined ? this.fingerprint : secretFingerprint(secondSecret);
    this.every = every;
    this.state = { isConnected: true, lastError: undefined, sinceMs: hub.now(), latencyMs: 0 };
  }

  async start(): Promise<void> {
    const fault = this.beat();
    if (fault !== undefined) throw fault;
    this.stops.push(
      this.every(HEARTBEAT_MS, () => this.beat()),
      this.hub.announcements.add((text) => this.announcements.tell(text)),
      this.hub.changes.add((change) => this.changes.tell(change)),
    );
    for (const change of CHANGES) this.changes.tell(change);
  }

  publishLoad(load: NodeLoad): void {
    const beginsDraining = load.isDraining && !this.load.isDraining;
    this.load = load;
    if (beginsDraining && this.stops.length > 0) this.beat();
  }

  nodes(): readonly NodeView[] {
    return livingNodes(this.view(), this.hub.views(), this.hub.now());
  }

  async saveScores(entries: readonly ScoreEntry[]): Promise<boolean> {
    for (const entry of entries) this.hub.putScore(entry);
    return true;
  }

  async takeScore(key: string): Promise<Score | undefined> {
    return this.hub.takeScore(key);
  }

  async shareOrigin(origin: string): Promise<readonly string[]> {
    return this.hub.shareOrigin(origin);
  }

  async announce(text: string): Promise<boolean> {
    this.hub.announcements.tell(text);
    return true;
  }

  onAnnouncement(listener: (text: string) => void): Stop {
    return this.announcements.add(listener);
  }

  async publishChange(change: Change): Promise<boolean> {
    this.hub.changes.tell(change);
    return true;
  }

  onChange(listener: (change: Change) => void): Stop {
    return this.changes.add(listener);
  }

  async close(): Promise<void> {
    for (const stop of this.stops) stop();
    this.hub.leave(this, this.node.id);
  }

  private beat(): ClusterFault | undefined {
    return this.hub.hold(this, this.view(), this.fingerprint, this.secondFingerprint);
  }

  private view(): NodeView {
    return { ...this.node, ...this.load, seenMs: this.hub.now() };
  }
}
