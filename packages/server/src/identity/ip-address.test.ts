import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contains, formatAddress, formatNetwork, parseAddress, parseNetwork } from './ip-address.ts';

const anyAddress = fc.oneof(fc.ipV4(), fc.ipV6());

function shown(text: string): string | undefined {
  const address = parseAddress(text);
  return address === undefined ? undefined : formatAddress(address);
}

function shownNetwork(text: string): string | undefined {
  const network = parseNetwork(text);
  return network === undefined ? undefined : formatNetwork(network);
}

describe('an address', () => {
  it('has one way of writing', () => {
    const written = ['192.0.2.7', '2001:0DB8:0:0::01', '::', '::1', '1::', 'fe80::1%eth0', '1:2:3:4:5:6:7:8'];
    expect(written.map(shown)).toEqual(['192.0.2.7', '2001:db8::1', '::', '::1', '1::', 'fe80::1', '1:2:3:4:5:6:7:8']);
  });

  it('[A12] of IPv4 is the same over IPv6', () => {
    for (const text of ['::ffff:192.0.2.7', '::FFFF:c000:207', '0:0:0:0:0:ffff:192.0.2.7']) {
      expect(shown(text)).toBe('192.0.2.7');
    }
    expect(shown('::192.0.2.7')).toBe('::c000:207');
  });

  it.each([
    '',
    ' ',
    'localhost',
    '1.2.3',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.4 ',
    ':::',
    '1::2::3',
    '[::1]',
    'g::',
    '1.2.3.4%a',
  ])('is not "%s"', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it('reads as it was written, for any', () => {
    fc.assert(
      fc.property(anyAddress, (text) => {
        const address = parseAddress(text);
        expect(address).toBeDefined();
        if (address === undefined) return;
        expect(parseAddress(formatAddress(address))).toEqual(address);
        expect(isIP(formatAddress(address))).toBe(address.family);
      }),
    );
  });

  it('is none for any other text, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'0123456789abcdef:./%') })), (text) => {
        expect(parseAddress(text) !== undefined).toBe(isIP(text) !== 0);
        parseNetwork(text);
      }),
    );
  });
});

describe('a network', () => {
  it('[A12] is written with the bits that count, and those alone', () => {
    const written = [
      '192.0.2.7/24',
      '192.0.2.7/32',
      '::1',
      '2001:db8:1:2:3::/64',
      '::ffff:192.0.2.7/120',
      '0.0.0.0/0',
      '::/0',
    ];
    expect(written.map(shownNetwork)).toEqual([
      '192.0.2.0/24',
      '192.0.2.7',
      '::1/128',
      '2001:db8:1:2::/64',
      '192.0.2.0/24',
      '0.0.0.0/0',
      '::/0',
    ]);
  });

  it.each([
    '1.2.3.4/',
    '1.2.3.4/33',
    '1.2.3.4/-1',
    '1.2.3.4/8/8',
    '1.2.3.4/ 8',
    '::/129',
    '::ffff:1.2.3.4/24',
    '/8',
    '1.2.3.0/x',
  ])('is not "%s"', (text) => {
    expect(parseNetwork(text)).toBeUndefined();
  });

  it('[A12] of one family holds nothing of the other', () => {
    for (const [wide, text] of [
      ['::/8', '0.0.0.1'],
      ['0.0.0.0/8', '::1'],
    ] as const) {
      const [network, address] = [parseNetwork(wide), parseAddress(text)];
      expect(network !== undefined && address !== undefined && contains(network, address)).toBe(false);
    }
  });

  it('holds the addresses that Node finds in it', () => {
    const inNetwork = fc.oneof(
      fc.tuple(fc.ipV4(), fc.ipV4(), fc.integer({ min: 1, max: 32 })),
      fc.tuple(fc.ipV6(), fc.ipV6(), fc.integer({ min: 1, max: 128 })),
    );
    fc.assert(
      fc.property(inNetwork, fc.boolean(), ([base, other, length], isNear) => {
        const text = isNear ? base : other;
        const [network, address] = [parseNetwork(`${base}/${length}`), parseAddress(text)];
        // Of mapped addresses Node has another opinion.
        fc.pre(network !== undefined && address !== undefined && network.family === (base.includes(':') ? 6 : 4));
        const list = new BlockList();
        list.addSubnet(base, length, network.family === 4 ? 'ipv4' : 'ipv6');
        expect(contains(network, address)).toBe(list.check(text, address.family === 4 ? 'ipv4' : 'ipv6'));
      }),
    );
  });
});
