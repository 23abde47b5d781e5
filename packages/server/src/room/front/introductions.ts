// The names of players, sent to each client before anything mentions them: one by one where a snapshot is the first to, and once a second
// for all newcomers together. A client that joins gets all names; those of a crowd in the ticks that follow, as its line takes them.

import { encodeMessage } from '@starfray/shared/contract';
import { item } from '@starfray/shared/core';
import { type Codec, MAX_INTRODUCED, MAX_UNREAD_NAMES_BYTES, type Protocol } from '@starfray/shared/protocol';
import type { Client } from './client.ts';
import type { NamedPlayer, Names } from './names.ts';
import { type NameBlock, PendingNames } from './pending-names.ts';

/** Players introduced one by one before all are packed together again; in a crowd, before they are packed as a block of their own. */
const MAX_UNPACKED = 32;
/** More players than one message names are a crowd: not all of it is packed again for each newcomer, or sent to it at once. */
const CROWD = MAX_INTRODUCED;
/** Portions of names that are sent in one tick, to one client each: as many as a crowd needs that arrives as fast as it is seated. */
const PORTIONS_PER_TICK = 32;
/** Clients that are looked at in one tick for whether they have the last round. */
const SWEEP_SHARE = 512;

export class Introductions {
  private readonly names: Names;
  private readonly protocol: Protocol;
  private readonly codec: Codec;
  /** The round of newcomers that is being sent, and its bytes. */
  private round = 0;
  private newcomers: readonly NamedPlayer[] = [];
  private newcomersBytes: readonly Uint8Array[] = [];
  /** The round before, until all clients are seen to have it: those below `left` are yet to be looked at. */
  private readonly last = { newcomers: [] as readonly NamedPlayer[], bytes: [] as readonly Uint8Array[], left: 0 };
  /** What clients that came in this round get first: the players of its beginning, or of a little later. */
  private readonly known = { round: -1, players: new Set<NamedPlayer>(), blocks: [] as NameBlock[], named: 0 };
  /** Clients that joined a crowd, while not all of its names are sent to them. */
  private readonly arriving = new Map<Client, PendingNames>();
  private current: Client | undefined;
  /** Of the current client. */
  private pending: PendingNames | undefined;
  /** Players that the current client has not heard of yet. */
  private readonly strangers: NamedPlayer[] = [];

  constructor(names: Names, protocol: Protocol, codec: Codec) {
    this.names = names;
    this.protocol = protocol;
    this.codec = codec;
  }

  /** Begins with the next message to a client: `mention` each player that it names, then `take`. */
  begin(client: Client): void {
    this.current = client;
    this.pending = this.arriving.size === 0 ? undefined : this.arriving.get(client);
  }

  /** Notes a player that a message names; in the tick loop. */
  mention(playerId: number): void {
    if (this.pending?.has(playerId) === false) {
      this.mentionEarly(playerId, this.pending);
      return;
    }
    const player = this.names.newcomer(playerId);
    if (player === undefined || this.current === undefined || player.round <= this.current.view.round) return;
    if (this.current.view.learn(player)) this.strangers.push(player);
  }

  // Its block was not sent yet.
  private mentionEarly(playerId: number, pending: PendingNames): void {
    const player = this.names.find(playerId);
    if (player === undefined) return;
    pending.note(playerId);
    if (this.names.newcomer(playerId) !== undefined) this.current?.view.learn(player);
    this.strangers.push(player);
  }

  /**
   * What must go out before the message; undefined where the client knows all. One message for all strangers: they are fewer than
   * MAX_INTRODUCED, since one snapshot, its events and the leaderboard do not name as many.
   */
  take(): Uint8Array | undefined {
    if (this.strangers.length === 0) return undefined;
    const message = this.playersMessage(this.strangers);
    this.strangers.length = 0;
    return this.codec.pack(message);
  }

  /** Sends what was mentioned and never taken: what was to come after it was given up. */
  finish(): void {
    const introduction = this.take();
    if (introduction !== undefined) this.current?.session.send(introduction);
  }

  /** Makes sure that a client knows some players before anything names them. */
  introduce(client: Client, playerIds: readonly number[]): void {
    this.begin(client);
    for (let i = 0; i < playerIds.length; i += 1) this.mention(item(playerIds, i));
    const introduction = this.take();
    if (introduction !== undefined) client.session.send(introduction);
  }

  /**
   * Sends the names of all players who are there, or were until just now, to a client that joins or comes back: at once, or those of a
   * crowd with `proceed`.
   */
  introduceAll(client: Client): void {
    const { names, known } = this;
    client.view.hasMissed = false;
    client.view.round = this.round;
    for (const player of names.fresh) client.view.learn(player);
    const isCrowd = names.count > CROWD;
    const others = isCrowd ? this.packCrowd() : this.packAll();
    if (isCrowd) this.arriving.set(client, new PendingNames([...known.blocks]));
    else {
      this.arriving.delete(client);
      for (const { bytes } of known.blocks) client.session.send(bytes);
    }
    for (const message of this.playersMessages(others)) client.session.say(message);
    for (const { id } of others) this.arriving.get(client)?.note(id);
  }

  /** Sends clients that joined a crowd the next of its names, if their lines have taken what came before; once a tick. */
  proceed(): void {
    if (this.arriving.size === 0) return;
    let sent = 0;
    for (const [client, pending] of [...this.arriving]) {
      if (sent === PORTIONS_PER_TICK) return;
      const { session, isAway } = client;
      if (!session.isOpen || pending.isOver) this.arriving.delete(client);
      else if (!isAway && session.bufferedBytes <= MAX_UNREAD_NAMES_BYTES) {
        this.sendPortion(client, pending);
        sent += 1;
        // Behind those whose turn is next.
        this.arriving.delete(client);
        this.arriving.set(client, pending);
      }
    }
  }

  // As many names as one message has; while a crowd comes, blocks are small.
  private sendPortion(client: Client, pending: PendingNames): void {
    let count = 0;
    do {
      const block = pending.take();
      this.sendBlock(client, block);
      count += block.players.length;
    } while (count + pending.nextLength <= MAX_INTRODUCED && !pending.isOver);
  }

  // An id may have gone to another player since the block was packed: then the name of now is the last that is heard.
  private sendBlock({ session }: Client, { bytes, players }: NameBlock): void {
    session.send(bytes);
    const changed = players.flatMap((player) => {
      const now = this.names.find(player.id);
      return now === undefined || now === player ? [] : [now];
    });
    for (const message of this.playersMessages(changed)) session.say(message);
  }

  // Most are known since the last time: their names are packed once for all clients that come within this second. Answers the others.
  private packAll(): readonly NamedPlayer[] {
    const { known } = this;
    const players = this.names.nameable();
    if (known.round !== this.round || players.length - known.players.size > MAX_UNPACKED) this.pack(players);
    return players.filter((player) => !known.players.has(player));
  }

  // What was packed stays, and newcomers are added in blocks, of which the later ones count: until half of all that is named is gone.
  private packCrowd(): readonly NamedPlayer[] {
    const { names, known } = this;
    if (known.named === 0 || names.isUnpackedLost || known.named > 2 * names.count) this.pack(names.nameable());
    if (names.unpacked.length > MAX_UNPACKED) {
      known.named += names.unpacked.length;
      known.blocks.push(...this.packBlocks(names.unpacked));
      names.settleUnpacked();
    }
    return names.unpacked;
  }

  private pack(players: readonly NamedPlayer[]): void {
    const { known } = this;
    known.round = this.round;
    known.players = new Set(players);
    known.named = players.length;
    known.blocks = this.packBlocks(players);
    this.names.settleUnpacked();
  }

  private packBlocks(players: readonly NamedPlayer[]): NameBlock[] {
    return parts(players).map((part) => ({
      players: part,
      bytes: this.codec.pack(this.playersMessage(part)).slice(),
    }));
  }

  /**
   * Ends a round of newcomers, in which every client gets the same ones in the same bytes, and begins the next: once a second. So only the
   * newest need to be looked up client by client. One that is away gets all names on return.
   */
  beginRound(clients: readonly Client[]): void {
    const { last } = this;
    while (last.left > 0) this.sweep(clients);
    last.newcomers = this.newcomers;
    last.bytes = this.newcomersBytes;
    last.left = this.newcomers.length > 0 ? clients.length : 0;
    this.round += 1;
    this.sweep(clients);
    this.newcomers = this.names.takeNewcomers(this.round);
    this.newcomersBytes = this.playersMessages(this.newcomers).map((message) => this.codec.pack(message).slice());
  }

  /**
   * Looks at a share of the clients, once a tick: clients move up as others leave, so one may have been passed over in the last round. From the
   * back, where those move up that were looked at already.
   */
  sweep(clients: readonly Client[]): void {
    const { last } = this;
    if (last.left === 0) return;
    const from = Math.min(last.left, clients.length);
    const end = Math.max(0, from - SWEEP_SHARE);
    for (let i = from - 1; i >= end; i -= 1) {
      const client = item(clients, i);
      this.catchUp(client);
      client.view.forgetNewcomers();
    }
    last.left = end;
    if (end === 0) this.names.settle(last.newcomers);
  }

  // Sends a client the newcomers of the last round, if it was passed over.
  private catchUp(client: Client): void {
    if (client.view.round < this.round - 1) this.send(client, this.round - 1, this.last.bytes);
  }

  /** Sends a client the newcomers of this round, once. */
  tellNewcomers(client: Client): void {
    if (client.view.round === this.round) return;
    this.catchUp(client);
    this.send(client, this.round, this.newcomersBytes);
  }

  private send(client: Client, round: number, messages: readonly Uint8Array[]): void {
    const { view, session } = client;
    view.round = round;
    if (messages.length === 0) return;
    if (client.isAway) view.hasMissed = true;
    else for (const bytes of messages) session.send(bytes);
  }

  private playersMessages(players: readonly NamedPlayer[]): unknown[][] {
    return parts(players).map((part) => this.playersMessage(part));
  }

  private playersMessage(players: readonly NamedPlayer[]): unknown[] {
    const entries = players.map(({ id, name, kind, hue }) => ({ id, nickname: name, kind, hue }));
    return encodeMessage(this.protocol.server.players, { entries });
  }
}

/** As one message names them. */
function parts(players: readonly NamedPlayer[]): (readonly NamedPlayer[])[] {
  const count = Math.ceil(players.length / MAX_INTRODUCED);
  return Array.from({ length: count }, (_, part) => players.slice(part * MAX_INTRODUCED, (part + 1) * MAX_INTRODUCED));
}
