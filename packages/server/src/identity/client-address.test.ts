import type { IncomingHttpHeaders } from 'node:http';
import { MAX_FORWARDED_CHARS, MAX_FORWARDED_HOPS } from '@starfray/shared/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAddressReader, parseTrustedProxy } from './client-address.ts';

const CLIENT = '203.0.113.9';

function readerFor(...trusted: readonly string[]) {
  return createAddressReader(
    trusted.flatMap((text) => {
      const networks = parseTrustedProxy(text);
      if (!networks.ok) throw new Error(networks.fault);
      return networks.value;
    }),
  );
}

const read = readerFor('10.0.0.0/8', '2001:db8:ffff::/48');

function behind(forwardedFor: string | string[] | undefined, remote = '10.0.0.1'): string | undefined {
  return read(remote, { 'x-forwarded-for': forwardedFor }).address;
}

const anyAddress = fc.oneof(fc.ipV4(), fc.ipV6());
const trustedAddress = fc.ipV4().map((text) => text.replace(/^\d+/, '10'));
const stranger = fc.ipV4().filter((text) => !text.startsWith('10.'));
const entry = fc.oneof(anyAddress, trustedAddress, fc.string(), fc.constantFrom('', 'unknown', '_hidden', '127.0.0.1'));
const list = fc.array(entry, { maxLength: 40 }).map((entries) => entries.join(', '));

describe('the address of a client', () => {
  it('is what a trusted proxy says', () => {
    expect(behind(CLIENT)).toBe(CLIENT);
    expect(behind(CLIENT, '2001:db8:ffff::1')).toBe(CLIENT);
    expect(behind('2001:DB8::0:9')).toBe('2001:db8::9');
  });

  it('is the same over IPv6 as over IPv4', () => {
    expect([behind(CLIENT, '::ffff:10.0.0.1'), behind(`::ffff:${CLIENT}`)]).toEqual([CLIENT, CLIENT]);
  });

  it('is that of the proxy when it says nothing', () => {
    expect([behind(undefined), behind('')]).toEqual(['10.0.0.1', '10.0.0.1']);
  });

  it('is not known when the socket is gone', () => {
    const nothing = { address: undefined, isSecure: false, host: undefined };
    expect(read(undefined, { 'x-forwarded-for': CLIENT, 'x-forwarded-proto': 'https' })).toEqual(nothing);
  });

  it('is read with a port, too', () => {
    for (const text of [`${CLIENT}:4711`, `[2001:db8::9]:4711`, '[2001:db8::9]']) {
      expect(behind(text)).toBe(text.startsWith('[') ? '2001:db8::9' : CLIENT);
    }
  });

  it('[A15] is that of the socket when nobody is trusted', () => {
    expect(readerFor()('10.0.0.1', { 'x-forwarded-for': CLIENT }).address).toBe('10.0.0.1');
  });

  it('[A15] cannot be chosen on a direct connection, whatever the headers', () => {
    fc.assert(
      fc.property(stranger, list, fc.string(), fc.string(), (remote, forwardedFor, proto, host) => {
        const headers = { 'x-forwarded-for': forwardedFor, 'x-forwarded-proto': proto, 'x-forwarded-host': host };
        expect(read(remote, headers)).toEqual({ address: remote, isSecure: false, host: undefined });
      }),
    );
  });

  it('[A16] cannot be chosen through proxies, whatever was made up before', () => {
    const hops = fc.array(trustedAddress, { maxLength: 5 });
    fc.assert(
      fc.property(list, stranger, hops, (madeUp, client, proxies) => {
        expect(behind([madeUp, client, ...proxies].join(', '))).toBe(client);
        expect(behind([madeUp, [client, ...proxies].join(',')])).toBe(client);
      }),
    );
  });

  it('[A16] is the hop that passed on what is no address', () => {
    for (const text of ['unknown', '_hidden', '', 'localhost', '1.2.3', '10.0.0.3:x', '999.1.1.1', '[::1']) {
      expect(behind(`${CLIENT}, ${text}, 10.0.0.2`)).toBe('10.0.0.2');
    }
  });

  it('[A16] is the furthest when all hops are trusted', () => {
    expect(behind('10.0.0.4, 10.0.0.3, 10.0.0.2')).toBe('10.0.0.4');
  });

  it('[A16] is found in so many hops', () => {
    const proxies = (count: number) => Array.from({ length: count }, (_, i) => `10.0.1.${i}`);
    expect(behind([CLIENT, ...proxies(MAX_FORWARDED_HOPS - 1)].join())).toBe(CLIENT);
    expect(behind([CLIENT, ...proxies(MAX_FORWARDED_HOPS)].join())).toBe('10.0.1.0');
  });

  it('[A16] is not what the bound leaves of another', () => {
    // Cut at the bound, the first entry reads 3.0.113.9.
    const rest = `,${' '.repeat(MAX_FORWARDED_CHARS - '3.0.113.9,10.0.0.2'.length)}10.0.0.2`;
    expect(behind(`${CLIENT}${rest}`)).toBe('10.0.0.2');
    expect(behind(`${CLIENT}${rest.replace('  ', '')}`)).toBe(CLIENT);
  });

  it('[A16] is found behind a header of any length', () => {
    expect(behind(`${'198.51.100.1, '.repeat(100_000)}${CLIENT}`)).toBe(CLIENT);
  });
});

describe('what a trusted proxy says of the request', () => {
  const tell = (headers: IncomingHttpHeaders, remote = '10.0.0.1') => read(remote, headers);

  it.each([
    ['https', true],
    ['HTTPS', true],
    ['wss', true],
    ['http', false],
    ['ws', false],
    ['', false],
    ['http, https', true],
    ['https, http', false],
  ])('[A15] is secure by X-Forwarded-Proto "%s": %s', (proto, isSecure) => {
    expect(tell({ 'x-forwarded-proto': proto }).isSecure).toBe(isSecure);
    expect(tell({ 'x-forwarded-proto': proto }, CLIENT).isSecure).toBe(false);
  });

  it.each([
    ['play.example.org', 'play.example.org'],
    ['play.example.org:8443', 'play.example.org:8443'],
    ['[2001:db8::1]:8443', '[2001:db8::1]:8443'],
    ['made.up, play.example.org', 'play.example.org'],
    ['', undefined],
    ['a b', undefined],
    ['a/b', undefined],
    ['user@host', undefined],
    ['x'.repeat(256), undefined],
  ])('[A15] is the host by X-Forwarded-Host "%s": %s', (host, seen) => {
    expect(tell({ 'x-forwarded-host': host }).host).toBe(seen);
    expect(tell({ 'x-forwarded-host': host }, CLIENT).host).toBeUndefined();
  });
});

describe('parseTrustedProxy', () => {
  it('knows the networks of this machine and of private use by name', () => {
    const isBelieved = (name: string, remote: string) =>
      readerFor(name)(remote, { 'x-forwarded-for': CLIENT }).address === CLIENT;
    const remotes = [
      '127.0.0.1',
      '::1',
      '::ffff:127.0.0.1',
      '192.168.1.1',
      '172.31.0.1',
      'fd00::1',
      '172.15.0.1',
      '172.32.0.1',
      '8.8.8.8',
    ];
    expect(remotes.filter((remote) => isBelieved('loopback', remote))).toEqual(remotes.slice(0, 3));
    expect(remotes.filter((remote) => isBelieved('private', remote))).toEqual(remotes.slice(0, 6));
  });

  it.each(['', 'proxy', '10.0.0.0/33', 'constructor', '10.0.0.1, 10.0.0.2'])(
    'says what to give instead of "%s"',
    (text) => {
      expect(parseTrustedProxy(text)).toEqual({
        ok: false,
        fault: 'give an address, a network such as 10.0.0.0/8, loopback or private',
      });
    },
  );

  it.each(['0.0.0.0/0', '::/0', '::ffff:0.0.0.0/96'])('[A15] does not trust everybody: %s', (text) => {
    expect(parseTrustedProxy(text)).toMatchObject({ ok: false, fault: expect.stringMatching(/would trust everybody/) });
  });
});
