// Which server of a cluster to connect to: asked before each connection, of one that answers. A server by itself answers for itself.

import type { GameIdentity } from '@starfray/shared/contract';
import { CLOSE, type Link } from '@starfray/shared/protocol';
import type { Refusal } from './client-state.ts';
import { readReason } from './close-words.ts';
import { type Answer, deferLink } from './deferred-link.ts';
import { type Credentials, type JoinOptions, joinUrl, playUrl, subprotocols } from './join-url.ts';
import { LOST, refusalBy } from './obstacles.ts';

/** A server that could not be connected to straight is reached by way of the own one for this long. */
const AVOIDED_MS = 60_000;
/** Nodes come and go while one plays: they are asked for so often, so that one that is there is known when it is needed. */
const REFRESH_MS = 30_000;
const BAD_TOKEN = 401;
/** One WebSocket that does not open may be a server that restarts; so many one after the other are something in between. */
const FAILURES_TOLD = 2;

/** What a join asks for, as of now. */
export type Wish = Omit<JoinOptions, 'server' | 'node'> & Pick<Credentials, 'joinCode'>;

export interface RouteOptions {
  /** Of the game that is played there. */
  readonly identity: Pick<GameIdentity, 'subprotocol'>;
  /** Where the page came from, or the address that was given: `https://host`. */
  readonly home: string;
  /** Read again at each attempt; a player who comes back wants the same room. */
  readonly wish: (isReturning: boolean) => Wish;
  /** Says who somebody is; undefined for a guest. */
  readonly identityToken?: string | undefined;
  /** Of the page; undefined where there is none. */
  readonly origin?: string | undefined;
  /**
   * The JSON at a URL; rejects when nobody answers, with an error that has the HTTP `status` where somebody did without JSON. It should give
   * up after two seconds.
   */
  readonly ask: (url: string, credentials: Credentials) => Promise<unknown>;
  readonly open: (url: string, protocols: readonly string[]) => Link;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** May this page connect there at all? Not from https to http. */
  readonly mayReach?: (server: string) => boolean;
  /** Told that the seat of before is none any more. */
  readonly onSeatLost?: () => void;
}

interface PlayAnswer {
  readonly isOk: boolean;
  readonly code: number;
  readonly reason: string;
  readonly retryMs: number | undefined;
  readonly node: string | undefined;
  readonly url: string | undefined;
  readonly nodes: readonly string[];
}

export class ServerRoute {
  private readonly options: RouteOptions;
  /** Servers that are known, the home first. */
  private servers: readonly string[];
  private readonly avoidedUntil = new Map<string, number>();
  private askedMs = Number.NEGATIVE_INFINITY;
  private isCluster = false;
  private answeredBy: string | undefined;
  /** What kept the last server that was asked from answering. */
  private obstacle: Refusal = refusalBy('silence');
  /** Why an answer was no yes, though the upgrade was worth a try all the same. */
  private doubt: Refusal | undefined;
  /** WebSockets one after the other that did not open though the server had said yes. */
  private failures = 0;

  constructor(options: RouteOptions) {
    this.options = options;
    this.servers = [options.home];
  }

  /** Another server than the home which gave the last answer; undefined when the home did, or nobody. */
  get standIn(): string | undefined {
    return this.answeredBy === this.options.home ? undefined : this.answeredBy;
  }

  /** Asks where to go, and connects there; with a token, back to one's seat or what is left of it. */
  connect(resume: string | undefined): Link {
    return deferLink(this.find(resume));
  }

  /** What a join would be answered now; undefined for a yes. */
  async ask(): Promise<Refusal | undefined> {
    for (const server of this.servers) {
      const answer = await this.askAt(server, undefined);
      if (answer !== undefined) return answer.isOk || answer.code === CLOSE.flood ? undefined : refusalOf(answer);
    }
    return this.obstacle;
  }

  /** Why a link that was opened stays silent, as far as is known. */
  describeSilence(): Refusal {
    if (this.failures === 0) return refusalBy('silence');
    return this.doubt ?? refusalBy('no WebSocket');
  }

  private async find(resume: string | undefined): Promise<Answer> {
    for (const server of this.servers) {
      const answer = await this.askAt(server, resume);
      if (answer === undefined) continue;
      this.remember(answer.nodes);
      // A page that asks too often may still come in: the upgrade judges for itself.
      const isFlood = answer.code === CLOSE.flood;
      this.doubt = isFlood ? refusalOf(answer) : undefined;
      if (answer.isOk || isFlood) return { link: this.open(server, answer, resume) };
      if (answer.code === BAD_TOKEN && resume !== undefined) {
        this.options.onSeatLost?.();
        return this.find(undefined);
      }
      const { code, reason } = refusalOf(answer);
      return { code, reason: JSON.stringify({ reason, retryMs: answer.retryMs }) };
    }
    return { code: LOST, reason: JSON.stringify(this.obstacle) };
  }

  private async askAt(server: string, resume: string | undefined): Promise<PlayAnswer | undefined> {
    this.askedMs = this.options.now();
    const { ask, wish, identityToken, origin } = this.options;
    const { joinCode, ...place } = wish(resume !== undefined);
    const url = playUrl({ ...place, server, origin });
    try {
      const answer = readAnswer(await ask(url, { identityToken, resume, joinCode }));
      this.answeredBy = server;
      return answer;
    } catch (error) {
      if (this.answeredBy === server) this.answeredBy = undefined;
      const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
      this.obstacle = status === undefined ? refusalBy('silence') : refusalBy('stranger', `HTTP ${status}`);
      return undefined;
    }
  }

  // Straight to the node when that can be, or else through the server that was asked, which passes on.
  private open(asked: string, { node, url }: PlayAnswer, resume: string | undefined): Link {
    const { options } = this;
    const isStraight = url !== undefined && this.mayReach(url);
    const server = isStraight ? url : asked;
    const { joinCode, ...place } = options.wish(resume !== undefined);
    const link = options.open(
      joinUrl({ ...place, server: server.replace(/^http/, 'ws'), node }),
      subprotocols(options.identity, { resume, identityToken: options.identityToken, joinCode }),
    );
    return this.watch(link, isStraight ? url : undefined);
  }

  // A straight way that leads nowhere is not taken again for a while; and what comes over any is the clock for asking again.
  private watch(link: Link, straight: string | undefined): Link {
    let wasOpen = false;
    const { onMessage, onClose } = link;
    link.onMessage = (receive) =>
      onMessage.call(link, (bytes) => {
        wasOpen = true;
        this.failures = 0;
        this.refresh();
        receive(bytes);
      });
    link.onClose = (ended) =>
      onClose.call(link, (code, reason) => {
        const isUnopened = !wasOpen && code === LOST;
        if (isUnopened && straight !== undefined) this.avoidedUntil.set(straight, this.options.now() + AVOIDED_MS);
        if (isUnopened) this.failures += 1;
        this.noteServer(reason);
        ended(code, isUnopened && this.failures >= FAILURES_TOLD ? JSON.stringify(this.describeSilence()) : reason);
      });
    return link;
  }

  // A server by itself names no nodes, and is not asked again.
  private refresh(): void {
    if (this.options.now() - this.askedMs < REFRESH_MS || !this.isCluster) return;
    this.askedMs = this.options.now();
    void this.askAny();
  }

  private async askAny(): Promise<void> {
    for (const server of this.servers) {
      const answer = await this.askAt(server, undefined);
      if (answer === undefined) continue;
      this.remember(answer.nodes);
      return;
    }
  }

  private mayReach(server: string): boolean {
    if ((this.avoidedUntil.get(server) ?? Number.NEGATIVE_INFINITY) > this.options.now()) return false;
    return this.options.mayReach?.(server) ?? true;
  }

  // A node that stops names one to turn to: it may have been started after the list was asked for.
  private noteServer(reason: string): void {
    const { to } = readReason(reason);
    if (to === undefined || this.servers.includes(to) || !(this.options.mayReach?.(to) ?? true)) return;
    this.servers = [...this.servers, to];
  }

  private remember(nodes: readonly string[]): void {
    if (nodes.length === 0) return;
    this.isCluster = true;
    const { home } = this.options;
    const reachable = nodes.filter((node) => node !== home && (this.options.mayReach?.(node) ?? true));
    this.servers = [home, ...reachable];
  }
}

function refusalOf({ code, reason }: PlayAnswer): Refusal {
  return { code: code === BAD_TOKEN ? CLOSE.needsToken : code, reason };
}

function readAnswer(said: unknown): PlayAnswer {
  if (typeof said !== 'object' || said === null) throw new TypeError('this is no answer');
  const fields = said as Readonly<Record<string, unknown>>;
  // The server's own framework, or another program altogether: it was not asked what we asked.
  if (typeof fields['ok'] !== 'boolean') throw Object.assign(new TypeError('this is no answer'), statusIn(fields));
  const textOf = (name: string) => (typeof fields[name] === 'string' ? fields[name] : undefined);
  const numberOf = (name: string) => (typeof fields[name] === 'number' ? fields[name] : undefined);
  const nodes = Array.isArray(fields['nodes']) ? fields['nodes'] : [];
  return {
    isOk: fields['ok'] === true,
    code: numberOf('code') ?? LOST,
    reason: textOf('reason') ?? '',
    retryMs: numberOf('retryMs'),
    node: textOf('node'),
    url: textOf('url'),
    nodes: nodes.filter((node) => typeof node === 'string'),
  };
}

function statusIn({ statusCode }: Readonly<Record<string, unknown>>): { readonly status?: number } {
  return typeof statusCode === 'number' ? { status: statusCode } : {};
}
