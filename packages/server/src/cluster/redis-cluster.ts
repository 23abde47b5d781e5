// Membership by way of Redis: one call a second renews this node's lease and brings the list of all.

import { assertNever } from '@starfray/shared/core';
import { inBackground } from '../background.ts';
import type { Log } from '../log.ts';
import {
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
} from './cluster.ts';
import { checkNodeId, livingNodes } from './node-list.ts';
import { readHeartbeatReply, readNode, readScore, readTexts, writeNode, writeScore } from './records.ts';
import { RedisLink } from './redis-link.ts';
import { NEWS_CHANNELS, RedisNews } from './redis-news.ts';
import { HEARTBEAT_SCRIPT, LEAVE_SCRIPT, ORIGIN_SCRIPT, SAVE_SCRIPT } from './redis-scripts.ts';
import { createScoreNames, secretFingerprint } from './secret-digest.ts';

const DEFAULT_START_MS = 3000;

export interface RedisClusterOptions {
  /** `redis://` or `rediss://`, with credentials where needed: it is never logged. */
  readonly url: string;
  /** Of the game: the first part of every key. */
  readonly keyPrefix: string;
  /** Of the cluster: several may share one Redis. */
  readonly name: string;
  readonly node: NodeInfo;
  /** The same for all nodes. */
  readonly secret: Uint8Array;
  /** A node that cannot reach Redis for this long does not start; 3000 by default. */
  readonly startMs?: number;
  /** A second one that some nodes have in its place, while it is exchanged. */
  readonly secondSecret?: Uint8Array | undefined;
}

export interface RedisClusterDeps {
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly log: Log;
  readonly every: Every;
  /** A fresh text that no other process has, without blanks. */
  readonly createId: () => string;
}

export class RedisCluster implements Cluster {
  private readonly options: RedisClusterOptions;
  private readonly deps: RedisClusterDeps;
  private readonly claim: string;
  private readonly fingerprint: string;
  private readonly secondFingerprint: string;
  /** The first is the one to write under. */
  private readonly scoreNames: readonly ((key: string) => string)[];
  private readonly link: RedisLink;
  private readonly news: RedisNews;
  private others: readonly NodeView[] = [];
  private load = UNKNOWN_LOAD;
  private current: ClusterState;
  private latencyMs = 0;
  private stage: 'new' | 'started' | 'closed' = 'new';
  private stopBeating: Stop = () => undefined;
  private isBeating = false;
  private beatsAgain = false;

  /** @throws when the URL or the node's id is none. */
  constructor(options: RedisClusterOptions, deps: RedisClusterDeps) {
    checkNodeId(options.node.id);
    this.options = options;
    this.deps = deps;
    this.claim = deps.createId();
    this.fingerprint = secretFingerprint(options.secret);
    const { secondSecret: second } = options;
    this.secondFingerprint = second === undefined ? this.fingerprint : secretFingerprint(second);
    this.scoreNames = [options.secret, ...(second === undefined ? [] : [second])].map(createScoreNames);
    this.current = { isConnected: false, lastError: 'not started', sinceMs: deps.now(), latencyMs: 0 };
    const events = {
      onReady: () => this.beatNow(),
      onLost: (reason: string) => this.settle(this.unreachable(reason).message),
      onHearing: () => this.readAgain(),
      onMessage: (channel: string, message: string) => this.news.receive(channel.slice(this.key('').length), message),
    };
    this.link = new RedisLink(options.url, events, deps.now);
    this.news = new RedisNews({
      log: deps.log,
      claim: this.claim,
      publish: async (channel, message) => (await this.link.ask((c) => c.publish(this.key(channel), message))).ok,
    });
  }

  get state(): ClusterState {
    return this.current;
  }

  async start(): Promise<void> {
    const opened = await this.link.open(NEWS_CHANNELS.map(this.key), this.options.startMs ?? DEFAULT_START_MS);
    const fault = opened.ok ? await this.register() : this.unreachable(opened.fault);
    if (fault !== undefined) {
      this.stage = 'closed';
      this.link.close();
      throw fault;
    }
    this.stage = 'started';
    this.settle(undefined);
    this.stopBeating = this.deps.every(HEARTBEAT_MS, () => this.beatNow());
  }

  publishLoad(load: NodeLoad): void {
    const beginsDraining = load.isDraining && !this.load.isDraining;
    this.load = load;
    if (beginsDraining) this.beatNow();
  }

  nodes(): readonly NodeView[] {
    const nowMs = this.deps.now();
    return livingNodes({ ...this.options.node, ...this.load, seenMs: nowMs }, this.others, nowMs);
  }

  async saveScores(entries: readonly ScoreEntry[]): Promise<boolean> {
    if (entries.length === 0) return this.current.isConnected;
    const keys = entries.map(({ key }) => this.scoreKey(key));
    const records = entries.map(writeScore);
    const written = await this.link.ask((c) =>
      c.eval(SAVE_SCRIPT, { keys, arguments: [String(SCORE_MS), ...records] }),
    );
    return written.ok;
  }

  async takeScore(key: string): Promise<Score | undefined> {
    for (const nameOf of this.scoreNames) {
      const score = await this.takeNamed(this.key(`score:${nameOf(key)}`));
      if (score !== undefined) return score;
    }
    return undefined;
  }

  async shareOrigin(origin: string): Promise<readonly string[] | undefined> {
    const values = [origin, String(ORIGIN_MS), String(MAX_ORIGINS)];
    const answer = await this.link.ask((c) =>
      c.eval(ORIGIN_SCRIPT, { keys: [this.key('origins')], arguments: values }),
    );
    return answer.ok ? readTexts(answer.value) : undefined;
  }

  announce(text: string): Promise<boolean> {
    return this.news.announce(text);
  }

  onAnnouncement(listener: (text: string) => void): Stop {
    return this.news.announcements.add(listener);
  }

  publishChange(change: Change): Promise<boolean> {
    return this.news.publishChange(change);
  }

  onChange(listener: (change: Change) => void): Stop {
    return this.news.changes.add(listener);
  }

  async close(): Promise<void> {
    if (this.stage !== 'started') return;
    this.stage = 'closed';
    this.stopBeating();
    const { id } = this.options.node;
    await this.link.ask((c) => c.eval(LEAVE_SCRIPT, { keys: [this.key('nodes')], arguments: [id, this.claim] }));
    this.link.close();
  }

  private beatNow(): void {
    inBackground(this.deps.log, 'a heartbeat', () => this.beat());
  }

  // One heartbeat at a time; a request during one gets another after it, with the newest load.
  private async beat(): Promise<void> {
    this.beatsAgain = this.isBeating;
    if (this.isBeating) return;
    this.isBeating = true;
    try {
      do {
        this.beatsAgain = false;
        if (this.stage === 'started') this.settle((await this.register())?.message);
      } while (this.beatsAgain);
    } finally {
      this.isBeating = false;
    }
  }

  private async register(): Promise<ClusterFault | undefined> {
    const sentMs = this.deps.now();
    const { node } = this.options;
    const answer = await this.link.ask(async (client) => {
      const reply: unknown = await client.eval(HEARTBEAT_SCRIPT, {
        keys: [this.key('fingerprint'), this.key('nodes')],
        arguments: [
          this.fingerprint,
          node.id,
          this.claim,
          String(LEASE_MS),
          writeNode(node, this.load),
          this.secondFingerprint,
        ],
      });
      return readHeartbeatReply(reply);
    });
    if (!answer.ok) return this.unreachable(answer.fault);
    this.latencyMs = this.deps.now() - sentMs;
    if (typeof answer.value === 'string') return this.refused(answer.value);
    this.others = answer.value.flatMap(([leftMs, record]) => {
      const view = readNode(record);
      // From when the question left, so that no lease seems to last longer than it does.
      return view === undefined ? [] : [{ ...view, seenMs: sentMs - (LEASE_MS - leftMs) }];
    });
    return undefined;
  }

  private refused(code: 'secret-differs' | 'id-taken'): ClusterFault {
    const { name, node } = this.options;
    switch (code) {
      case 'secret-differs': {
        const remedy = 'give all nodes the same, or this one a cluster of its own';
        return new ClusterFault(
          code,
          `the cluster ${name} in the Redis at ${this.host()} has another secret: ${remedy}`,
        );
      }
      case 'id-taken': {
        const remedy = `choose another, or wait ${LEASE_MS / 1000} s if that node has just died`;
        return new ClusterFault(code, `another node of the cluster ${name} has the id ${node.id}: ${remedy}`);
      }
      default:
        return assertNever(code, 'refusal');
    }
  }

  private unreachable(reason: string): ClusterFault {
    const remedy = 'start it, or put its URL right';
    return new ClusterFault('unreachable', `the Redis at ${this.host()} cannot be used (${reason}): ${remedy}`);
  }

  // Without credentials.
  private host(): string {
    return URL.parse(this.options.url)?.host ?? 'an unknown place';
  }

  private settle(fault: string | undefined): void {
    if (this.stage !== 'started') return;
    const before = this.current;
    const isConnected = fault === undefined;
    const hasTurned = isConnected !== before.isConnected;
    this.current = {
      isConnected,
      lastError: fault,
      sinceMs: hasTurned ? this.deps.now() : before.sinceMs,
      latencyMs: this.latencyMs,
    };
    if (!hasTurned && fault === before.lastError) return;
    if (isConnected) this.deps.log.info({ latencyMs: this.latencyMs }, 'Redis: this node is on the list');
    else this.deps.log.warn({ fault }, 'Redis is away: rooms play on, joins stay local');
    if (!isConnected) return;
    this.readAgain();
    inBackground(this.deps.log, 'sending news again', () => this.news.sendUnsent());
  }

  private readAgain(): void {
    if (this.stage === 'started') this.news.tellAllChanges();
  }

  // A score whose taker had gone when it came; unless it was written again.
  private async putBack(name: string, text: string | null): Promise<void> {
    if (text === null) return;
    const expiration = { type: 'PX', value: SCORE_MS } as const;
    await this.link.ask((client) => client.set(name, text, { condition: 'NX', expiration }));
  }

  private async takeNamed(name: string): Promise<Score | undefined> {
    const taken = await this.link.ask(
      (client) => client.getDel(name),
      (text) => inBackground(this.deps.log, 'putting a score back', () => this.putBack(name, text)),
    );
    return taken.ok && taken.value !== null ? readScore(taken.value) : undefined;
  }

  private scoreKey(key: string): string {
    return this.key(`score:${this.scoreNames[0]?.(key)}`);
  }

  // The braces keep a cluster's keys together where Redis is itself a cluster.
  private readonly key = (rest: string): string => `${this.options.keyPrefix}:{${this.options.name}}:${rest}`;
}
