import { createHmac } from 'node:crypto';
import { MAX_IDENTITY_TOKEN, MAX_VERIFIED_TOKENS } from '@starfray/shared/protocol';
import { describe, expect, it } from 'vitest';
import { createOwnTokens } from './own-tokens.ts';
import { parseProvider, type RawProvider } from './provider-settings.ts';
import { createProviderTokens, type ProviderTokens } from './provider-tokens.ts';
import type { TokenSource } from './token.ts';
import { createVerifier, REMEMBERED_MS } from './verifier.ts';

const NOW_MS = Date.UTC(2030, 0, 1);
const NOW = NOW_MS / 1000;
const SECRET = 'a secret that the provider knows, too';
const ISSUER = 'https://id.example.org';
const now = () => 0;
const own = createOwnTokens(Buffer.alloc(32, 1), { audience: 'starfray' });

function providerOf(raw: RawProvider = {}): ProviderTokens {
  const settings = parseProvider({ secret: SECRET, ...raw });
  if (!settings.ok) throw new Error(settings.fault.join());
  const fetch = () => Promise.reject(new Error('a secret needs no fetch'));
  return createProviderTokens(settings.value, { now: () => NOW_MS, fetch });
}

function signed(claims: object, secret = SECRET, header: object = { alg: 'HS256' }): string {
  const all = { iss: ISSUER, sub: 'ann', exp: NOW + 60, ...claims };
  const text = [header, all].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

// Counts what is asked of a source.
function counted<S extends TokenSource>(source: S) {
  const asked = { times: 0 };
  const verify: TokenSource['verify'] = (token, nowMs) => {
    asked.times += 1;
    return source.verify(token, nowMs);
  };
  return { asked, source: { ...source, verify } };
}

/** Account and role, or the code of the fault. */
async function ask(token: string, source: TokenSource, nowMs = NOW_MS): Promise<string> {
  const result = await source.verify(token, nowMs);
  return result.ok ? `${result.value.account}: ${result.value.role}` : result.fault.code;
}

describe('a verifier', () => {
  it('[A4] knows its own tokens from those of the provider', async () => {
    const [mine, theirs] = [counted(own), counted(providerOf({ issuer: ISSUER }))];
    const verifier = createVerifier({ own: mine.source, provider: theirs.source, now });
    const token = await own.issue({ account: 'host', role: 'admin', lifetimeSeconds: 60 }, NOW_MS);
    expect([await ask(token, verifier), await ask(signed({}), verifier)]).toEqual(['host: admin', 'ann: player']);
    expect([mine.asked.times, theirs.asked.times]).toEqual([1, 1]);
  });

  it('[A4] has nobody check what comes from a stranger', async () => {
    const [mine, theirs] = [counted(own), counted(providerOf({ issuer: ISSUER }))];
    const verifier = createVerifier({ own: mine.source, provider: theirs.source, now });
    expect(await ask(signed({ iss: 'https://elsewhere.example' }), verifier)).toBe('wrong-issuer');
    expect([mine.asked.times, theirs.asked.times]).toEqual([0, 0]);
  });

  it('[A4] takes only its own tokens when there is no provider', async () => {
    expect(await ask(signed({}), createVerifier({ own, now }))).toBe('wrong-issuer');
  });

  it("[A4] takes no provider's token for its own", async () => {
    const verifier = createVerifier({ own, provider: providerOf(), now });
    expect(await ask(signed({ iss: 'starfray', aud: 'starfray' }), verifier)).toBe('bad-signature');
  });

  it('[A4] takes any issuer but its own from a provider that was set up without one', async () => {
    const verifier = createVerifier({ own, provider: providerOf(), now });
    expect([await ask(signed({}), verifier), await ask(signed({ iss: undefined }), verifier)]).toEqual([
      'ann: player',
      'ann: player',
    ]);
  });

  it('[A5] refuses what is too long or no token before it looks at it', async () => {
    const mine = counted(own);
    const verifier = createVerifier({ own: mine.source, now });
    const long = signed({ iss: 'starfray', padding: 'x'.repeat(MAX_IDENTITY_TOKEN) });
    for (const token of ['', '.', '..', 'a.b', 'a.b.c', 'a.b.c.d', 'a.b.c d', ' a.b.c', 'ä.b.c', long]) {
      expect(await ask(token, verifier)).toBe('malformed');
    }
    expect(mine.asked.times).toBe(0);
  });

  it('[A5] says nothing of the token when it refuses it', async () => {
    const result = await createVerifier({ own, now }).verify(signed({ iss: 'secretive' }), NOW_MS);
    expect(result).toEqual({
      ok: false,
      fault: { code: 'wrong-issuer', message: 'this token comes from somebody whose tokens are not taken here' },
    });
  });
});

describe('a token that was verified', () => {
  function remembering() {
    const theirs = counted(providerOf());
    const clock = { ms: 0 };
    const verifier = createVerifier({ own, provider: theirs.source, now: () => clock.ms });
    return { asked: theirs.asked, clock, verifier };
  }

  it('[A6] is not verified again', async () => {
    const { asked, verifier } = remembering();
    for (let i = 0; i < 100; i += 1) expect(await ask(signed({}), verifier)).toBe('ann: player');
    expect(asked.times).toBe(1);
  });

  it('[A6] ends when it ends', async () => {
    const { verifier } = remembering();
    expect(await ask(signed({}), verifier)).toBe('ann: player');
    expect(await ask(signed({}), verifier, NOW_MS + 59_999)).toBe('ann: player');
    expect(await ask(signed({}), verifier, NOW_MS + 60_000)).toBe('expired');
  });

  it('[A6] is verified again after ten minutes', async () => {
    const { asked, clock, verifier } = remembering();
    const token = signed({ exp: NOW + 86_400 });
    await ask(token, verifier);
    clock.ms = REMEMBERED_MS - 1;
    await ask(token, verifier);
    expect(asked.times).toBe(1);
    clock.ms = REMEMBERED_MS;
    await ask(token, verifier);
    expect(asked.times).toBe(2);
  });

  it('[A6] is one of a bounded number, and the longest unused is forgotten', async () => {
    const { asked, verifier } = remembering();
    const token = (i: number) => signed({ jti: `${i}` });
    for (let i = 0; i < MAX_VERIFIED_TOKENS; i += 1) await ask(token(i), verifier);
    await ask(token(0), verifier);
    await ask(token(MAX_VERIFIED_TOKENS), verifier);
    expect([asked.times, verifier.remembered]).toEqual([MAX_VERIFIED_TOKENS + 1, MAX_VERIFIED_TOKENS]);
    await ask(token(0), verifier);
    expect(asked.times).toBe(MAX_VERIFIED_TOKENS + 1);
    await ask(token(1), verifier);
    expect(asked.times).toBe(MAX_VERIFIED_TOKENS + 2);
  });

  it('[A6] does not vouch for another with the same claims', async () => {
    const { verifier } = remembering();
    const token = signed({});
    await ask(token, verifier);
    expect(await ask(signed({}, 'another secret'), verifier)).toBe('bad-signature');
    expect(await ask(`${token.slice(0, token.lastIndexOf('.'))}.`, verifier)).toBe('bad-signature');
  });

  it('[A6] leaves nothing behind when it was refused', async () => {
    const { verifier } = remembering();
    for (const token of [signed({}, 'another secret'), signed({ exp: NOW })]) await ask(token, verifier);
    expect(verifier.remembered).toBe(0);
  });
});

describe('a token under a shared secret', () => {
  it('[A1] must be HS256, whatever it says of itself', async () => {
    for (const alg of ['none', 'HS512', 'RS256', 'hs256', undefined, 7]) {
      expect(await ask(signed({}, SECRET, { alg }), providerOf())).toBe('bad-signature');
    }
  });

  it('[A5] must have a header that can be read', async () => {
    const [, claims, proof] = signed({}).split('.');
    for (const header of ['', 'AAAA', 'e30x', 'bnVsbA']) {
      expect(await ask(`${header}.${claims}.${proof}`, createVerifier({ own, provider: providerOf(), now }))).toBe(
        'malformed',
      );
    }
  });

  it('[A1] must be under that secret', async () => {
    expect(await ask(signed({}, `${SECRET} `), providerOf())).toBe('bad-signature');
  });

  it.each([
    ['expired', { exp: NOW }],
    ['expired', { exp: NOW - 5 }],
    ['expired', { exp: NOW - 3600 }],
    ['malformed', { exp: undefined }],
    ['malformed', { exp: `${NOW + 60}` }],
    ['malformed', { exp: 1e300 }],
    ['not-yet', { nbf: NOW + 11 }],
    ['ann: player', { nbf: NOW + 10 }],
    ['malformed', { nbf: 'tomorrow' }],
  ])('[A3] is answered %s for %o', async (answer, claims) => {
    expect(await ask(signed(claims), providerOf())).toBe(answer);
  });

  it('[A4] must be from the issuer that was set up', async () => {
    const provider = providerOf({ issuer: ISSUER });
    const answers = [ISSUER, 'https://elsewhere.example', [ISSUER], undefined].map((iss) =>
      ask(signed({ iss }), provider),
    );
    expect(await Promise.all(answers)).toEqual(['ann: player', 'wrong-issuer', 'wrong-issuer', 'wrong-issuer']);
  });

  it('[A4] must be for the audience that was set up, among others or alone', async () => {
    const provider = providerOf({ audience: 'arena' });
    const answers = ['arena', ['shop', 'arena'], 'shop', ['shop'], undefined].map((aud) =>
      ask(signed({ aud }), provider),
    );
    expect(await Promise.all(answers)).toEqual([
      'ann: player',
      'ann: player',
      'wrong-audience',
      'wrong-audience',
      'wrong-audience',
    ]);
  });

  it.each(['', 'a b', 'Zoë', 'x'.repeat(65), 7, null, ['ann']])('[A5] must name an account, not %o', async (sub) => {
    expect(await ask(signed({ sub }), providerOf())).toBe('malformed');
  });

  it('[A7] gives the role that it names, and a player without one', async () => {
    const roles = ['player', 'bot', 'spectator', undefined];
    const answers = roles.map((role) => ask(signed({ starfray_role: role }), providerOf()));
    expect(await Promise.all(answers)).toEqual(['ann: player', 'ann: bot', 'ann: spectator', 'ann: player']);
  });

  it.each(['king', '', 'Player', null, 7, ['player'], {}])('[A7] gives no role such as %o', async (role) => {
    expect(await ask(signed({ starfray_role: role }), providerOf())).toBe('bad-role');
  });

  it('[A7] makes an admin only when the host allows it', async () => {
    const token = signed({ starfray_role: 'admin' });
    expect(await ask(token, providerOf())).toBe('bad-role');
    expect(await ask(token, providerOf({ admins: true }))).toBe('ann: admin');
  });

  it('[A7] has its role in the claim that was set up, and in no other', async () => {
    const provider = providerOf({ roleClaim: 'https://example.org/role', admins: true });
    const token = signed({ 'https://example.org/role': 'bot', starfray_role: 'admin' });
    expect(await ask(token, provider)).toBe('ann: bot');
    expect(await ask(signed({ starfray_role: 'admin' }), provider)).toBe('ann: player');
  });

  it('has a name that can be shown, or none', async () => {
    const names = ['  Ann  ', 'x'.repeat(20), '\u200b', 7, undefined, 'x'.repeat(1000)];
    const shown = names.map(async (name) => {
      const result = await providerOf().verify(signed({ name }), NOW_MS);
      return result.ok && result.value.name;
    });
    expect(await Promise.all(shown)).toEqual(['Ann', 'x'.repeat(16), undefined, undefined, undefined, undefined]);
  });

  it('has an id: its own, or one made from the token', async () => {
    const idOf = async (jti: unknown) => {
      const result = await providerOf().verify(signed({ jti }), NOW_MS);
      return result.ok ? result.value.tokenId : '';
    };
    expect(await idOf('id-1')).toBe('id-1');
    const [none, odd] = [await idOf(undefined), await idOf('two words')];
    expect(none).toMatch(/^[\w-]{22}$/);
    expect(odd).toMatch(/^[\w-]{22}$/);
    expect([none === odd, none === (await idOf(undefined))]).toEqual([false, true]);
  });
});
