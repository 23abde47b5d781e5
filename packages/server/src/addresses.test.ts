import { expect, it } from 'vitest';
import { reachableUrls } from './addresses.ts';

const OWN = [
  { address: '127.0.0.1', family: 'IPv4', internal: true },
  { address: '::1', family: 'IPv6', internal: true },
  { address: '2001:db8::7', family: 'IPv6', internal: false },
  { address: 'fe80::1', family: 'IPv6', internal: false },
  { address: '192.0.2.7', family: 'IPv4', internal: false },
];

it('[P13] prints what can be opened: of both families, IPv4 first, nothing that needs an interface', () => {
  const [local, v4, v6] = ['http://localhost:8080', 'http://192.0.2.7:8080', 'http://[2001:db8::7]:8080'];
  expect(reachableUrls('::', 8080, 'http', OWN)).toEqual([local, v4, v6]);
  expect(reachableUrls('0.0.0.0', 8080, 'http', OWN)).toEqual([local, v4]);
  expect(reachableUrls('::1', 8080, 'http', OWN)).toEqual([local]);
  expect(reachableUrls('2001:db8::7', 443, 'https', OWN)).toEqual(['https://[2001:db8::7]']);
  expect(reachableUrls('unix:/run/a.sock', 0, 'http', OWN)).toEqual(['unix:/run/a.sock']);
});
