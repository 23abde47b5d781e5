// The facade of the client's netcode, for pictures, HUDs and bots alike: it connects, reconnects, and tells what is there. It is
// headless and owns no timer: its user calls `update`, once a frame or once a tick.

import { encodeMessage, type Game, INVALID, type Point, type RowPlace, type World } from '@starfray/shared/contract';
import { assertNever, item } from '@starfray/shared/core';
import {
  CLOSE,
  type CloseCode,
  createCodec,
  createProtocol,
  type HeldRows,
  type Link,
  MAX_ASPECT,
  MIN_ASPECT,
  type ServerMessage,
  SNAPSHOT_TYPE,
} from '@starfray/shared/protocol';
import type {
  ClientStatus,
  Density,
  DrawnEntity,
  DrawnEvent,
  Leaderboard,
  NetStats,
  Notice,
  PlayerInfo,
  Refusal,
} from './client-state.ts';
import { refusalBy } from './obstacles.ts';
import { Play } from './play.ts';
import { isFinal, readRefusal, retryDelayMs } from './retry.ts';
import type { Smoothing } from './smoothing.ts';
import { TickInput } from './tick-input.ts';
import { Totals } from './totals.ts';

/** Without a word from the server for this long, the connection is given up and made again. */
const SILENCE_MS = 8_000;
const CONNECT_MS = 10_000;
/** Between two updates: a page that was frozen, or busy. */
const PAUSE_MS = 1000;

export interface NetClientOptions<W extends World, A> {
  readonly game: Game<W, A>;
  /** Opens a connection; called again for each attempt, with the token of the seat to come back to, if there is one. */
  readonly connect: (resume: string | undefined) => Link;
  /** Why a connection that was opened stays silent, as far as is known. */
  readonly describeSilence?: () => Refusal;
  /** A token of an earlier connection, to begin with. */
  readonly resume?: string | undefined;
  /** Told of the token of each seat taken, to be kept for a reload, and its room. */
  readonly onSeat?: (resume: string, room: string) => void;
  /**
   * The caller's clock, the one that `update` is given: by it messages have arrived that come between two updates. Without it they
   * count as having come at the last one, and the line seems as uneven as the pictures are far apart.
   */
  readonly now?: () => number;
  /** Uniform 0..1, for spreading reconnects. */
  readonly random: () => number;
  /** False for those who never look: nothing is interpolated then. */
  readonly draws?: boolean;
  /** False to stay away once the connection ends. */
  readonly reconnects?: boolean;
}

const NO_LEADERBOARD: Leaderboard = { entries: [], own: undefined, players: 0 };
const NOTHING_DRAWN: readonly DrawnEntity[] = [];

export class NetClient<W extends World, A> {
  status: ClientStatus = { state: 'connecting', attempt: 1 };
  readonly players = new Map<number, PlayerInfo>();
  leaderboard: Leaderboard = NO_LEADERBOARD;
  density: Density = { counts: [] };
  /** The operator's last words to all, and when they came by the caller's clock. */
  notice: Notice | undefined;
  /** Round trips of players that were asked for, in ms, as the server last told them. */
  readonly pings = new Map<number, number>();
  private readonly options: NetClientOptions<W, A>;
  private readonly codec = createCodec();
  private readonly protocol;
  private readonly input: TickInput;
  private link: Link | undefined;
  private play: Play<W, A> | undefined;
  private readonly totals = new Totals();
  private attemptMs = 0;
  private attempt = 0;
  private isSlow = false;
  private load = 0;
  private isAway = false;
  /** Back from being hidden, and no time has passed since: the silence meanwhile was asked for. */
  private isWaking = false;
  private aspect: number | undefined;
  private smoothing: Smoothing = 'auto';
  private nowMs = 0;
  private resume: string | undefined;

  constructor(options: NetClientOptions<W, A>) {
    this.options = options;
    this.resume = options.resume;
    this.protocol = createProtocol(options.game);
    this.input = new TickInput(options.game.input);
  }

  /** The controls from the next tick on: a row of the game's input schema, copied. A press counts though it is over before that tick. */
  setInput(input: RowPlace): void {
    this.input.set(input);
    if (this.play?.takesInput !== true) this.input.settle();
  }

  /** Lets time pass up to `nowMs` on the caller's clock: connects, runs ticks, sends controls, places what is drawn. */
  update(nowMs: number): void {
    this.excusePause(nowMs);
    this.nowMs = nowMs;
    const { status } = this;
    if (this.link === undefined) {
      if (status.state === 'connecting' || (status.state === 'waiting' && nowMs >= status.retryAtMs)) this.open();
      return;
    }
    if (this.play === undefined) {
      if (nowMs - this.attemptMs > CONNECT_MS) this.giveUp();
      return;
    }
    if (this.isWaking) this.play.lastSnapshotMs = nowMs;
    this.isWaking = false;
    this.play.update(nowMs);
    if (!this.isAway && nowMs - this.play.lastSnapshotMs > SILENCE_MS) this.drop('The connection went silent.');
  }

  // A page that did not run for a while has not read what came meanwhile: that silence is not the line's.
  private excusePause(nowMs: number): void {
    const pauseMs = nowMs - this.nowMs;
    if (this.nowMs === 0 || pauseMs < PAUSE_MS) return;
    this.attemptMs += pauseMs;
    // What waited may have been read before this.
    if (this.play !== undefined) this.play.lastSnapshotMs = Math.min(nowMs, this.play.lastSnapshotMs + pauseMs);
  }

  /** What is to be drawn now: own entity predicted, all others slightly in the past. */
  get drawn(): readonly DrawnEntity[] {
    return this.play?.interpolator.drawn ?? NOTHING_DRAWN;
  }

  /** Your own rows, predicted; undefined while you have no entity. */
  get own(): { readonly body: RowPlace; readonly own: RowPlace } | undefined {
    return this.play?.own;
  }

  /** The rows as the server knows them, at the tick of the newest snapshot: for bots. */
  get held(): HeldRows<A> | undefined {
    return this.play?.held;
  }

  /** Where to look: at one's own entity, the one followed, or the last place of either. */
  get camera(): Point | undefined {
    return this.play?.camera;
  }

  get arena(): A | undefined {
    return this.play?.arena;
  }

  /** 0 while watching or not joined. */
  get playerId(): number {
    return this.play?.playerId ?? 0;
  }

  /** The tick that remote entities are drawn at, with its fraction. */
  get drawTick(): number {
    return this.play?.interpolator.drawTick ?? 0;
  }

  get stats(): NetStats {
    const { play } = this;
    const tickMs = 1000 / this.options.game.rates.ticksPerSecond;
    return {
      rttMs: play?.rttMs ?? 0,
      jitterMs: play?.jitterMs ?? 0,
      leadTicks: play?.leadTicks ?? 0,
      interpolationDelayMs: (play?.interpolator.delayTicks ?? 0) * tickMs,
      extrapolatedMs: (play?.interpolator.extrapolatedTicks ?? 0) * tickMs,
      ...this.totals.with(play),
      silentMs: play === undefined || this.isAway ? 0 : Math.max(0, this.nowMs - play.lastSnapshotMs),
      isServerSlow: this.isSlow,
      serverLoad: this.load,
    };
  }

  /** The next event whose moment has come, or undefined. */
  takeEvent(): DrawnEvent | undefined {
    return this.play?.takeEvent();
  }

  /** Asks for a player's round trip; `pings` has it once the server has answered, which it need not. */
  askPing(playerId: number): void {
    if (this.play === undefined || playerId === 0) return;
    this.link?.send(this.codec.pack(encodeMessage(this.protocol.client.askPing, { playerId })));
  }

  /** The shape of the picture, as width / height. */
  setAspect(aspect: number): void {
    this.aspect = Math.min(MAX_ASPECT, Math.max(MIN_ASPECT, aspect));
    this.tellAspect();
  }

  /** How much of the line's unevenness is smoothed over, at the price of an older picture. */
  setSmoothing(smoothing: Smoothing): void {
    this.smoothing = smoothing;
    if (this.play !== undefined) this.play.interpolator.smoothing = smoothing;
  }

  /** The page is out of sight or back: away, the entity idles and nothing but pings is received. */
  setHidden(isHidden: boolean): void {
    if (this.isAway && !isHidden) this.isWaking = true;
    this.isAway = isHidden;
    this.play?.setAway(isHidden);
    this.input.settle();
  }

  /** Leaves for good. */
  close(): void {
    this.status = { state: 'closed', refusal: { code: CLOSE.normal, reason: 'You left.' } };
    this.end(CLOSE.normal);
  }

  private open(): void {
    this.attempt += 1;
    this.attemptMs = this.nowMs;
    this.status = { state: 'connecting', attempt: this.attempt };
    const link = this.options.connect(this.resume);
    this.link = link;
    link.onMessage((bytes) => {
      if (this.link === link) this.receive(bytes);
    });
    link.onClose((code, reason) => {
      if (this.link === link) this.ended(readRefusal(code, reason));
    });
  }

  private receive(bytes: Uint8Array): void {
    const elements = this.codec.unpack(bytes);
    if (Array.isArray(elements) && elements[0] === SNAPSHOT_TYPE) {
      this.play?.receive(elements, bytes.length, Math.max(this.nowMs, this.options.now?.() ?? 0));
      return;
    }
    const message = this.protocol.decodeServer(elements);
    if (message === INVALID) this.drop('The server sent something that this page does not understand.');
    else this.take(message);
  }

  private take(message: ServerMessage): void {
    switch (message.name) {
      case 'welcome':
        this.enter(message);
        break;
      case 'players':
        for (const { id, nickname, kind, hue } of message.entries)
          this.players.set(id, { id, name: nickname, kind, hue });
        break;
      case 'leaderboard':
        this.leaderboard = readLeaderboard(message);
        break;
      case 'density':
        this.density = { counts: message.counts };
        break;
      case 'role':
        this.play?.becomeSpectator();
        if (this.status.state === 'joined') {
          this.status = { ...this.status, role: message.role, playerId: message.playerId };
        }
        break;
      case 'notice':
        this.notice = { text: message.text, atMs: this.nowMs };
        break;
      case 'ping':
        this.pings.set(message.playerId, message.ms);
        break;
      case 'tickHealth':
        this.isSlow = message.isSlow;
        this.load = message.load;
        break;
      default:
        assertNever(message, 'server message');
    }
  }

  private enter(welcome: Extract<ServerMessage, { name: 'welcome' }>): void {
    const { link } = this;
    if (link === undefined) return;
    const { game, draws = true } = this.options;
    this.players.clear();
    this.pings.clear();
    this.leaderboard = NO_LEADERBOARD;
    this.isSlow = false;
    this.load = 0;
    this.attempt = 0;
    if (welcome.resume !== '') this.resume = welcome.resume;
    this.options.onSeat?.(welcome.resume, welcome.room);
    const { codec, protocol, input } = this;
    this.play = new Play({ game, codec, protocol, link, input, draws }, welcome, this.nowMs);
    this.status = { state: 'joined', role: welcome.role, room: welcome.room, playerId: welcome.playerId };
    this.play.interpolator.smoothing = this.smoothing;
    this.tellAspect();
    if (this.isAway) this.play.setAway(true);
  }

  private tellAspect(): void {
    if (this.aspect === undefined || this.play === undefined || this.link === undefined) return;
    const aspectMille = Math.round(this.aspect * 1000);
    this.link.send(this.codec.pack(encodeMessage(this.protocol.client.view, { aspectMille })));
  }

  private giveUp(): void {
    const refusal = this.options.describeSilence?.() ?? refusalBy('silence');
    this.ended({ refusal, retryMs: undefined });
  }

  private drop(reason: string): void {
    this.ended({ refusal: { code: 1006, reason }, retryMs: undefined });
  }

  private ended({ refusal, retryMs }: { refusal: Refusal; retryMs: number | undefined }): void {
    // Where the line is only given up for dead, its other end may yet hear: that is no leaving, and the seat is kept.
    this.end(CLOSE.silent);
    if (isFinal(refusal.code) || this.options.reconnects === false) {
      this.status = { state: 'closed', refusal };
      return;
    }
    const delayMs = retryDelayMs(this.attempt, retryMs, this.options.random());
    this.status = { state: 'waiting', attempt: this.attempt + 1, retryAtMs: this.nowMs + delayMs, refusal };
  }

  private end(code: CloseCode): void {
    const { link } = this;
    if (this.play !== undefined) this.totals.add(this.play);
    this.link = undefined;
    this.play = undefined;
    link?.close(code, '');
  }
}

function readLeaderboard(message: Extract<ServerMessage, { name: 'leaderboard' }>): Leaderboard {
  const entries = [];
  for (let i = 0; i + 1 < message.entries.length; i += 2) {
    entries.push({ playerId: item(message.entries, i), score: item(message.entries, i + 1) });
  }
  const { ownRank, ownScore, players } = message;
  const own = ownRank === undefined || ownScore === undefined ? undefined : { rank: ownRank, score: ownScore };
  return { entries, own, players };
}
