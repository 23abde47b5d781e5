import type { BanTerms } from '@starfray/shared/admin';
import { success } from '@starfray/shared/core';
import { CLOSE } from '@starfray/shared/protocol';
import { describe, expect, it } from 'vitest';
import { createBanList, type Identity, type Role } from '../identity/index.ts';
import { createAdmit } from './admission.ts';
import type { Verdict } from './stages.ts';
import { createIdentify, type IdentityOptions } from './visitor-identity.ts';

const NOW_MS = Date.UTC(2026, 0, 1);
const NAMES: Partial<Record<Role, string>> = { bot: 'Marvin', admin: 'Scoundrel' };

function identity(role: Role): Identity {
  return {
    account: `${role}-1`,
    name: NAMES[role],
    role,
    expiresAtMs: NOW_MS + 1,
    tokenId: 'x',
  };
}

/** Judges a visitor; a token is the name of its role. */
function judge(
  query: string,
  shown: { token?: Role | 'bad' | 'later'; resume?: string; address?: string } = {},
  options: Partial<IdentityOptions> = {},
  bans: readonly BanTerms[] = [],
): Promise<Verdict> {
  const list = createBanList(bans);
  if (!list.ok) throw new Error(list.fault.join());
  const identify = createIdentify(
    {
      verifier: {
        remembered: 0,
        verify: async (token) => {
          if (token === 'bad') return { ok: false, fault: { code: 'bad-signature', message: 'bad' } };
          if (token === 'later') return { ok: false, fault: { code: 'unavailable', message: 'later' } };
          return success(identity(token as Role));
        },
      },
      bans: () => list.value,
      isBlockedName: (name) => name === 'Scoundrel',
      readResume: (token) => (token.startsWith('good') ? token : undefined),
      wallNow: () => NOW_MS,
    },
    { guests: true, botsNeedToken: false, ...options },
  );
  const admit = createAdmit({ identify, place: undefined, restorer: undefined });
  const { token, resume, address } = shown;
  return admit({
    query: new URLSearchParams(query),
    identityToken: token,
    resumeToken: resume,
    address,
    isPassedOn: false,
    isAsking: false,
  });
}

function codeOf(verdict: Verdict): number | string {
  return verdict.kind === 'refused' ? verdict.refusal.code : verdict.kind;
}

describe('visitors', () => {
  it('[A41] read that a name which they type is not allowed, and keep out no token that holds one', async () => {
    expect(await judge('name=Scoundrel')).toMatchObject({ kind: 'refused', refusal: { code: CLOSE.badName } });
    expect(await judge('name=Scoundrel&kind=spectator')).toMatchObject({ kind: 'admitted' });
    expect(await judge('name=Ada')).toMatchObject({ kind: 'admitted', request: { name: 'Ada' } });
    expect(await judge('', { token: 'admin' })).toMatchObject({ kind: 'admitted', request: { name: undefined } });
  });

  it('[A17] lets guests in as what they say they are', async () => {
    for (const kind of ['human', 'bot', 'spectator']) {
      expect(await judge(`kind=${kind}`)).toMatchObject({ kind: 'admitted', request: { kind } });
    }
  });

  it.each([
    ['bot', 'human', 'bot'],
    ['bot', 'spectator', 'spectator'],
    ['player', 'bot', 'human'],
    ['spectator', 'human', 'spectator'],
    ['admin', 'bot', 'bot'],
  ] as const)('[A17] lets the token of a %s that asks to be %s in as %s', async (token, kind, seen) => {
    const verdict = await judge(`kind=${kind}&name=Zoe`, { token });
    expect(verdict).toMatchObject({ kind: 'admitted', request: { kind: seen, account: `${token}-1` } });
  });

  it('[A17] takes the name in a token before the one that is asked for', async () => {
    expect(await judge('name=Zoe', { token: 'bot' })).toMatchObject({ request: { name: 'Marvin' } });
    expect(await judge('name=Zoe', { token: 'player' })).toMatchObject({ request: { name: 'Zoe' } });
  });

  it('[A18] takes no bot without a token of that role where the host says so', async () => {
    const options = { botsNeedToken: true };
    expect(codeOf(await judge('kind=bot', {}, options))).toBe(CLOSE.needsToken);
    expect(codeOf(await judge('kind=bot', { token: 'bot' }, options))).toBe('admitted');
    expect(codeOf(await judge('kind=human', {}, options))).toBe('admitted');
  });

  it('[A18] takes no guests where the host says so, but lets them watch', async () => {
    const options = { guests: false };
    expect(codeOf(await judge('kind=human', {}, options))).toBe(CLOSE.needsToken);
    expect(codeOf(await judge('kind=spectator', {}, options))).toBe('admitted');
    expect(codeOf(await judge('kind=human', { token: 'player' }, options))).toBe('admitted');
  });

  it('[A19] turns a bad token away, and one that cannot be checked, whatever else is in order', async () => {
    expect(await judge('', { token: 'bad' })).toEqual({ kind: 'turned away', status: 401, reason: 'bad' });
    const later = { kind: 'turned away', status: 503, reason: 'later', retryMs: 5000 };
    expect(await judge('', { token: 'later' })).toEqual(later);
    expect(await judge('', { resume: 'forged' })).toMatchObject({ kind: 'turned away', status: 401 });
  });

  it.each([
    ['account', 'player-1', { token: 'player' }],
    ['session', 'good-key', { resume: 'good-key' }],
    ['address', '192.0.2.0/24', { address: '192.0.2.9' }],
  ] as const)('[A20] refuses a visitor who is banned by %s, with why and until when', async (kind, value, shown) => {
    const ban = { id: 'b', kind, value, reason: 'aimbot', expiresAtMs: NOW_MS + 60_000 };
    expect(await judge('', shown, {}, [ban])).toEqual({
      kind: 'refused',
      refusal: {
        code: CLOSE.banned,
        reason: 'You are banned here until 2026-01-01 00:01 UTC: aimbot',
        retryMs: undefined,
      },
    });
    expect(codeOf(await judge('', shown, {}, [{ ...ban, expiresAtMs: NOW_MS }]))).toBe('admitted');
    expect(codeOf(await judge('', {}, {}, [ban]))).toBe('admitted');
  });
});
