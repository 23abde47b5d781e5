import { expect, it } from 'vitest';
import { parseTrustedProxy } from '../identity/index.ts';
import { findBanFault } from './ban-reach.ts';

const own = ['10.1.2.3', 'fe80::1%eth0', '2001:db8::5'];
const surroundings = { by: 'root', askedFrom: undefined, proxies: [], own };

it('[A26] a ban of this machine is refused by each of its addresses, alone or in a network', () => {
  const fault = (value: string) => findBanFault('address', value, surroundings);
  expect([
    fault('10.1.2.3'),
    fault('10.0.0.0/8'),
    fault('2001:db8::/64'),
    fault('fe80::/64'),
    fault('127.0.0.1'),
    fault('::1/128'),
  ]).toEqual(Array.from({ length: 6 }, () => expect.stringContaining('start the server with --trust-proxy')));
  expect([fault('10.1.2.4'), fault('2001:db8:0:1::/64'), fault('11.0.0.0/8')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

it('[A26] a proxy is hit by a network around it, and by an address in its network', () => {
  const proxies = ['192.0.2.0/24', '2001:db8:1::/48'].flatMap((text) => {
    const parsed = parseTrustedProxy(text);
    return parsed.ok ? parsed.value : [];
  });
  const fault = (value: string) => findBanFault('address', value, { ...surroundings, proxies });
  for (const value of ['192.0.2.9', '192.0.0.0/16', '2001:db8:1:2::/64']) {
    expect(fault(value), value).toContain('--trust-proxy');
  }
  expect([fault('192.0.3.0/24'), fault('2001:db8:2::/64')]).toEqual([undefined, undefined]);
});

it('[A26] an admin is not banned by the own account, the own address, or a network around it', () => {
  const asked = { ...surroundings, askedFrom: '203.0.113.7' };
  expect(findBanFault('account', 'root', asked)).toContain('your own account');
  for (const value of ['203.0.113.7', '203.0.113.0/24']) {
    expect(findBanFault('address', value, asked), value).toContain('your own address');
  }
  expect([findBanFault('address', '203.0.113.8', asked), findBanFault('account', 'eve', asked)]).toEqual([
    undefined,
    undefined,
  ]);
});

it('[A26] what is no address is no network: a session or an account may be written like one', () => {
  const bans = [findBanFault('session', '10.1.2.3', surroundings), findBanFault('account', '10.1.2.3', surroundings)];
  expect(bans).toEqual([undefined, undefined]);
});
