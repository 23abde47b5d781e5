import { describe, expect, it } from 'vitest';
import { readRelayHeader, writeRelayHeader } from './relay-header.ts';

const SECRET = Buffer.alloc(16, 7);
const CLIENT = { frontEnd: 3, connection: 4_000_000_001, address: '2001:db8::7' };

describe('the header of a relay', () => {
  const header = writeRelayHeader(SECRET, CLIENT);

  it('[TH32] names front end, connection and address, whatever follows it', () => {
    const read = readRelayHeader(SECRET, Buffer.concat([header, Buffer.from('GET / HTTP/1.1')]));
    expect(read).toEqual({ kind: 'header', length: header.length, value: CLIENT });
  });

  it('[TH32] is incomplete up to its last byte', () => {
    for (let length = 0; length < header.length; length += 1) {
      expect(readRelayHeader(SECRET, header.subarray(0, length))).toEqual({ kind: 'incomplete' });
    }
  });

  it('[TH32] proves nothing under another secret', () => {
    expect(readRelayHeader(Buffer.alloc(16, 8), header)).toEqual({
      kind: 'invalid',
      fault: 'not from a front end of this server',
    });
  });
});
