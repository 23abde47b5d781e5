// Many bots in one process, and what they measured of the server: a load test that plays fair.

import { createWebSocketLink, joinUrl, subprotocols } from '@starfray/client/net';
import type { World } from '@starfray/shared/contract';
import {
  CLOSE,
  conditionLink,
  LINE_PROFILES,
  type LineProfile,
  type Link,
  versionHash,
} from '@starfray/shared/protocol';
import { Bot, type BotGame } from './bot.ts';
import { createBotRoute } from './bot-route.ts';
import { everyUpdate } from './every-update.ts';
import { Farewell } from './farewell.ts';
import { wrapLink } from './link-wrapper.ts';
import { Samples } from './samples.ts';
import type { ServerAddress } from './server-address.ts';
import { whyNoConnection } from './why-no-connection.ts';

/** Between two joins: a crowd that walks in, not an attack. */
const JOIN_INTERVAL_MS = 25;
/** Beyond the last join, for those that are still connecting. */
const JOIN_GRACE_MS = 5000;
const SAMPLE_MS = 1000;
/** What a WebSocket says of a connection that ended without a word. */
const NO_CONNECTION = 1006;
/** What mends a refusal, in the words of the command. */
const REMEDIES: Readonly<Record<number, string>> = {
  [CLOSE.needsToken]:
    ' (give --token, made by "starfray token create --role bot" with the server\'s --data or --secret)',
  [CLOSE.joinCode]: ' (give --join-code)',
};
const TIMERS = {
  now: () => performance.now(),
  setTimer: (run: () => void, ms: number) => void setTimeout(run, ms),
};

export interface SwarmOptions {
  readonly address: ServerAddress;
  readonly count: number;
  /** Counted from when everybody is in, or refused. */
  readonly seconds: number;
  /** One of the game's. */
  readonly brain: string;
  readonly joinCode?: string | undefined;
  /** The network between them and the server, on top of the real one. */
  readonly net: LineProfile;
  readonly seed: number;
  /** An identity token, where the server asks bots for one. */
  readonly token?: string | undefined;
  /** A bot that loses its connection comes back, to another node of a cluster where its own is gone. */
  readonly reconnects?: boolean;
}

/** How a swarm stands at the moment. */
export interface SwarmNow {
  /** Bots that are in. */
  readonly joined: number;
  /** How often somebody came back. */
  readonly returns: number;
  /** Snapshot rates measured so far: one a second for each bot that is in. */
  readonly rates: number;
}

type IsCancelled = (now: SwarmNow) => boolean;

/** Times are means and quantiles over all bots and seconds; sizes over all snapshots. */
export interface SwarmReport {
  readonly joined: number;
  readonly refused: number;
  /** Connections that ended before their time, and were not made again. */
  readonly errors: number;
  /** How often somebody came back. */
  readonly returns: number;
  readonly desyncs: number;
  readonly seconds: number;
  readonly snapshotsPerSecond: { readonly p50: number; readonly min: number };
  readonly bytesPerSnapshot: { readonly mean: number; readonly p95: number };
  /** Other players in view. */
  readonly visible: { readonly mean: number };
  readonly rttMs: { readonly p50: number; readonly p99: number };
  readonly corrections: { readonly count: number; readonly maxPx: number };
  /** Why bots were refused or lost, each reason once. */
  readonly reasons: readonly string[];
}

interface Member<W extends World, A> {
  readonly bot: Bot<W, A>;
  readonly farewell: Farewell;
  state: 'connecting' | 'joined' | 'away' | 'refused' | 'lost';
  returns: number;
  snapshots: number;
}

class Swarm<W extends World, A> {
  readonly members: Member<W, A>[] = [];
  readonly sizes = new Samples();
  readonly rates = new Samples();
  readonly visible = new Samples();
  readonly rtts = new Samples();
  /** Of refusals that came with a word, each once. */
  private readonly reasons = new Set<string>();
  /** Of those that came without: asked for once. */
  private cause: Promise<string> | undefined;
  isMeasuring = false;
  private readonly options: SwarmOptions;
  private readonly bots: BotGame<W, A>;
  private readonly version: string;

  constructor(bots: BotGame<W, A>, options: SwarmOptions) {
    this.bots = bots;
    this.version = versionHash(bots.game);
    this.options = options;
  }

  add(): void {
    const number = this.members.length + 1;
    const { brain, net, seed, reconnects = false } = this.options;
    const open = this.door(this.bots.nameOf(number));
    const farewell = new Farewell();
    const bot: Bot<W, A> = new Bot({
      game: this.bots.game,
      mind: this.bots.createMind(brain, seed * 1000 + number),
      connect: (resume) => {
        const link = farewell.watch(open(resume));
        const far = net === 'perfect' ? link : conditionLink(link, LINE_PROFILES[net], seed * 1000 + number, TIMERS);
        return this.weigh(far, () => bot.stats.snapshots);
      },
      seed: seed * 1000 + number,
      reconnects,
    });
    this.members.push({ bot, farewell, state: 'connecting', returns: 0, snapshots: 0 });
  }

  // Straight to the address; or, for those who come back, by whatever way there is at the time.
  private door(name: string): (resume: string | undefined) => Link {
    const { address, joinCode, token, reconnects } = this.options;
    if (reconnects === true) {
      const route = createBotRoute({ game: this.bots.game, ...address, name, joinCode, token });
      return (resume) => route.connect(resume);
    }
    const url = joinUrl({ ...address, version: this.version, kind: 'bot', name });
    return () =>
      createWebSocketLink(
        new WebSocket(url, subprotocols(this.bots.game.identity, { identityToken: token, joinCode })),
      );
  }

  update(nowMs: number): void {
    for (const member of this.members) {
      if (member.state === 'refused' || member.state === 'lost') continue;
      member.bot.update(nowMs);
      this.follow(member);
    }
  }

  /** Takes the figures of one second. */
  sample(intervalMs: number): void {
    for (const member of this.members) {
      const { stats } = member.bot;
      const before = member.snapshots;
      member.snapshots = stats.snapshots;
      if (!this.isMeasuring || member.state !== 'joined') continue;
      this.rates.add(((stats.snapshots - before) * 1000) / intervalMs);
      this.visible.add(member.bot.inView);
      if (stats.rttMs > 0) this.rtts.add(stats.rttMs);
    }
  }

  get now(): SwarmNow {
    return { joined: this.countOf('joined'), returns: this.returns, rates: this.rates.count };
  }

  get returns(): number {
    return this.members.reduce((sum, { returns }) => sum + returns, 0);
  }

  countOf(...states: readonly Member<W, A>['state'][]): number {
    return this.members.filter(({ state }) => states.includes(state)).length;
  }

  private follow(member: Member<W, A>): void {
    const { status } = member.bot;
    if (status.state === 'joined') {
      if (member.state === 'away') member.returns += 1;
      member.state = 'joined';
    } else if (member.state === 'joined') member.state = 'away';
    if (status.state !== 'closed') return;
    const { code, reason } = status.refusal;
    // It never was in, and got no message.
    const isSilent = member.state === 'connecting' && code === NO_CONNECTION;
    member.state = member.state === 'away' ? 'lost' : 'refused';
    if (isSilent) this.cause ??= whyNoConnection(this.options.address.server);
    else this.reasons.add(`${code}: ${reason}${REMEDIES[code] ?? ''}`);
  }

  /** Why bots were refused or lost, each reason once. */
  async allReasons(): Promise<readonly string[]> {
    const cause = await this.cause;
    return [...(cause === undefined ? [] : [`${NO_CONNECTION}: ${cause}`]), ...this.reasons];
  }

  // Notes the size of every message that turned out to be a snapshot.
  private weigh(link: Link, snapshotsOf: () => number): Link {
    return wrapLink(link, {
      onMessage: (receive) =>
        link.onMessage((bytes) => {
          const before = snapshotsOf();
          const { length } = bytes;
          receive(bytes);
          if (this.isMeasuring && snapshotsOf() > before) this.sizes.add(length);
        }),
    });
  }
}

/** Sends a swarm to a server, lets it fight, and answers what it measured. `isCancelled`, asked 60 times a second, ends it early. */
export async function runSwarm<W extends World, A>(
  bots: BotGame<W, A>,
  options: SwarmOptions,
  isCancelled: IsCancelled = () => false,
): Promise<SwarmReport> {
  const swarm = new Swarm(bots, options);
  const { count, seconds } = options;
  const startMs = performance.now();
  const joinedMs = await walkIn(swarm, count, startMs, isCancelled);
  // What came while they walked in is where counting starts, and no figure.
  swarm.sample(SAMPLE_MS);
  swarm.isMeasuring = true;
  const endMs = joinedMs + seconds * 1000;
  let sampledMs = joinedMs;
  await everyUpdate((nowMs) => {
    swarm.update(nowMs);
    if (nowMs - sampledMs >= SAMPLE_MS) {
      swarm.sample(nowMs - sampledMs);
      sampledMs = nowMs;
    }
    return nowMs < endMs && !isCancelled(swarm.now) && swarm.countOf('joined', 'away', 'connecting') > 0;
  });
  const playedSeconds = (performance.now() - joinedMs) / 1000;
  const report = reportOf(swarm, playedSeconds, await swarm.allReasons());
  for (const { bot } of swarm.members) bot.close();
  await Promise.all(swarm.members.map(({ farewell }) => farewell.said()));
  return report;
}

// Answers when everybody was in, or had been given time enough to be.
async function walkIn<W extends World, A>(
  swarm: Swarm<W, A>,
  count: number,
  startMs: number,
  isCancelled: IsCancelled,
): Promise<number> {
  await everyUpdate((nowMs) => {
    const due = Math.min(count, 1 + Math.floor((nowMs - startMs) / JOIN_INTERVAL_MS));
    while (swarm.members.length < due) swarm.add();
    swarm.update(nowMs);
    const isOver = swarm.members.length === count && swarm.countOf('connecting') === 0;
    return !isOver && !isCancelled(swarm.now) && nowMs - startMs < count * JOIN_INTERVAL_MS + JOIN_GRACE_MS;
  });
  return performance.now();
}

function reportOf<W extends World, A>(swarm: Swarm<W, A>, seconds: number, reasons: readonly string[]): SwarmReport {
  const stats = swarm.members.map(({ bot }) => bot.stats);
  const { rates, sizes, visible, rtts } = swarm;
  return {
    joined: swarm.countOf('joined', 'away', 'lost'),
    refused: swarm.countOf('refused', 'connecting'),
    errors: swarm.countOf('away', 'lost'),
    returns: swarm.returns,
    desyncs: stats.reduce((sum, { desyncs }) => sum + desyncs, 0),
    seconds: rounded(seconds),
    snapshotsPerSecond: { p50: rounded(rates.quantile(0.5)), min: rounded(rates.least) },
    bytesPerSnapshot: { mean: rounded(sizes.mean), p95: sizes.quantile(0.95) },
    visible: { mean: rounded(visible.mean) },
    rttMs: { p50: rounded(rtts.quantile(0.5)), p99: rounded(rtts.quantile(0.99)) },
    corrections: {
      count: stats.reduce((sum, { corrections }) => sum + corrections.count, 0),
      maxPx: rounded(Math.max(0, ...stats.map(({ corrections }) => corrections.maxPx))),
    },
    reasons,
  };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
