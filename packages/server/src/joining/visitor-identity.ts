// Stage 2: who a visitor is, whether a ban covers it, and as what it may come in. It asks nothing about free seats.

import { failure, type Result, success } from '@starfray/shared/core';
import { CLOSE } from '@starfray/shared/protocol';
import { type BanList, banWords, type Identity, type NameCheck, type Verifier } from '../identity/index.ts';
import type { IdentifiedJoin, JoinKind, JoinQuery, JoinRefusal, Refused, TurnedAway, Visitor } from './stages.ts';

export interface IdentityDeps {
  readonly verifier: Verifier;
  readonly bans: () => BanList;
  /** Is this a name that the operator does not want to see? */
  readonly isBlockedName: NameCheck;
  /** The key that a resume token proves; undefined for one that was not issued here. */
  readonly readResume: (token: string) => string | undefined;
  /** Wall clock, milliseconds since 1970. */
  readonly wallNow: () => number;
}

export interface IdentityOptions {
  /** May players come in without a token? */
  readonly guests: boolean;
  readonly botsNeedToken: boolean;
}

/** How long the keys of an identity provider may be away before it is worth another try. */
const RETRY_MS = 5000;

/** The kinds that each role may join as; the first is the one that it gets when it asks for another. */
const KINDS: Readonly<Record<Identity['role'], readonly JoinKind[]>> = {
  player: ['human', 'spectator'],
  bot: ['bot', 'spectator'],
  spectator: ['spectator'],
  admin: ['human', 'bot', 'spectator'],
};

/** Proves who sent a query. */
export type Identify = (visitor: Visitor, query: JoinQuery) => Promise<Result<IdentifiedJoin, Refused | TurnedAway>>;

export function createIdentify(deps: IdentityDeps, options: IdentityOptions): Identify {
  return async (visitor, query) => {
    const resume = visitor.resumeToken === undefined ? undefined : deps.readResume(visitor.resumeToken);
    if (visitor.resumeToken !== undefined && resume === undefined) {
      return failure({ kind: 'turned away', status: 401, reason: 'this resume token is not from here' });
    }
    const identity = await verify(deps, visitor);
    if (!identity.ok) return identity;
    const join = named(withIdentity(query, identity.value, visitor, resume), identity.value, deps.isBlockedName);
    const refusal =
      findBan(deps.bans(), join, deps.wallNow()) ??
      findUnfit(join, identity.value, options) ??
      findBadName(join, deps.isBlockedName);
    return refusal === undefined ? success(join) : failure({ kind: 'refused', refusal });
  };
}

// Undefined for a guest.
async function verify(
  { verifier, wallNow }: IdentityDeps,
  { identityToken }: Visitor,
): Promise<Result<Identity | undefined, TurnedAway>> {
  if (identityToken === undefined) return success(undefined);
  const verified = await verifier.verify(identityToken, wallNow());
  if (verified.ok) return verified;
  const reason = verified.fault.message;
  if (verified.fault.code === 'unavailable')
    return failure({ kind: 'turned away', status: 503, reason, retryMs: RETRY_MS });
  return failure({ kind: 'turned away', status: 401, reason });
}

// A token says what its owner is; a bot's owner need not say so again.
function withIdentity(
  query: JoinQuery,
  identity: Identity | undefined,
  { address, joinCode = query.joinCode }: Visitor,
  resume: string | undefined,
): IdentifiedJoin {
  const common = { ...query, stage: 'identified', address, resume, joinCode } as const;
  if (identity === undefined) return common;
  const [usual = query.kind] = KINDS[identity.role];
  const kind = KINDS[identity.role].includes(query.kind) ? query.kind : usual;
  return { ...common, kind, name: identity.name ?? query.name, account: identity.account, tokenId: identity.tokenId };
}

// A name that stands in a token cannot be changed by its owner: the player comes in under one that the room gives.
function named(join: IdentifiedJoin, identity: Identity | undefined, isBlocked: NameCheck): IdentifiedJoin {
  return identity?.name !== undefined && isBlocked(identity.name) ? { ...join, name: undefined } : join;
}

function findBadName({ kind, name }: IdentifiedJoin, isBlocked: NameCheck): JoinRefusal | undefined {
  if (kind === 'spectator' || name === undefined || !isBlocked(name)) return undefined;
  return { code: CLOSE.badName, reason: 'This server does not allow that name: choose another.', retryMs: undefined };
}

/** Why a banned visitor gets no seat; undefined for one that no ban covers. */
export function findBan(
  bans: BanList,
  join: Pick<IdentifiedJoin, 'account' | 'resume' | 'address' | 'tokenId'>,
  nowMs: number,
): JoinRefusal | undefined {
  const { account, resume: session, address, tokenId: token } = join;
  const ban = bans.match({ account, session, address, token }, nowMs);
  return ban === undefined ? undefined : { code: CLOSE.banned, reason: banWords(ban), retryMs: undefined };
}

function findUnfit(
  join: IdentifiedJoin,
  identity: Identity | undefined,
  { guests, botsNeedToken }: IdentityOptions,
): JoinRefusal | undefined {
  if (join.kind === 'spectator') return undefined;
  if (join.kind === 'bot' && botsNeedToken && identity?.role !== 'bot' && identity?.role !== 'admin') {
    return needsToken('Bots need a token of their own here: ask the operator of this server for one.');
  }
  if (!guests && identity === undefined) return needsToken('This server takes players with an account only: sign in.');
  return undefined;
}

function needsToken(reason: string): JoinRefusal {
  return { code: CLOSE.needsToken, reason, retryMs: undefined };
}
