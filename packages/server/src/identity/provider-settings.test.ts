import { describe, expect, it } from 'vitest';
import { parseProvider, type RawProvider } from './provider-settings.ts';

const SECRET = 'thirty-two bytes of a secret, ok';

function faultsOf(raw: RawProvider): readonly string[] {
  const settings = parseProvider(raw);
  return settings.ok ? [] : settings.fault;
}

describe("a provider's settings", () => {
  it('[A8] are a secret or a JWKS URL, and players without a word on roles', () => {
    expect(parseProvider({ secret: SECRET })).toMatchObject({
      ok: true,
      value: { keys: { kind: 'secret' }, issuer: undefined, roleClaim: 'starfray_role', allowsAdmins: false },
    });
    expect(parseProvider({ jwksUrl: 'https://id.example.org/keys', issuer: 'a', audience: 'b' })).toMatchObject({
      ok: true,
      value: { keys: { kind: 'jwks' }, issuer: 'a', audience: 'b' },
    });
  });

  it.each<[string, RawProvider, RegExp]>([
    ['no keys', {}, /give its secret or its JWKS URL/],
    ['two kinds of keys', { secret: SECRET, jwksUrl: 'https://id.example.org/keys' }, /give one of them/],
    ['a short secret', { secret: 'hunter2' }, /has 7 bytes: give at least 32/],
    ['an empty secret', { secret: '' }, /has 0 bytes: give at least 32/],
    ['no URL', { jwksUrl: 'id.example.org' }, /"id.example.org" is none: give one such as/],
    ['a file', { jwksUrl: 'file:///etc/keys.json' }, /is none: give one such as/],
    ['keys that anybody on the line could change', { jwksUrl: 'http://id.example.org/keys' }, /give an https one/],
    ['a name that only looks local', { jwksUrl: 'http://localhost.example.org/keys' }, /give an https one/],
    ['a password in the URL', { jwksUrl: 'https://me:pass@id.example.org/keys' }, /give one that needs none/],
    ["the server's own issuer", { secret: SECRET, issuer: 'starfray' }, /let the provider sign under another/],
    ['an empty audience', { secret: SECRET, audience: '' }, /audience is empty/],
  ])('[A8] are refused with %s, and the remedy', (_what, raw, fault) => {
    expect(faultsOf(raw)).toEqual([expect.stringMatching(fault)]);
  });

  it('[A8] have all their mistakes told at once, and no secret in them', () => {
    const faults = faultsOf({ secret: 'hunter2', issuer: 'starfray', audience: '', roleClaim: '' });
    expect(faults.length).toBe(4);
    expect(faults.join()).not.toContain('hunter2');
    expect(faultsOf({ jwksUrl: 'https://me:hunter2@id.example.org/keys' }).join()).not.toContain('hunter2');
  });

  it.each(['http://localhost:9000/keys', 'http://127.0.0.1/keys', 'http://[::1]:9000/keys'])(
    'may have their keys on this machine: %s',
    (jwksUrl) => {
      expect(parseProvider({ jwksUrl })).toMatchObject({ ok: true });
    },
  );
});
