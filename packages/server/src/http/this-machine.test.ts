import { expect, it } from 'vitest';
import { isFromLoopback } from './this-machine.ts';

const from = (remoteAddress: string | undefined, headers = {}) =>
  isFromLoopback({ socket: { remoteAddress }, headers });

it.each(['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1'])('%s is this machine', (address) => {
  expect(from(address)).toBe(true);
});

it.each(['10.0.0.1', '128.0.0.1', '::2', '2001:db8::127.0.0.1', '::ffff:10.127.0.1', undefined])(
  '%s is another',
  (address) => {
    expect(from(address)).toBe(false);
  },
);

it.each(['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'])('a proxy that says %s passes on', (name) => {
  expect(from('127.0.0.1', { [name]: '203.0.113.9' })).toBe(false);
});
