// The rooms that are open: which one a join gets, and which ones open and close for it. The main room stays for good; others come when
// they are needed and make way when they are empty.

import { type Absence, type Mode, modesOf, type World } from '@starfray/shared/contract';
import { mix } from '@starfray/shared/core';
import { CLOSE } from '@starfray/shared/protocol';
import type { PlacedJoin } from '../joining/index.ts';
import { Room, type RoomDeps } from './room.ts';
import type { RoomCounts } from './seating/seat-counts.ts';

export const DEFAULT_ROOM = 'main';
const NO_PREFIX = '';

/** So many empty rooms that one address opened live on: opening one after the other takes up no more memory, 5 MiB each. */
const EMPTY_ROOMS_OF_ONE = 2;
/** Spectators of a room that closes look elsewhere after this. */
export const RETRY_WATCH_MS = 1_000;

export interface OpenRoomsOptions {
  /** Players in all rooms, and in one. */
  readonly maxPlayers: number;
  readonly roomPlayers: number;
  /** What the ids of the server's own rooms begin with: in a cluster, its node's id. */
  readonly roomPrefix?: string | undefined;
  readonly bots: number;
  readonly seed: number;
  /** What addresses are counted by, so that one does not open all rooms; without it they are not counted. */
  readonly addressKey?: ((address: string) => string) | undefined;
  /** In place of the game's own. */
  readonly absence?: Absence | undefined;
}

export interface OpenRoom<W extends World, A> {
  readonly room: Room<W, A>;
  /** The address that an invitation to it came from first; undefined where that is not counted. */
  readonly openedBy: string | undefined;
  /** Since when no player is here. */
  emptySinceMs: number | undefined;
}

export class OpenRooms<W extends World, A> {
  private readonly deps: RoomDeps<W, A>;
  private readonly options: OpenRoomsOptions;
  private readonly entries = new Map<string, OpenRoom<W, A>>();
  private readonly modes: readonly Mode<W>[];
  private readonly maxRooms: number;
  private readonly mainRoom: string;
  private openedCount = 0;

  constructor(deps: RoomDeps<W, A>, options: OpenRoomsOptions) {
    this.deps = deps;
    this.options = options;
    this.modes = modesOf(deps.game);
    // Invitations may name rooms of their own; memory bounds how many. Modes of smaller rooms take more of them for as many players.
    const rooms = this.modes.map((_mode, mode) => Math.ceil(options.maxPlayers / this.capacityOf(mode)));
    this.maxRooms = Math.max(8, 2 * (rooms[0] ?? 0)) + rooms.slice(1).reduce((sum, count) => sum + count, 0);
    this.mainRoom = `${this.prefix}${DEFAULT_ROOM}`;
    this.open(this.mainRoom, 0);
  }

  /** In the order of opening. One may be removed while these are walked over. */
  all(): IterableIterator<OpenRoom<W, A>> {
    return this.entries.values();
  }

  rooms(): Room<W, A>[] {
    return Array.from(this.entries.values(), ({ room }) => room);
  }

  get(id: string): OpenRoom<W, A> | undefined {
    return this.entries.get(id);
  }

  isMain({ room }: OpenRoom<W, A>): boolean {
    return room.id === this.mainRoom;
  }

  /** Takes a room off the list; the caller closes it. */
  remove(entry: OpenRoom<W, A>): void {
    this.entries.delete(entry.room.id);
  }

  /** Opens another main room in place of one that was removed. */
  reopenMain(): void {
    this.open(this.mainRoom, 0);
  }

  clear(): void {
    this.entries.clear();
  }

  /**
   * The room that a join would get: the one asked for, whatever its mode, or the fullest of its mode that still has room. Spectators open
   * none: they see another.
   */
  choose(join: PlacedJoin): string | undefined {
    const own = this.keeping(join);
    if (own !== undefined) return own.room.id;
    const asked = join.room === undefined ? undefined : this.entries.get(join.room);
    if (asked !== undefined) return join.kind === 'spectator' || hasRoom(asked.room) ? asked.room.id : undefined;
    const mode = this.modeOf(join);
    if (join.kind === 'spectator') return this.fullest((room) => this.isOf(mode, room)) ?? this.fullest(() => true);
    if (join.room !== undefined) return this.canOpenFor(join) ? join.room : undefined;
    const open = this.fullest((room) => this.isOf(mode, room) && hasRoom(room) && room.canIdentify);
    return open ?? (this.canOpen ? this.freeId(mode) : undefined);
  }

  /** The room for a join, opened if it is yet to be. */
  take(join: PlacedJoin): OpenRoom<W, A> {
    const id = this.choose(join) ?? this.mainRoom;
    return this.entries.get(id) ?? this.open(id, this.modeOf(join), this.openerOf(join));
  }

  /** Why `choose` finds none. */
  whyNoRoom({ room }: PlacedJoin): string {
    if (room === undefined || this.entries.has(room)) return 'That room is full.';
    return this.canOpen ? 'Too many rooms were opened from your address.' : 'No more rooms can be opened here.';
  }

  /** The room that keeps the seat which a join proves to be its own. */
  keeping({ resume, kind }: PlacedJoin): OpenRoom<W, A> | undefined {
    if (resume === undefined || kind === 'spectator') return undefined;
    for (const entry of this.entries.values()) if (entry.room.canResume(resume)) return entry;
    return undefined;
  }

  /** Of all rooms. */
  totals(): RoomCounts {
    return sumOf(this.rooms().map((room) => room.counts()));
  }

  // A room that nobody is in any more is opened again by its name, which begins with that of its mode: an old link leads to the same mode.
  private modeOf({ mode: asked, room }: PlacedJoin): number {
    const own = room?.slice(room.startsWith(this.prefix) ? this.prefix.length : 0);
    const named = own?.replace(/-\d+$/, '');
    const mode = this.modes.findIndex(({ name }) => name === (asked ?? named));
    return Math.max(0, mode);
  }

  private isOf(mode: number, room: Room<W, A>): boolean {
    return room.mode === this.modes[mode]?.name;
  }

  private capacityOf(mode: number): number {
    const { roomPlayers } = this.options;
    return Math.min(roomPlayers, this.modes[mode]?.roomPlayers ?? roomPlayers);
  }

  private get prefix(): string {
    return this.options.roomPrefix ?? NO_PREFIX;
  }

  private openerOf({ room, address }: PlacedJoin): string | undefined {
    return room === undefined || address === undefined ? undefined : this.options.addressKey?.(address);
  }

  // An address that opened as many rooms as are left opens no more: so it never holds the last.
  private canOpenFor(join: PlacedJoin): boolean {
    if (!this.canOpen) return false;
    const opener = this.openerOf(join);
    if (opener === undefined) return true;
    const used = Array.from(this.entries.values()).filter((entry) => !this.mayGo(entry));
    const own = used.filter(({ openedBy }) => openedBy === opener).length;
    return own < this.maxRooms - used.length;
  }

  private get canOpen(): boolean {
    return this.entries.size < this.maxRooms || this.disposable.length > 0;
  }

  // A room without a player and without a reserved seat makes way for one that is asked for.
  private mayGo(entry: OpenRoom<W, A>): boolean {
    return !this.isMain(entry) && !entry.room.hasPlayers && entry.room.counts().reserved === 0;
  }

  // The rooms that may go, and first the one that has been empty for longest.
  private get disposable(): OpenRoom<W, A>[] {
    const empty = Array.from(this.entries.values()).filter((entry) => this.mayGo(entry));
    return empty.toSorted((a, b) => (a.emptySinceMs ?? 0) - (b.emptySinceMs ?? 0));
  }

  private makeWay(opener: string | undefined): void {
    const empty = this.disposable;
    const own = empty.filter(({ openedBy }) => opener !== undefined && openedBy === opener);
    const surplus = own.slice(0, Math.max(0, own.length - EMPTY_ROOMS_OF_ONE));
    for (const entry of surplus) this.closeFor(entry);
    const [first] = empty.filter((entry) => !surplus.includes(entry));
    if (this.entries.size >= this.maxRooms && first !== undefined) this.closeFor(first);
  }

  private closeFor(entry: OpenRoom<W, A>): void {
    const { room } = entry;
    this.remove(entry);
    room.close(CLOSE.shutdown, 'This room is closed.', RETRY_WATCH_MS);
    this.deps.log.info({ room: room.id }, 'room closed: others are wanted');
  }

  private open(id: string, mode: number, openedBy?: string): OpenRoom<W, A> {
    this.makeWay(openedBy);
    const { bots, seed, absence } = this.options;
    this.openedCount += 1;
    const room = new Room(this.deps, {
      id,
      mode,
      capacity: this.capacityOf(mode),
      bots,
      seed: mix(seed | 0, this.openedCount) >>> 0,
      absence,
      isShown: id === this.mainRoom,
    });
    const entry: OpenRoom<W, A> = { room, openedBy, emptySinceMs: undefined };
    this.entries.set(id, entry);
    this.deps.log.info({ room: id, mode: room.mode }, 'room opened');
    return entry;
  }

  private fullest(admits: (room: Room<W, A>) => boolean): string | undefined {
    const open = this.rooms().filter(admits);
    return open.toSorted((a, b) => seatsTaken(b) - seatsTaken(a))[0]?.id;
  }

  // Of the first mode `main-2`, since the main room is always there; of another one by its name.
  private freeId(mode: number): string {
    const base = mode === 0 ? this.mainRoom : `${this.prefix}${this.modes[mode]?.name}`;
    if (!this.entries.has(base)) return base;
    let number = 2;
    while (this.entries.has(`${base}-${number}`)) number += 1;
    return `${base}-${number}`;
  }
}

function seatsTaken<W extends World, A>(room: Room<W, A>): number {
  const { humans, bots, reserved } = room.counts();
  return humans + bots + reserved;
}

function hasRoom<W extends World, A>(room: Room<W, A>): boolean {
  return seatsTaken(room) < room.capacity;
}

/** All of these together. */
export function sumOf(all: readonly RoomCounts[]): RoomCounts {
  const sum = { humans: 0, bots: 0, fillBots: 0, spectators: 0, reserved: 0 };
  for (const counts of all) {
    sum.humans += counts.humans;
    sum.bots += counts.bots;
    sum.fillBots += counts.fillBots;
    sum.spectators += counts.spectators;
    sum.reserved += counts.reserved;
  }
  return sum;
}
