import { createHmac } from 'node:crypto';
import { MAX_IDENTITY_TOKEN } from '@starfray/shared/protocol';
import { describe, expect, it } from 'vitest';
import { createResumeTokens } from '../resume-tokens.ts';
import { createOwnTokens, type Grant } from './own-tokens.ts';
import { ROLES } from './token.ts';

const NOW_MS = Date.UTC(2030, 0, 1) + 250;
const SECRET = Buffer.alloc(32, 1);
const tokens = createOwnTokens(SECRET, { audience: 'starfray' });
const grant: Grant = { account: 'ann', name: 'Ann', role: 'player', lifetimeSeconds: 60 };

describe('own tokens', () => {
  it.each(ROLES)('[A2] say who a %s is, and until when', async (role) => {
    const result = await tokens.verify(await tokens.issue({ ...grant, role }, NOW_MS), NOW_MS);
    expect(result).toEqual({
      ok: true,
      value: {
        account: 'ann',
        name: 'Ann',
        role,
        expiresAtMs: NOW_MS - 250 + 60_000,
        tokenId: expect.stringMatching(/^[\w-]{36}$/),
      },
    });
  });

  it('[A2] count for servers of the same secret and audience alone', async () => {
    const token = await tokens.issue(grant, NOW_MS);
    const same = createOwnTokens(Buffer.alloc(32, 1), { audience: 'starfray' });
    const stranger = createOwnTokens(Buffer.alloc(32, 2), { audience: 'starfray' });
    const neighbour = createOwnTokens(SECRET, { audience: 'starfray-test' });
    expect(await same.verify(token, NOW_MS)).toMatchObject({ ok: true });
    expect(await stranger.verify(token, NOW_MS)).toMatchObject({ fault: { code: 'bad-signature' } });
    expect(await neighbour.verify(token, NOW_MS)).toMatchObject({ fault: { code: 'wrong-audience' } });
  });

  it('[A2] are not signed with the secret that resume tokens are signed with', async () => {
    const [header, claims] = (await tokens.issue(grant, NOW_MS)).split('.');
    const proof = createHmac('sha256', SECRET).update(`${header}.${claims}`).digest('base64url');
    expect(await tokens.verify(`${header}.${claims}.${proof}`, NOW_MS)).toMatchObject({
      fault: { code: 'bad-signature' },
    });
  });

  it('[A2] and resume tokens are never taken for each other', async () => {
    const resume = createResumeTokens(SECRET);
    expect(resume.read(await tokens.issue(grant, NOW_MS))).toBeUndefined();
    expect(await tokens.verify(resume.issue().token, NOW_MS)).toMatchObject({ fault: { code: 'malformed' } });
  });

  it('[A3] count until they end, to the second', async () => {
    const token = await tokens.issue(grant, NOW_MS);
    const endMs = NOW_MS - 250 + 60_000;
    expect(await tokens.verify(token, endMs - 1)).toMatchObject({ ok: true });
    expect(await tokens.verify(token, endMs)).toMatchObject({ fault: { code: 'expired' } });
  });

  it('have an id each', async () => {
    const issued = await Promise.all([tokens.issue(grant, NOW_MS), tokens.issue(grant, NOW_MS)]);
    expect(issued[0]).not.toBe(issued[1]);
  });

  it('carry a name as it will be shown, or none', async () => {
    const nameOf = async (name: string | undefined) => {
      const result = await tokens.verify(await tokens.issue({ ...grant, name }, NOW_MS), NOW_MS);
      return result.ok && result.value.name;
    };
    expect([await nameOf('  Zoe\u0308 \u202e '), await nameOf(''), await nameOf(undefined)]).toEqual([
      'Zoë',
      undefined,
      undefined,
    ]);
  });

  it('fit the bound, however long what they say', async () => {
    const longest = {
      ...grant,
      account: 'x'.repeat(64),
      name: '\u{1f469}\u{1f3fd}\u200d\u2764\ufe0f\u200d\u{1f48b}\u200d\u{1f468}\u{1f3fd}'.repeat(16),
      role: 'spectator',
    };
    const token = await tokens.issue({ ...longest, role: 'spectator' }, NOW_MS);
    expect(token.length).toBeLessThan(MAX_IDENTITY_TOKEN);
  });

  it.each<[string, Partial<Grant>]>([
    ['an empty account', { account: '' }],
    ['a space in the account', { account: 'a b' }],
    ['no time', { lifetimeSeconds: 0 }],
    ['part of a second', { lifetimeSeconds: 1.5 }],
    ['more than ten years', { lifetimeSeconds: 3651 * 86_400 }],
    ['a name far too long', { name: 'x'.repeat(10_000) }],
  ])('are not issued for %s', async (_what, wrong) => {
    await expect(tokens.issue({ ...grant, ...wrong }, NOW_MS)).rejects.toThrow(RangeError);
  });
});
