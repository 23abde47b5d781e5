// An admin's deeds on this node and its cluster. Each is written down before it is done: what cannot be written down is not done.

import { randomUUID } from 'node:crypto';
import type { Ban, ShownBan } from '@starfray/shared/admin';
import { failure, type Result, success } from '@starfray/shared/core';
import { CLOSE, MAX_BANS } from '@starfray/shared/protocol';
import type { AdminDesk, BanOrder, PlayerTarget } from '../http/index.ts';
import { parseBanValue } from '../identity/index.ts';
import type { SeatMarks } from '../joining/index.ts';
import type { VisitorChecks } from '../joining/visitor-checks.ts';
import type { PlayerView, Room, RoomStatus, Rooms } from '../room/index.ts';
import { type Store, StoreFault } from '../store/index.ts';
import type { Archive } from './archive.ts';
import type { BanKeeper } from './ban-keeper.ts';
import { findBanFault } from './ban-reach.ts';
import type { Membership } from './membership.ts';
import type { ThreadStatus } from './thread-watch.ts';

const TOO_MANY = `${MAX_BANS} bans last already: lift some, or ban a network instead of its addresses`;

type AnyRoom = Pick<Room<never, never>, 'id' | 'players' | 'announce'>;
type Dismiss = Rooms<never, never>['dismiss'];

export interface AdminDeskDeps {
  readonly checks: Pick<VisitorChecks, 'verifier' | 'bans' | 'proxies'>;
  readonly archive: Archive;
  readonly bans: BanKeeper;
  readonly membership: Membership | undefined;
  readonly rooms: {
    readonly dismiss: Dismiss;
    all(): readonly AnyRoom[];
    status(): { readonly rooms: readonly RoomStatus[] };
  };
  /** Begins to stop this node. */
  /** The threads of this server, and how busy each is. */
  readonly threads: () => readonly ThreadStatus[];
  readonly onDrain: () => void;
  readonly wallNow: () => number;
  /** The addresses of this machine. */
  readonly ownAddresses: () => readonly string[];
}

/** A player as it is shown: its key is a credential, and stays here. */
type ShownPlayer = Omit<PlayerView, 'key'> & { readonly canBanSession: boolean };

export function createAdminDesk(deps: AdminDeskDeps): AdminDesk {
  const { checks, archive, bans, membership, rooms, wallNow, ownAddresses } = deps;
  const note = (by: string, action: string, subject: string, detail: string): Promise<void> =>
    archive.store.audit({ atMs: wallNow(), by, action, subject, detail });
  const find = ({ room, playerId }: PlayerTarget): PlayerView | undefined =>
    rooms
      .all()
      .find(({ id }) => id === room)
      ?.players()
      .find((player) => player.playerId === playerId);
  return {
    identify: async (token, address) => {
      if (token === undefined) return failure('this needs the token of an admin');
      const identity = await checks.verifier.verify(token, wallNow());
      if (!identity.ok) return failure(identity.fault.message);
      const { account, role, tokenId } = identity.value;
      if (role !== 'admin') return failure('this token is no admin’s');
      const ban = checks.bans.match({ account, address, token: tokenId }, wallNow());
      return ban === undefined ? success(account) : failure(`this ${ban.kind} is banned: ${ban.reason}`);
    },
    overview: () => ({
      node: membership?.id,
      nodes: membership?.cluster.nodes().map(({ rooms: open, ...node }) => ({ ...node, rooms: open.length })) ?? [],
      isConnected: membership?.cluster.state.isConnected,
      store: archive.store.health(),
      threads: deps.threads(),
      rooms: shownRooms(rooms),
    }),
    bans: () => archive.store.bans(wallNow()),
    audit: (limit) => archive.store.auditLog(limit),
    kick: async (by, target, reason) => {
      const player = find(target);
      if (player === undefined) return 0;
      await note(by, 'kick', `${target.room}/${player.name}`, reason);
      const wordsFor = ({ key }: SeatMarks) => (key === player.key && key !== '' ? reason : undefined);
      return rooms.dismiss(wordsFor, CLOSE.kicked);
    },
    ban: async (by, order, askedFrom) => {
      const value = bannedValue(order, 'player' in order ? find(order.player) : undefined);
      if (!value.ok) return value;
      const fault = findBanFault(order.kind, value.value, {
        by,
        askedFrom,
        proxies: checks.proxies,
        own: ownAddresses(),
      });
      if (fault !== undefined) return failure(fault);
      const ban = banOf(by, order, value.value, wallNow());
      // Before it is written down: what is refused is no deed.
      if ((await archive.store.bans(wallNow())).length >= MAX_BANS) return failure(TOO_MANY);
      await note(by, 'ban', `${ban.kind} ${ban.kind === 'session' ? ban.id : ban.value}`, ban.reason);
      const kept = await keepBan(archive.store, ban);
      if (!kept.ok) return kept;
      await bans.changed();
      return success(shownBan(ban));
    },
    unban: async (by, id) => {
      await note(by, 'unban', id, '');
      const wasThere = await archive.store.removeBan(id);
      await bans.changed();
      return wasThere;
    },
    announce: async (by, text) => {
      await note(by, 'announce', 'all', text);
      if (membership === undefined) for (const room of rooms.all()) room.announce(text);
      else await membership.cluster.announce(text);
    },
    drain: async (by) => {
      await note(by, 'drain', membership?.id ?? 'this server', '');
      deps.onDrain();
    },
  };
}

function shownRooms(rooms: AdminDeskDeps['rooms']): object[] {
  const byId = new Map(rooms.all().map((room) => [room.id, room]));
  return rooms.status().rooms.map((room) => ({
    ...room,
    players: byId.get(room.id)?.players().map(shownPlayer) ?? [],
  }));
}

function shownPlayer({ key, ...player }: PlayerView): ShownPlayer {
  return { ...player, canBanSession: key !== '' };
}

// The value of a session is the key of a seat: it opens no seat by itself, but nobody needs to see it either.
function shownBan({ value, ...ban }: Ban): ShownBan {
  return ban.kind === 'session' ? ban : { ...ban, value };
}

function bannedValue(order: BanOrder, player: PlayerView | undefined): Result<string, string> {
  if ('value' in order) return parseBanValue(order.kind, order.value);
  if (player === undefined) return failure('that player is not here any more');
  const marks = {
    account: player.account,
    session: player.key === '' ? undefined : player.key,
    address: player.address,
    token: player.tokenId,
  };
  const mark = marks[order.kind];
  return mark === undefined ? failure(`that player has no ${order.kind}`) : parseBanValue(order.kind, mark);
}

// Another node may have added the last one meanwhile.
async function keepBan(store: Store, ban: Ban): Promise<Result<undefined, string>> {
  try {
    await store.addBan(ban);
    return success(undefined);
  } catch (error) {
    if (error instanceof StoreFault && error.code === 'too-many') return failure(error.message);
    throw error;
  }
}

function banOf(by: string, { kind, reason, seconds }: BanOrder, value: string, nowMs: number): Ban {
  const common = { id: randomUUID(), kind, value, reason, createdAtMs: nowMs, by };
  return seconds === undefined ? common : { ...common, expiresAtMs: nowMs + seconds * 1000 };
}
