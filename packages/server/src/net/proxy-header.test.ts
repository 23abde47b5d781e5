import { MAX_PROXY_HEADER_BYTES } from '@starfray/shared/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ProxyHeader, readProxyHeader } from './proxy-header.ts';

const SIGNATURE = '0d0a0d0a000d0a515549540a';

const binary = (versionAndCommand: number, family: number, body: Buffer): Buffer => {
  const fixed = Buffer.from(`${SIGNATURE}00000000`, 'hex');
  fixed.writeUInt8(versionAndCommand, 12);
  fixed.writeUInt8(family, 13);
  fixed.writeUInt16BE(body.length, 14);
  return Buffer.concat([fixed, body]);
};
const line = (text: string): Buffer => Buffer.from(`${text}\r\n`, 'latin1');
const v4 = (bytes: readonly number[], more: Uint8Array = Buffer.alloc(0)) =>
  binary(0x21, 0x11, Buffer.concat([Buffer.from(bytes), Buffer.from([10, 0, 0, 1, 0x1f, 0x90, 0x01, 0xbb]), more]));
const addressIn = (bytes: Buffer): unknown => {
  const header = readProxyHeader(bytes);
  return header.kind === 'header' ? header.address : header.kind;
};

const wellFormed = fc.oneof(
  fc.tuple(fc.ipV4(), fc.ipV4(), fc.nat(65_535), fc.nat(65_535)).map(([from, to, a, b]) => ({
    bytes: line(`PROXY TCP4 ${from} ${to} ${a} ${b}`),
    address: from as string | undefined,
  })),
  fc.ipV6().map((from) => ({ bytes: line(`PROXY TCP6 ${from} ::1 1 2`), address: from as string | undefined })),
  fc
    .constantFrom('PROXY UNKNOWN', 'PROXY UNKNOWN ffff::1 ::1 1 2')
    .map((text) => ({ bytes: line(text), address: undefined })),
  fc.tuple(fc.uint8Array({ minLength: 4, maxLength: 4 }), fc.uint8Array({ maxLength: 300 })).map(([from, more]) => ({
    bytes: v4([...from], more),
    address: from.join('.') as string | undefined,
  })),
  fc
    .uint8Array({ maxLength: 300 })
    .map((body) => ({ bytes: binary(0x20, 0x11, Buffer.from(body)), address: undefined })),
);

describe('a PROXY header', () => {
  it('[Q2] is read whole or not at all, wherever it is cut, and nothing behind it belongs to it', () => {
    fc.assert(
      fc.property(wellFormed, fc.uint8Array({ maxLength: 50 }), fc.nat(), ({ bytes, address }, behind, at) => {
        const cut: ProxyHeader = readProxyHeader(bytes.subarray(0, at % bytes.length));
        const whole = readProxyHeader(Buffer.concat([bytes, behind]));
        expect(cut).toEqual({ kind: 'incomplete' });
        expect(whole).toEqual({ kind: 'header', length: bytes.length, address });
      }),
    );
  });

  it('[Q2] names IPv6 addresses, too', () => {
    const body = Buffer.concat([Buffer.from('20010db8000000000000000000000007', 'hex'), Buffer.alloc(20)]);
    expect(addressIn(binary(0x21, 0x21, body))).toBe('2001:db8::7');
    expect(addressIn(line('PROXY TCP6 2001:db8::7 ::1 1 2'))).toBe('2001:db8::7');
  });

  it.each([
    ['LOCAL', binary(0x20, 0x00, Buffer.alloc(0))],
    ['LOCAL with addresses', binary(0x20, 0x11, Buffer.alloc(12))],
    ['an unspecified family', binary(0x21, 0x00, Buffer.alloc(7))],
    ['a UNIX socket', binary(0x21, 0x31, Buffer.alloc(216))],
    ['UNKNOWN', line('PROXY UNKNOWN')],
  ])('[Q4] of %s names no client', (_what, bytes) => {
    expect(addressIn(bytes)).toBeUndefined();
  });

  it.each([
    ['none', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['that of TLS', Buffer.from('1603010200', 'hex')],
    ['another version', binary(0x11, 0x11, Buffer.alloc(12))],
    ['another command', binary(0x22, 0x11, Buffer.alloc(12))],
    ['UDP', binary(0x21, 0x12, Buffer.alloc(12))],
    ['too short for IPv4', binary(0x21, 0x11, Buffer.alloc(11))],
    ['too short for IPv6', binary(0x21, 0x21, Buffer.alloc(35))],
    ['too long', binary(0x21, 0x11, Buffer.alloc(MAX_PROXY_HEADER_BYTES))],
    ['no end', Buffer.from(`PROXY TCP4 ${' '.repeat(200)}`)],
    ['no carriage return', Buffer.from('PROXY TCP4 192.0.2.1 192.0.2.2 1 2\n')],
    ['another family', line('PROXY TCP5 192.0.2.1 192.0.2.2 1 2')],
    ['an address of another family', line('PROXY TCP4 2001:db8::7 ::1 1 2')],
    ['no address', line('PROXY TCP4 192.0.2.256 192.0.2.2 1 2')],
    ['an address with a zone', line('PROXY TCP6 fe80::1%eth0 ::1 1 2')],
    ['no port', line('PROXY TCP4 192.0.2.1 192.0.2.2 65536 2')],
    ['too much', line('PROXY TCP4 192.0.2.1 192.0.2.2 1 2 3')],
    ['small letters', line('proxy TCP4 192.0.2.1 192.0.2.2 1 2')],
  ])('[Q3] is refused: %s', (_what, bytes) => {
    expect(readProxyHeader(bytes).kind).toBe('invalid');
  });

  it('[Q3] of whatever bytes is never waited for beyond its bound', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 0, maxLength: 64 }),
        fc.constantFrom(SIGNATURE, '', '50524f585920'),
        (tail, start) => {
          const bytes = Buffer.concat([Buffer.from(start, 'hex'), tail, Buffer.alloc(MAX_PROXY_HEADER_BYTES)]);
          expect(readProxyHeader(bytes).kind).not.toBe('incomplete');
        },
      ),
    );
  });
});
