// Tokens of a provider that publishes its keys over real HTTP: keys that change, endpoints that fail, tokens that lie.

import { generateKeyPairSync } from 'node:crypto';
import {
  createOwnTokens,
  createProviderTokens,
  createVerifier,
  parseProvider,
  type Verifier,
} from '@starfray/server/identity';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type Conduct,
  IdentityProvider,
  makeKey,
  signByKey,
  signBySecret,
  unsigned,
} from '../support/identity-provider.ts';

const START_MS = Date.UTC(2030, 0, 1);
const ISSUER = 'https://id.example.org';
const own = createOwnTokens(Buffer.alloc(32, 1), { audience: 'starfray' });
const [first, second] = [makeKey('first'), makeKey('second')];

let provider: IdentityProvider;
let verifier: Verifier;

/** The wall clock, and the one that nobody sets. */
let wallMs: number;
let nowMs: number;

beforeEach(async () => {
  [wallMs, nowMs] = [START_MS, 5000];
  // A library that looked at the wall clock by itself would find the one that the test sets; timers run as ever.
  vi.useFakeTimers({ toFake: ['Date'], now: START_MS });
  provider = new IdentityProvider([first]);
  await provider.listen();
  verifier = verifierFor(provider.url);
});

afterEach(async () => {
  vi.useRealTimers();
  await provider.close();
});

function verifierFor(url: URL): Verifier {
  const settings = parseProvider({ jwksUrl: url.href, issuer: ISSUER, audience: 'starfray' });
  if (!settings.ok) throw new Error(settings.fault.join());
  const now = () => nowMs;
  return createVerifier({ own, provider: createProviderTokens(settings.value, { now, fetch }), now });
}

const claimsOf = (claims = {}) => ({
  iss: ISSUER,
  aud: 'starfray',
  sub: 'ann',
  exp: START_MS / 1000 + 3600,
  ...claims,
});

/** The account, or the code of the fault. */
async function ask(token: string, by = verifier): Promise<string> {
  const result = await by.verify(token, wallMs);
  return result.ok ? result.value.account : result.fault.code;
}

function setWallClock(ms: number): void {
  wallMs = ms;
  vi.setSystemTime(ms);
}

function pass(ms: number): void {
  nowMs += ms;
  setWallClock(wallMs + ms);
}

describe("a provider's published keys", () => {
  it.each(['RS256', 'ES256', 'EdDSA'] as const)('[A9] verify %s', async (alg) => {
    const key = makeKey('only', alg);
    provider.keys = [key, second];
    expect(await ask(signByKey(key, claimsOf({ name: 'Ann', jti: 'token-1' })))).toBe('ann');
    expect(provider.fetches).toBe(1);
  });

  it('[A9] are fetched once for many tokens, at the first', async () => {
    expect(provider.fetches).toBe(0);
    const tokens = Array.from({ length: 50 }, (_, i) => signByKey(first, claimsOf({ jti: `${i}` })));
    expect(new Set(await Promise.all(tokens.map((token) => ask(token))))).toEqual(new Set(['ann']));
    expect(provider.fetches).toBe(1);
  });

  it('[A9] may change without a restart', async () => {
    expect(await ask(signByKey(first, claimsOf()))).toBe('ann');
    provider.keys = [first, second];
    pass(10_000);
    expect(await ask(signByKey(second, claimsOf({ sub: 'ben' })))).toBe('ben');
    expect(provider.fetches).toBe(2);
  });

  it('[A9] count for nothing twenty minutes after they were withdrawn, in tokens remembered or not', async () => {
    const tokens = [1, 2, 3].map((jti) => signByKey(first, claimsOf({ jti: `${jti}` })));
    const [early = '', late = '', unseen = ''] = tokens;
    expect(await ask(early)).toBe('ann');
    provider.keys = [second];
    pass(599_999);
    expect(await ask(late)).toBe('ann');
    pass(1);
    expect(await ask(unseen)).toBe('bad-signature');
    expect(await ask(late)).toBe('ann');
    pass(600_000);
    expect(await ask(late)).toBe('bad-signature');
  });

  it('[A10] are not asked for at the pace of bad tokens', async () => {
    expect(await ask(signByKey(first, claimsOf()))).toBe('ann');
    for (let i = 0; i < 100; i += 1) {
      expect(await ask(signByKey(makeKey(`guess ${i}`), claimsOf()))).toBe('bad-signature');
      pass(200);
    }
    expect(provider.fetches).toBe(2);
  });

  it('[A10] are not asked for at the pace of bad tokens while they cannot be had either', async () => {
    provider.conduct = 'fail';
    for (let i = 0; i < 100; i += 1) {
      expect(await ask(signByKey(second, claimsOf({ jti: `${i}` })))).toBe('unavailable');
      pass(200);
    }
    expect(provider.fetches).toBe(2);
  });

  describe.each([
    ['back by an hour', -3_600_000],
    ['forth by five minutes', 300_000],
  ])('while the wall clock is set %s', (_what, shiftMs) => {
    const shift = () => setWallClock(wallMs + shiftMs);
    const token = (key: typeof first, jti: string) => signByKey(key, claimsOf({ jti, exp: START_MS / 1000 + 86_400 }));

    it('[A22] withdrawn keys count no longer than they would, in tokens remembered or not', async () => {
      expect(await ask(token(first, 'early'))).toBe('ann');
      provider.keys = [second];
      shift();
      pass(599_999);
      expect(await ask(token(first, 'early'))).toBe('ann');
      pass(1);
      expect(await ask(token(first, 'early'))).toBe('bad-signature');
      expect(await ask(token(first, 'unseen'))).toBe('bad-signature');
    });

    it('[A22] a new key is known as soon as it would be', async () => {
      expect(await ask(token(first, 'early'))).toBe('ann');
      provider.keys = [first, second];
      shift();
      pass(9_999);
      expect(await ask(token(second, 'new'))).toBe('bad-signature');
      pass(1);
      expect(await ask(token(second, 'new'))).toBe('ann');
    });

    it('[A22] a provider that is back is asked as soon as it would be', async () => {
      provider.conduct = 'fail';
      expect(await ask(token(first, 'early'))).toBe('unavailable');
      provider.conduct = 'publish';
      shift();
      expect(await ask(token(first, 'early'))).toBe('unavailable');
      pass(10_000);
      expect(await ask(token(first, 'early'))).toBe('ann');
    });
  });

  it('[A11] are had again when the provider is back', async () => {
    provider.conduct = 'fail';
    expect(await ask(signByKey(first, claimsOf()))).toBe('unavailable');
    provider.conduct = 'publish';
    pass(10_000);
    expect(await ask(signByKey(first, claimsOf()))).toBe('ann');
  });

  it.each<Conduct>(['fail', 'talk nonsense', 'talk without end', 'redirect'])(
    '[A11] let nobody in when the provider does this: %s',
    async (conduct) => {
      provider.conduct = conduct;
      expect(await ask(signByKey(first, claimsOf()))).toBe('unavailable');
      expect(provider.fetches).toBe(1);
    },
  );

  it('[A11] let nobody in while nothing listens there', async () => {
    const { url } = provider;
    await provider.close();
    expect(await ask(signByKey(first, claimsOf()), verifierFor(url))).toBe('unavailable');
  });

  it.each<Conduct>(['fall silent', 'stop midway'])(
    '[A11] keep nobody waiting when the provider does this: %s',
    async (conduct) => {
      provider.conduct = conduct;
      const tokens = Array.from({ length: 20 }, (_, i) => signByKey(first, claimsOf({ jti: `${i}` })));
      expect(new Set(await Promise.all(tokens.map((token) => ask(token))))).toEqual(new Set(['unavailable']));
      expect(provider.fetches).toBe(1);
    },
  );

  it('[A11] are nothing that own tokens wait for', async () => {
    provider.conduct = 'fall silent';
    const token = await own.issue({ account: 'host', role: 'admin', lifetimeSeconds: 60 }, START_MS);
    expect(await ask(token)).toBe('host');
    expect(provider.fetches).toBe(0);
  });

  it('[A11] that are away do not matter to who was verified a moment ago', async () => {
    const token = signByKey(first, claimsOf());
    expect(await ask(token)).toBe('ann');
    provider.conduct = 'fail';
    pass(599_999);
    expect(await ask(token)).toBe('ann');
    pass(1);
    expect(await ask(token)).toBe('unavailable');
  });
});

describe('a token of a provider', () => {
  it('[A1] lets nobody in under the algorithm none', async () => {
    for (const alg of ['none', 'None', 'NONE', '']) {
      expect(await ask(`${unsigned({ alg }, claimsOf())}.`)).toBe('bad-signature');
      expect(await ask(`${unsigned({ alg, kid: 'first' }, claimsOf())}.AAAA`)).toBe('bad-signature');
    }
    expect(provider.fetches).toBe(0);
  });

  it('[A1] lets nobody in when the public key was taken for a secret', async () => {
    const rsa = makeKey('rsa', 'RS256');
    provider.keys = [rsa];
    expect(await ask(signByKey(rsa, claimsOf()))).toBe('ann');
    const shapes = [
      rsa.publicKey.export({ format: 'pem', type: 'spki' }),
      rsa.publicKey.export({ format: 'der', type: 'spki' }),
      rsa.publicKey.export({ format: 'pem', type: 'pkcs1' }),
      JSON.stringify(rsa.publicKey.export({ format: 'jwk' })),
    ];
    for (const secret of shapes) {
      expect(await ask(signBySecret(secret, claimsOf(), { kid: 'rsa' }))).toBe('bad-signature');
    }
  });

  it('[A1] lets nobody in under a key of somebody else, whatever it calls itself', async () => {
    expect(await ask(signByKey({ ...second, kid: 'first' }, claimsOf()))).toBe('bad-signature');
    expect(await ask(signByKey(makeKey('first', 'RS256'), claimsOf()))).toBe('bad-signature');
  });

  it('[A1] lets nobody in under a key that it brings along', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = publicKey.export({ format: 'jwk' });
    for (const header of [{ jwk }, { jku: provider.url.href }, { crit: ['exp'], exp: 1 }]) {
      expect(await ask(signByKey(second, claimsOf(), { kid: 'first', ...header }))).toMatch(/bad-signature|malformed/);
    }
  });

  it('[A1] must name its key when there are several', async () => {
    provider.keys = [first, second];
    expect(await ask(signByKey(first, claimsOf(), { kid: undefined }))).toBe('bad-signature');
  });

  it('[A1] needs no key id when there is but one key', async () => {
    expect(await ask(signByKey(first, claimsOf(), { kid: undefined }))).toBe('ann');
  });

  it.each([
    ['[A3]', 'expired', { exp: START_MS / 1000 }],
    ['[A3]', 'not-yet', { nbf: START_MS / 1000 + 11 }],
    ['[A3]', 'malformed', { exp: undefined }],
    ['[A4]', 'wrong-audience', { aud: 'another game' }],
    ['[A4]', 'wrong-audience', { aud: undefined }],
    ['[A4]', 'wrong-issuer', { iss: 'https://elsewhere.example' }],
    ['[A4]', 'wrong-issuer', { iss: undefined }],
    ['[A4]', 'bad-signature', { iss: 'starfray' }],
    ['[A7]', 'bad-role', { starfray_role: 'admin' }],
    ['[A5]', 'malformed', { sub: undefined }],
    ['[A5]', 'malformed', { padding: 'x'.repeat(2048) }],
  ])('%s is refused as %s for %o', async (_rule, code, claims) => {
    expect(await ask(signByKey(first, claimsOf(claims)))).toBe(code);
  });

  it('[A5] may say anything: it is answered with a fault, without a word of the token', async () => {
    const json = fc.dictionary(
      fc.constantFrom('alg', 'kid', 'iss', 'aud', 'sub', 'exp', 'nbf', 'crit', 'b64'),
      fc.jsonValue(),
    );
    const likely = fc.record({ alg: fc.constantFrom('ES256', 'RS256', 'HS256', 'none') }, { requiredKeys: [] });
    const parts = fc.tuple(json, likely, json, fc.constantFrom(ISSUER, 'starfray'), fc.base64String());
    const token = fc.oneof(
      fc.string({ maxLength: 3000 }),
      parts.map(([header, alg, claims, iss, end]) => `${unsigned({ ...header, ...alg }, { ...claims, iss })}.${end}`),
    );
    const usual = new Set<string>();
    await fc.assert(
      fc.asyncProperty(token, async (text) => {
        const result = await verifier.verify(text, START_MS);
        expect(result.ok).toBe(false);
        if (!result.ok) usual.add(result.fault.message);
      }),
      { numRuns: 500 },
    );
    expect(usual.size).toBeGreaterThan(2);
    expect(usual.size).toBeLessThan(12);
  });
});
