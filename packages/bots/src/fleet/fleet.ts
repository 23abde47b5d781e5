// A load test with a verdict: honest players on all kinds of lines, hostile ones among them, and what the server made of it.

import { type NetStats, subprotocols } from '@starfray/client/net';
import type { World } from '@starfray/shared/contract';
import { type Conditions, LINE_PROFILES, versionHash } from '@starfray/shared/protocol';
import type { BotGame } from '../bot.ts';
import { everyUpdate } from '../every-update.ts';
import { Samples } from '../samples.ts';
import type { ServerAddress } from '../server-address.ts';
import type { FleetFile, HonestGroup } from './fleet-file.ts';
import { HonestMember } from './honest-member.ts';
import { HostileMember } from './hostile-member.ts';
import { grown, readStatus, type ServerSample } from './server-sample.ts';
import { complaintsOf, type FleetFigures } from './verdict.ts';

/** Between two honest joins: a crowd that walks in. Servers take 50 a second. */
const JOIN_INTERVAL_MS = 30;
const JOIN_GRACE_MS = 15_000;
const SAMPLE_MS = 1000;
/**
 * Before the end the hostile begin no further attack: the server has put up with those that are still connected then. A flood may be a
 * stall that ends, so the server takes ten seconds to tell, after the bucket has run dry.
 */
const CALM_MS = 3000;
const FLOOD_CALM_MS = 16_000;
/** A line that broke, or that the server ended, is known to have at both ends within this, on a machine that has more to do, too. */
const LEFT_MS = 10_000;
/** The server is asked this often meanwhile: an address may not ask much more often. */
const LOOK_MS = 500;
const MIB = 2 ** 20;

export interface FleetReport {
  readonly passed: boolean;
  /** One line for each limit that was broken. */
  readonly complaints: readonly string[];
  readonly seconds: number;
  readonly honest: { readonly members: number; readonly joined: number; readonly returns: number };
  /** By kind: members, attempts, and how often the server ended them with which close code or HTTP status. */
  readonly hostile: Readonly<Record<string, HostileReport>>;
  readonly figures: FleetFigures;
  /** The reasons that honest members got when they were turned out, each once. */
  readonly kicks: readonly string[];
}

interface HostileReport {
  readonly members: number;
  readonly attempts: number;
  readonly ends: Readonly<Record<string, number>>;
}

export interface FleetTarget {
  readonly address: ServerAddress;
  readonly joinCode?: string | undefined;
}

/** Runs a fleet against a server and judges it. @throws Error when the server does not answer. */
export async function runFleet<W extends World, A>(
  bots: BotGame<W, A>,
  file: FleetFile,
  target: FleetTarget,
  isCancelled: () => boolean = () => false,
): Promise<FleetReport> {
  await readStatus(target.address);
  const fleet = new Fleet(bots, file, target);
  await fleet.walkIn(isCancelled);
  await fleet.play(isCancelled);
  return fleet.end();
}

class Fleet<W extends World, A> {
  private readonly bots: BotGame<W, A>;
  private readonly honest: HonestMember<W, A>[] = [];
  private readonly hostile: { readonly kind: string; readonly member: HostileMember; readonly fromMs: number }[] = [];
  private readonly samples: ServerSample[] = [];
  private readonly rates = new Samples();
  private readonly file: FleetFile;
  private readonly target: FleetTarget;
  private startMs = 0;
  private sampledMs = 0;
  /** Of the pilots on perfect lines, snapshots at the last sample. */
  private counts: readonly number[] = [];
  private readonly before = new Map<HonestMember<W, A>, { snapshots: number; bytes: number; corrections: number }>();

  constructor(bots: BotGame<W, A>, file: FleetFile, target: FleetTarget) {
    this.bots = bots;
    this.file = file;
    this.target = target;
  }

  /** Lets the honest in, one by one, until all are or have had time enough. */
  async walkIn(isCancelled: () => boolean): Promise<void> {
    const due = await this.assemble();
    const startMs = performance.now();
    await everyUpdate((nowMs) => {
      while (due.length > 0 && nowMs - startMs >= this.honest.length * JOIN_INTERVAL_MS) {
        const next = due.shift();
        if (next !== undefined) this.honest.push(next);
      }
      for (const member of this.honest) member.update(nowMs);
      const isOver = due.length === 0 && this.honest.every(({ hasJoined }) => hasJoined);
      return !isOver && !isCancelled() && nowMs - startMs < due.length * JOIN_INTERVAL_MS + JOIN_GRACE_MS;
    });
  }

  async play(isCancelled: () => boolean): Promise<void> {
    this.startMs = performance.now();
    this.gatherHostile();
    for (const member of this.honest) this.before.set(member, totalsOf(member));
    const endMs = this.startMs + this.file.seconds * 1000;
    this.sampledMs = this.startMs;
    this.counts = this.snapshotCounts();
    await everyUpdate((nowMs) => {
      for (const member of this.honest) member.update(nowMs);
      this.updateHostile(nowMs, endMs);
      if (nowMs - this.sampledMs >= SAMPLE_MS) void this.sample(nowMs);
      return nowMs < endMs && !isCancelled();
    });
  }

  async end(): Promise<FleetReport> {
    const seconds = (performance.now() - this.startMs) / 1000;
    const totals = this.honest.map((member) => ({ member, ...this.gainOf(member) }));
    // Lines of the thousand joins are theirs to end; all others the server must have ended.
    const stillThere = await settled(() => this.hostileThere());
    for (const { member } of this.hostile) member.leave();
    await Promise.all(this.honest.map((member) => member.leave()));
    const seatsLeft = await settled(async () => (await readStatus(this.target.address)).outsiders);
    const figures = this.judge(totals, seconds, stillThere + seatsLeft);
    const complaints = complaintsOf(figures, this.file.limits);
    const absent = this.honest.filter(({ hasJoined }) => !hasJoined).length;
    if (absent > 0) complaints.push(`${absent} honest members never got in`);
    if (this.samples.length === 0) complaints.push('the server did not answer while the fleet was there');
    return {
      passed: complaints.length === 0,
      complaints,
      seconds: rounded(seconds),
      honest: {
        members: this.honest.length,
        joined: this.honest.length - absent,
        returns: this.honest.reduce((sum, { returns }) => sum + returns, 0),
      },
      hostile: this.hostileReport(),
      figures,
      kicks: [...new Set(this.honest.flatMap(({ kind, kicks }) => kicks.map((kick) => `${kind}, ${kick}`)))],
    };
  }

  private hostileThere(): number {
    return this.hostile.filter(({ kind, member }) => kind !== 'joins' && member.isConnected).length;
  }

  private judge(
    totals: readonly { member: HonestMember<W, A>; snapshots: number; bytes: number; corrections: number }[],
    seconds: number,
    hostileLeft: number,
  ): FleetFigures {
    const pilots = totals.filter(({ member }) => member.kind === 'pilot');
    const perfect = pilots.filter(({ member }) => member.isOnPerfectLine);
    const sum = (all: typeof totals, of: (one: (typeof totals)[number]) => number): number =>
      all.reduce((total, one) => total + of(one), 0);
    const quarter = Math.max(1, Math.floor(this.samples.length / 4));
    const leastHeap = (samples: readonly ServerSample[]): number =>
      samples.length === 0 ? 0 : Math.min(...samples.map(({ heapBytes }) => heapBytes));
    const heapGrowth = leastHeap(this.samples.slice(-quarter)) - leastHeap(this.samples.slice(0, quarter));
    return {
      tickIntervalP99Ms: rounded(Math.max(0, ...this.samples.map(({ intervalP99Ms }) => intervalP99Ms))),
      bytesPerSnapshot: rounded(
        sum(pilots, ({ bytes }) => bytes) /
          Math.max(
            1,
            sum(pilots, (p) => p.snapshots),
          ),
      ),
      snapshotsPerSecond: rounded(this.rates.quantile(0.5)),
      correctionsPerMinute: rounded(
        (sum(perfect, ({ corrections }) => corrections) * 60) / seconds / Math.max(1, perfect.length),
      ),
      desyncs:
        sum(totals, ({ member }) => member.bot.stats.desyncs) + grown(this.samples.map((sample) => sample.desyncs)),
      heapGrowthMiB: rounded(Math.max(0, heapGrowth) / MIB),
      honestKicked: this.honest.filter(({ kicks }) => kicks.length > 0).length,
      hostileLeft,
    };
  }

  private updateHostile(nowMs: number, endMs: number): void {
    for (const { kind, member, fromMs } of this.hostile) {
      if (nowMs >= fromMs) member.update(nowMs);
      if (nowMs >= endMs - (kind === 'spam' ? FLOOD_CALM_MS : CALM_MS)) member.stop();
    }
  }

  private async assemble(): Promise<HonestMember<W, A>[]> {
    const { host, port } = placeOf(this.target.address);
    const members: HonestMember<W, A>[] = [];
    for (const group of this.file.honest) {
      for (let i = 0; i < group.count; i += 1) {
        const number = members.length + 1;
        const place = {
          host,
          port,
          version: versionHash(this.bots.game),
          room: this.target.address.room,
          joinCode: this.target.joinCode,
          conditions: conditionsOf(group),
        };
        members.push(
          await HonestMember.start(this.bots, group, place, this.bots.nameOf(number), this.file.seed * 10_000 + number),
        );
      }
    }
    return members;
  }

  private gatherHostile(): void {
    const { host, port } = placeOf(this.target.address);
    const query = `?v=${versionHash(this.bots.game)}&kind=bot`;
    const protocols = subprotocols(this.bots.game.identity, { joinCode: this.target.joinCode });
    for (const [place, group] of this.file.hostile.entries()) {
      // On one's own machine every kind comes from an address of its own, as strangers would.
      const localAddress = host.startsWith('127.') ? `127.66.0.${place + 1}` : undefined;
      for (let i = 0; i < group.count; i += 1) {
        const seed = this.file.seed * 10_000 + this.hostile.length + 5000;
        const member = new HostileMember(
          this.bots.game,
          group.kind,
          { host, port, query, localAddress, protocols },
          seed,
        );
        const waitMs = group.kind === 'joins' ? (i * 1000) / group.perSecond : 0;
        this.hostile.push({ kind: group.kind, member, fromMs: this.startMs + waitMs });
      }
    }
  }

  // Snapshots of the pilots on perfect lines so far.
  private snapshotCounts(): number[] {
    return this.honest
      .filter(({ kind, isOnPerfectLine }) => kind === 'pilot' && isOnPerfectLine)
      .map(({ bot }) => bot.stats.snapshots);
  }

  private gainOf(member: HonestMember<W, A>): { snapshots: number; bytes: number; corrections: number } {
    const before = this.before.get(member) ?? { snapshots: 0, bytes: 0, corrections: 0 };
    const now = totalsOf(member);
    return {
      snapshots: now.snapshots - before.snapshots,
      bytes: now.bytes - before.bytes,
      corrections: now.corrections - before.corrections,
    };
  }

  private async sample(nowMs: number): Promise<void> {
    const now = this.snapshotCounts();
    for (const [i, count] of now.entries()) {
      this.rates.add(((count - (this.counts[i] ?? 0)) * 1000) / (nowMs - this.sampledMs));
    }
    this.counts = now;
    this.sampledMs = nowMs;
    // One answer that is missing is one sample less; none at all is a complaint in the end.
    const sample = await readStatus(this.target.address).catch(() => undefined);
    if (sample !== undefined) this.samples.push(sample);
  }

  private hostileReport(): Record<string, HostileReport> {
    const report: Record<string, { members: number; attempts: number; ends: Record<string, number> }> = {};
    for (const { kind, member } of this.hostile) {
      report[kind] ??= { members: 0, attempts: 0, ends: {} };
      const entry = report[kind];
      entry.members += 1;
      entry.attempts += member.attempts;
      for (const [end, count] of member.ends) entry.ends[end] = (entry.ends[end] ?? 0) + count;
    }
    return report;
  }
}

function totalsOf({ bot }: { readonly bot: { readonly stats: NetStats } }): {
  snapshots: number;
  bytes: number;
  corrections: number;
} {
  const { snapshots, bytesReceived, corrections } = bot.stats;
  return { snapshots, bytes: bytesReceived, corrections: corrections.count };
}

function conditionsOf(group: HonestGroup): Conditions | undefined {
  if (group.kind === 'slow-reader') return { latencyMs: 20, jitterMs: 0, bandwidthKbps: group.kbps };
  return group.net === 'perfect' ? undefined : LINE_PROFILES[group.net];
}

function placeOf({ server }: ServerAddress): { readonly host: string; readonly port: number } {
  const url = new URL(server);
  const host = url.hostname === 'localhost' ? '127.0.0.1' : url.hostname;
  return { host, port: Number(url.port || 80) };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Waits until there are none, for a while; answers how many are left. */
async function settled(countLeft: () => number | Promise<number>): Promise<number> {
  const endMs = performance.now() + LEFT_MS;
  for (;;) {
    const left = await countLeft();
    if (left === 0 || performance.now() >= endMs) return left;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
