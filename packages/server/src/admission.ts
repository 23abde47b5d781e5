// The door: who a visitor is, whether they are banned, and as what they may come in. Whether there is room is the rooms' business.

import { CLOSE } from '@starfray/shared/protocol';
import { type BanList, banWords, type Identity, type Verifier } from './identity/index.ts';
import {
  type Admit,
  type JoinKind,
  type JoinRefusal,
  type JoinRequest,
  parseJoinRequest,
  type Verdict,
  type Visitor,
} from './session/index.ts';

export interface AdmissionDeps {
  readonly verifier: Verifier;
  readonly bans: () => BanList;
  /** The key that a resume token proves; undefined for one that was not issued here. */
  readonly readResume: (token: string) => string | undefined;
  /** Wall clock, milliseconds since 1970. */
  readonly wallNow: () => number;
}

export interface AdmissionOptions {
  /** May players come in who show no token? */
  readonly guests: boolean;
  readonly botsNeedToken: boolean;
}

/** How long the keys of an identity provider may be away before it is worth another try. */
const RETRY_MS = 5000;

/** As what each role may come in; the first is what it becomes when it asks for another. */
const KINDS: Readonly<Record<Identity['role'], readonly JoinKind[]>> = {
  player: ['human', 'spectator'],
  bot: ['bot', 'spectator'],
  spectator: ['spectator'],
  admin: ['human', 'bot', 'spectator'],
};

export function createAdmission(deps: AdmissionDeps, options: AdmissionOptions): Admit {
  return async (visitor) => {
    const parsed = parseJoinRequest(visitor.query);
    if (!parsed.ok) return { kind: 'refused', refusal: parsed.fault };
    const key = visitor.resumeToken === undefined ? undefined : deps.readResume(visitor.resumeToken);
    if (visitor.resumeToken !== undefined && key === undefined) {
      return { kind: 'turned away', status: 401, reason: 'this resume token is not from here' };
    }
    const identity = await identify(deps, visitor);
    if (identity !== undefined && 'kind' in identity) return identity;
    const request = withIdentity(parsed.value, identity, visitor, key);
    return banned(deps, request) ?? unfit(request, identity, options) ?? { kind: 'admitted', request };
  };
}

async function identify(
  { verifier, wallNow }: AdmissionDeps,
  { identityToken }: Visitor,
): Promise<Identity | Verdict | undefined> {
  if (identityToken === undefined) return undefined;
  const verified = await verifier.verify(identityToken, wallNow());
  if (verified.ok) return verified.value;
  const reason = verified.fault.message;
  if (verified.fault.code === 'unavailable') return { kind: 'turned away', status: 503, reason, retryMs: RETRY_MS };
  return { kind: 'turned away', status: 401, reason };
}

// A token says what its owner is; a bot's owner need not say so again.
function withIdentity(
  request: JoinRequest,
  identity: Identity | undefined,
  { address, joinCode = request.joinCode }: Visitor,
  resume: string | undefined,
): JoinRequest {
  const common = { ...request, address, resume, joinCode };
  if (identity === undefined) return common;
  const [usual = request.kind] = KINDS[identity.role];
  const kind = KINDS[identity.role].includes(request.kind) ? request.kind : usual;
  return { ...common, kind, name: identity.name ?? request.name, account: identity.account, tokenId: identity.tokenId };
}

function banned({ bans, wallNow }: AdmissionDeps, request: JoinRequest): Verdict | undefined {
  const refusal = findBan(bans(), request, wallNow());
  return refusal === undefined ? undefined : { kind: 'refused', refusal };
}

/** Why one who is banned gets no seat; undefined for one who is not. */
export function findBan(bans: BanList, request: JoinRequest, nowMs: number): JoinRefusal | undefined {
  const { account, resume: session, address, tokenId: token } = request;
  const ban = bans.match({ account, session, address, token }, nowMs);
  return ban === undefined ? undefined : { code: CLOSE.banned, reason: banWords(ban), retryMs: undefined };
}

function unfit(
  request: JoinRequest,
  identity: Identity | undefined,
  { guests, botsNeedToken }: AdmissionOptions,
): Verdict | undefined {
  if (request.kind === 'spectator') return undefined;
  if (request.kind === 'bot' && botsNeedToken && identity?.role !== 'bot' && identity?.role !== 'admin') {
    return needsToken('Bots need a token of their own here: ask whoever runs this server for one.');
  }
  if (!guests && identity === undefined) return needsToken('This server takes players with an account only: sign in.');
  return undefined;
}

function needsToken(reason: string): Verdict {
  return { kind: 'refused', refusal: { code: CLOSE.needsToken, reason, retryMs: undefined } };
}
