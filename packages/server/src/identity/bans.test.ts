import type { BanTerms } from '@starfray/shared/admin';
import { MAX_BANS } from '@starfray/shared/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BanList, createBanList, parseBanValue } from './bans.ts';

const NOW_MS = Date.UTC(2030, 0, 1);

function ban(id: string, kind: BanTerms['kind'], value: string, expiresAtMs?: number): BanTerms {
  return { id, kind, value, reason: 'rude', expiresAtMs };
}

function listOf(...bans: readonly BanTerms[]): BanList {
  const list = createBanList(bans);
  if (!list.ok) throw new Error(list.fault.join());
  return list.value;
}

/** The id of the ban that keeps an address out. */
function by(list: BanList, address: string, nowMs = NOW_MS): string | undefined {
  return list.match({ address }, nowMs)?.id;
}

describe('a ban', () => {
  it('keeps out an account, a session, an address, and nobody else', () => {
    const list = listOf(ban('a', 'account', 'ann'), ban('s', 'session', 'key-1'), ban('n', 'address', '192.0.2.7'));
    const idOf = (suspect: Parameters<BanList['match']>[0]) => list.match(suspect, NOW_MS)?.id;
    expect([idOf({ account: 'ann' }), idOf({ session: 'key-1' }), idOf({ address: '192.0.2.7' })]).toEqual([
      'a',
      's',
      'n',
    ]);
    expect([idOf({}), idOf({ account: 'Ann', session: 'ann', address: '192.0.2.8' })]).toEqual([undefined, undefined]);
    expect([idOf({ address: 'unknown' }), idOf({ account: '192.0.2.7' })]).toEqual([undefined, undefined]);
  });

  it('that is shown is the most exact', () => {
    const list = listOf(
      ban('wide', 'address', '192.0.0.0/16'),
      ban('narrow', 'address', '192.0.2.0/24'),
      ban('s', 'session', 'key-1'),
      ban('a', 'account', 'ann'),
    );
    const suspect = { account: 'ann', session: 'key-1', address: '192.0.2.7' };
    expect(list.match(suspect, NOW_MS)?.id).toBe('a');
    expect(list.match({ ...suspect, account: 'ben' }, NOW_MS)?.id).toBe('s');
    expect([by(list, '192.0.2.7'), by(list, '192.0.3.7')]).toEqual(['narrow', 'wide']);
  });

  it('[A12] of a network holds to its edges', () => {
    const list = listOf(ban('4', 'address', '192.0.2.64/26'), ban('6', 'address', '2001:db8:1:100::/56'));
    expect(['192.0.2.63', '192.0.2.64', '192.0.2.127', '192.0.2.128'].map((text) => by(list, text))).toEqual([
      undefined,
      '4',
      '4',
      undefined,
    ]);
    expect(
      ['2001:db8:1:ff::1', '2001:db8:1:100::1', '2001:db8:1:1ff::1', '2001:db8:1:200::1'].map((text) => by(list, text)),
    ).toEqual([undefined, '6', '6', undefined]);
  });

  it('[A12] of IPv4 holds over IPv6, and the other way round', () => {
    expect(by(listOf(ban('4', 'address', '192.0.2.7')), '::ffff:192.0.2.7')).toBe('4');
    expect(by(listOf(ban('4', 'address', '::ffff:192.0.2.0/120')), '192.0.2.7')).toBe('4');
  });

  it('[A12] of an IPv6 address takes its household, and with /128 that address alone', () => {
    const household = listOf(ban('h', 'address', '2001:db8:1:2::7'));
    expect([by(household, '2001:db8:1:2:ffff::1'), by(household, '2001:db8:1:3::7')]).toEqual(['h', undefined]);
    const single = listOf(ban('1', 'address', '2001:db8:1:2::7/128'));
    expect([by(single, '2001:db8:1:2::7'), by(single, '2001:db8:1:2::8')]).toEqual(['1', undefined]);
  });

  it('[A12] of one family does not touch the other', () => {
    expect(by(listOf(ban('6', 'address', '::/16')), '0.0.0.1')).toBeUndefined();
  });

  it('[A13] ends at its time', () => {
    const list = listOf(ban('a', 'address', '192.0.2.7', NOW_MS + 1000));
    expect([by(list, '192.0.2.7', NOW_MS + 999), by(list, '192.0.2.7', NOW_MS + 1000)]).toEqual(['a', undefined]);
  });

  it('[A13] gives way to a longer one of the same, and a narrow one that is over to a wide one that is not', () => {
    const [short, long] = [ban('short', 'account', 'ann', NOW_MS + 1), ban('long', 'account', 'ann', NOW_MS + 9)];
    const forGood = ban('for good', 'account', 'ann');
    for (const order of [
      [short, long, forGood],
      [forGood, long, short],
    ]) {
      expect(listOf(...order).match({ account: 'ann' }, NOW_MS)?.id).toBe('for good');
    }
    const list = listOf(ban('narrow', 'address', '192.0.2.7', NOW_MS), ban('wide', 'address', '192.0.2.0/24'));
    expect(by(list, '192.0.2.7')).toBe('wide');
  });
});

describe('many bans', () => {
  it('[A14] are found one by one, and are bounded', () => {
    const bans = Array.from({ length: MAX_BANS }, (_, i) => ban(`${i}`, 'address', `10.${i >> 8}.${i & 255}.0/24`));
    const list = listOf(...bans);
    expect([by(list, '10.0.0.9'), by(list, '10.39.15.9'), by(list, '10.39.16.9')]).toEqual(['0', '9999', undefined]);
    expect(createBanList([...bans, ban('x', 'account', 'ann')])).toEqual({
      ok: false,
      fault: ['10001 bans: at most 10000, lift some or ban networks'],
    });
  });

  it('[A14] that are wrong are all listed', () => {
    const list = createBanList([ban('a', 'account', ''), ban('b', 'account', 'ben'), ban('c', 'address', 'ann')]);
    expect(list).toEqual({ ok: false, fault: [expect.stringMatching(/^ban a: /), expect.stringMatching(/^ban c: /)] });
  });
});

describe('the value of a ban', () => {
  it('[A12] is answered in its one way of writing', () => {
    const written = ['192.0.2.7', '192.0.2.7/24', '2001:DB8::7', '2001:db8::7/128', '::ffff:192.0.2.7'];
    expect(written.map((text) => parseBanValue('address', text))).toEqual(
      ['192.0.2.7', '192.0.2.0/24', '2001:db8::/64', '2001:db8::7/128', '192.0.2.7'].map((value) => ({
        ok: true,
        value,
      })),
    );
    expect(parseBanValue('account', 'ann')).toEqual({ ok: true, value: 'ann' });
  });

  it('[A12] means the same when it is read again', () => {
    const length = fc.option(fc.oneof(fc.constantFrom(32, 64, 128), fc.integer({ min: 0, max: 128 })));
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), length, (address, bits) => {
        const value = parseBanValue('address', bits === null ? address : `${address}/${bits}`);
        if (value.ok) expect(parseBanValue('address', value.value)).toEqual(value);
      }),
    );
  });

  it.each([
    ['account', 'a b', 'account "a b": give 1 to 64 visible ASCII characters without a space'],
    ['session', '', 'session "": give 1 to 64 visible ASCII characters without a space'],
    ['address', 'ann', 'address "ann": give an address or a network, such as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/64'],
    ['address', '0.0.0.0/0', 'address "0.0.0.0/0": would ban too many, give a network of /8 or longer'],
    ['address', '2000::/15', 'address "2000::/15": would ban too many, give a network of /16 or longer'],
  ] as const)('[A14] is refused with the remedy: %s "%s"', (kind, text, fault) => {
    expect(parseBanValue(kind, text)).toEqual({ ok: false, fault });
  });

  it('[A14] is not repeated at length when it is refused', () => {
    const result = parseBanValue('account', 'x'.repeat(5000));
    expect(!result.ok && result.fault.length).toBeLessThan(150);
  });
});
