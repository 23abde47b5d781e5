// What an operator orders a running server to do, in words: `kick Marvin spamming`. The same on the command line and on a console.

import { type BanKind, MAX_ADMIN_REASON, MAX_ANNOUNCEMENT } from '@starfray/shared/admin';
import { failure, type Result, success } from '@starfray/shared/core';
import { parseDuration } from '../identity/index.ts';

/** What an order can ban by: the id of a token is on no list that an operator sees. */
export type OrderBanKind = Exclude<BanKind, 'token'>;

export type Order =
  | { readonly kind: 'players' | 'bans' | 'drain' | 'help' }
  | { readonly kind: 'kick'; readonly who: string; readonly reason: string }
  | {
      readonly kind: 'ban';
      readonly who: string;
      readonly reason: string;
      /** Undefined for the surest mark of a player: its account, else its address. */
      readonly as: OrderBanKind | undefined;
      /** Undefined lasts until it is lifted. */
      readonly seconds: number | undefined;
    }
  | { readonly kind: 'unban'; readonly ban: string }
  | { readonly kind: 'announce'; readonly text: string };

/** Every order, as it is written and what it does. */
export const ORDER_HELP = [
  ['players', 'who is here: room/number, name, what they are, ping, points'],
  ['kick <player> [reason]', 'shows a player out, by name or by room/number'],
  [
    'ban <player|address> [--for 7d] [--as account|session|address] [reason]',
    'bans, for good unless --for says how long',
  ],
  ['bans', 'the bans of now'],
  ['unban <ban>', 'lifts a ban, by its id or by whom it bans'],
  ['announce <text>', "a line on every player's screen"],
  ['drain', 'stops the server as SIGTERM does'],
] as const;

const KINDS: readonly OrderBanKind[] = ['account', 'session', 'address'];
const REASONS = { kick: 'You were shown out by an admin.', ban: 'Banned by an admin.' } as const;

/** The words of a line, parted by blanks; what stands in quotes is one. */
export function wordsOf(line: string): string[] {
  return Array.from(line.matchAll(/"([^"]*)"?|(\S+)/g), ([, quoted, bare]) => quoted ?? bare ?? '');
}

/** A failure says what is wrong with the words, and what to write instead. */
export function parseOrder(words: readonly string[]): Result<Order, string> {
  const [kind = '', ...rest] = words;
  switch (kind) {
    case 'players':
    case 'bans':
    case 'drain':
    case 'help':
      return rest.length === 0 ? success({ kind }) : failure(`${kind} takes no further words`);
    case 'kick':
      return parseKick(rest);
    case 'ban':
      return parseBan(rest);
    case 'unban':
      return rest.length === 1 && rest[0] !== '' ? success({ kind, ban: rest[0] ?? '' }) : failure(usageOf(kind));
    case 'announce':
      return parseAnnounce(rest.join(' ').trim());
    default:
      return failure(`${JSON.stringify(kind.slice(0, 40))} is no order; "help" lists them`);
  }
}

function parseKick([who = '', ...rest]: readonly string[]): Result<Order, string> {
  const reason = rest.join(' ').trim() || REASONS.kick;
  if (who === '') return failure(usageOf('kick'));
  return reasonFault(reason) ?? success({ kind: 'kick', who, reason });
}

function parseBan(words: readonly string[]): Result<Order, string> {
  const options = new Map<string, string>();
  const plain: string[] = [];
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] ?? '';
    if (word === '--for' || word === '--as') {
      i += 1;
      options.set(word, words[i] ?? '');
    } else plain.push(word);
  }
  const [who = '', ...rest] = plain;
  if (who === '') return failure(usageOf('ban'));
  const reason = rest.join(' ').trim() || REASONS.ban;
  const lifetime = options.has('--for') ? parseDuration(options.get('--for') ?? '') : success(undefined);
  if (!lifetime.ok) return failure(`--for ${options.get('--for')}: ${lifetime.fault}`);
  const as = KINDS.find((known) => known === options.get('--as'));
  if (options.has('--as') && as === undefined)
    return failure(`--as ${options.get('--as')}: give one of ${KINDS.join(', ')}`);
  return reasonFault(reason) ?? success({ kind: 'ban', who, reason, as, seconds: lifetime.value });
}

function parseAnnounce(text: string): Result<Order, string> {
  if (text === '') return failure(usageOf('announce'));
  if (text.length > MAX_ANNOUNCEMENT)
    return failure(`a text has at most ${MAX_ANNOUNCEMENT} characters, and this has ${text.length}`);
  return success({ kind: 'announce', text });
}

function reasonFault(reason: string): Result<never, string> | undefined {
  if (reason.length <= MAX_ADMIN_REASON) return undefined;
  return failure(`a reason has at most ${MAX_ADMIN_REASON} characters, and this has ${reason.length}`);
}

function usageOf(kind: string): string {
  return `write it as: ${ORDER_HELP.find(([usage]) => usage.startsWith(`${kind} `))?.[0]}`;
}
