import { MAX_IDENTITY_TOKEN, MAX_OFFERED_PROTOCOLS } from '@starfray/shared/protocol';
import { describe, expect, it } from 'vitest';
import { resumeTokenIn } from '../session/index.ts';
import { bearerTokenIn, identityTokenIn, parseAccount } from './token.ts';

describe('identityTokenIn', () => {
  it('finds the token among the subprotocols, wherever it stands', () => {
    expect(identityTokenIn('starfray, token.a.b-c_d.e')).toBe('a.b-c_d.e');
    expect(identityTokenIn('token.a.b.c,resume.key.proof,starfray')).toBe('a.b.c');
  });

  it('finds none where there is none', () => {
    for (const protocols of [undefined, '', 'starfray', 'starfray, resume.token.a', 'Token.a.b.c']) {
      expect(identityTokenIn(protocols)).toBeUndefined();
    }
  });

  it('takes no token for another kind of token', () => {
    expect(resumeTokenIn('starfray, token.a.b.c')).toBeUndefined();
    expect(identityTokenIn('starfray, resume.a.b')).toBeUndefined();
  });

  it('[A5] passes a broken token on to be refused, and an endless one cut', () => {
    expect(identityTokenIn('token.')).toBe('');
    expect(identityTokenIn('token.no token at all')).toBe('no token at all');
    expect(identityTokenIn(`token.${'x'.repeat(9000)}`)?.length).toBe(MAX_IDENTITY_TOKEN + 1);
  });

  it('[A5] passes on none of several', () => {
    expect(identityTokenIn('starfray, token.a.b.c, token.a.b.c')).toBe('');
  });

  it('[A5] looks at so many subprotocols', () => {
    const others = (count: number) => Array.from({ length: count }, (_, i) => `p${i}`);
    expect(identityTokenIn([...others(MAX_OFFERED_PROTOCOLS - 1), 'token.a'].join(', '))).toBe('a');
    expect(identityTokenIn([...others(MAX_OFFERED_PROTOCOLS), 'token.a'].join(', '))).toBeUndefined();
  });
});

describe('bearerTokenIn', () => {
  it('reads the token of a Bearer header', () => {
    expect([bearerTokenIn('Bearer a.b.c'), bearerTokenIn('bearer a.b.c')]).toEqual(['a.b.c', 'a.b.c']);
  });

  it('reads nothing else', () => {
    for (const header of [undefined, '', 'Bearer', 'Basic YTpi', 'Bearer a b', 'a.b.c']) {
      expect(bearerTokenIn(header)).toBeUndefined();
    }
  });

  it('[A5] cuts an endless token', () => {
    expect(bearerTokenIn(`Bearer ${'x'.repeat(9000)}`)?.length).toBe(MAX_IDENTITY_TOKEN + 1);
  });
});

describe('parseAccount', () => {
  it('takes what providers call their users', () => {
    for (const account of ['a', 'auth0|5f7c8ec7c33c6c004bbafe82', 'ann@example.org', 'x'.repeat(64)]) {
      expect(parseAccount(account)).toEqual({ ok: true, value: account });
    }
  });

  it('says what to give instead of anything else', () => {
    for (const account of ['', 'x'.repeat(65), 'a b', 'Zoë', 'a\n', '\u007f']) {
      expect(parseAccount(account)).toEqual({
        ok: false,
        fault: 'give 1 to 64 visible ASCII characters without a space',
      });
    }
  });
});
