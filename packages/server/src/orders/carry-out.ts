// Carries out an order at a desk, and says in lines what came of it.

import { isIP } from 'node:net';
import { assertNever, failure, type Result, success } from '@starfray/shared/core';
import type { KnownBan, OrderDesk, Overview } from './desk.ts';
import { ORDER_HELP, type Order, type OrderBanKind } from './order.ts';

type Lines = Result<readonly string[], string>;
type Player = Overview['rooms'][number]['players'][number] & { readonly room: string };

/** A failure says why nothing was done. Rejects when the desk does not answer. */
export async function carryOut(order: Order, desk: OrderDesk): Promise<Lines> {
  switch (order.kind) {
    case 'help':
      return success(ORDER_HELP.map(([usage, does]) => `${usage}\n    ${does}`));
    case 'players':
      return success(listPlayers(playersIn(await desk.overview())));
    case 'bans':
      return success(listBans(await desk.bans()));
    case 'kick':
      return kick(order, desk);
    case 'ban':
      return ban(order, desk);
    case 'unban':
      return unban(order.ban, desk);
    case 'announce':
      await desk.announce(order.text);
      return success(['Announced.']);
    case 'drain':
      await desk.drain();
      return success(['The server takes nobody new, and stops.']);
    default:
      return assertNever(order, 'order');
  }
}

async function kick({ who, reason }: Extract<Order, { kind: 'kick' }>, desk: OrderDesk): Promise<Lines> {
  const found = findPlayer(who, playersIn(await desk.overview()));
  if (!found.ok) return found;
  if (found.value.isFill) return failure(`${found.value.name} is one of the server's own bots: change --bots instead`);
  const count = await desk.kick({ room: found.value.room, playerId: found.value.playerId }, reason);
  return count > 0 ? success([`${found.value.name} was shown out.`]) : failure(`${found.value.name} has gone already`);
}

async function ban(order: Extract<Order, { kind: 'ban' }>, desk: OrderDesk): Promise<Lines> {
  const { who, reason, seconds } = order;
  const found = findPlayer(who, playersIn(await desk.overview()));
  const common = { reason, seconds };
  const until = seconds === undefined ? '' : ' for the time given';
  if (found.ok) {
    const { room, playerId, name, isFill } = found.value;
    if (isFill) return failure(`${name} is one of the server's own bots: change --bots instead`);
    const kind = order.as ?? surestMark(found.value);
    const banned = await desk.ban({ ...common, kind, player: { room, playerId } });
    if (banned.ok) return success([`${name} is banned by ${kind}${until}.`]);
    const instead = kind === 'address' && order.as === undefined ? ` As an order: ban ${quoted(who)} --as session` : '';
    return failure(`${banned.fault}${instead}`);
  }
  // Somebody who is not here can be banned by what is known of them.
  const kind = order.as ?? (isIP(who.split('/')[0] ?? '') === 0 ? undefined : 'address');
  if (kind === undefined)
    return failure(`${found.fault}; for somebody who is not here say --as account or --as address`);
  const banned = await desk.ban({ ...common, kind, value: who });
  return banned.ok ? success([`${kind} ${who} is banned${until}.`]) : failure(banned.fault);
}

async function unban(asked: string, desk: OrderDesk): Promise<Lines> {
  const bans = await desk.bans();
  const meant = bans.filter(({ id, value, kind }) => id === asked || (kind !== 'session' && value === asked));
  if (meant.length === 0) return failure(`${asked} is not banned; "bans" lists who is`);
  for (const { id } of meant) await desk.unban(id);
  return success(meant.map(({ kind, value, id }) => `${kind} ${kind === 'session' ? id : value} is no longer banned.`));
}

function quoted(who: string): string {
  return /\s/.test(who) ? JSON.stringify(who) : who;
}

function surestMark({ account }: Player): OrderBanKind {
  return account === undefined ? 'address' : 'account';
}

function playersIn({ rooms }: Overview): Player[] {
  return rooms.flatMap(({ id, players }) => players.map((player) => ({ ...player, room: id })));
}

function findPlayer(who: string, players: readonly Player[]): Result<Player, string> {
  const exact = players.find((player) => placeOf(player) === who);
  if (exact !== undefined) return success(exact);
  const named = players.filter(({ name }) => name.toLowerCase() === who.toLowerCase());
  const [first] = named;
  if (first === undefined) return failure(`nobody here is named ${who}; "players" lists who is here`);
  if (named.length === 1) return success(first);
  return failure(`${named.length} players are named ${who}: say which, as ${named.map(placeOf).join(' or ')}`);
}

function placeOf({ room, playerId }: Player): string {
  return `${room}/${playerId}`;
}

function listPlayers(players: readonly Player[]): string[] {
  if (players.length === 0) return ['Nobody is here.'];
  return table([
    ['PLAYER', 'NAME', 'KIND', 'STATE', 'PING', 'POINTS', 'ACCOUNT', 'ADDRESS'],
    ...players.map((player) => [
      placeOf(player),
      player.name,
      player.isFill ? 'own bot' : player.kind,
      player.state,
      player.isFill ? '-' : `${player.pingMs} ms`,
      String(player.score),
      player.account ?? '-',
      player.address ?? '-',
    ]),
  ]);
}

function listBans(bans: readonly KnownBan[]): string[] {
  if (bans.length === 0) return ['Nobody is banned.'];
  return table([
    ['BAN', 'KIND', 'WHOM', 'UNTIL', 'REASON'],
    ...bans.map(({ id, kind, value, expiresAtMs, reason }) => [
      id,
      kind,
      // The key of a seat is a credential.
      kind === 'session' ? '-' : value,
      expiresAtMs === undefined ? 'for good' : new Date(expiresAtMs).toISOString(),
      reason,
    ]),
  ]);
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_cell, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
