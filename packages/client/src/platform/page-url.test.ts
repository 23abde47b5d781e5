import { describe, expect, it } from 'vitest';
import { inviteUrl, roomOfPath, socketUrl } from './page-url.ts';

const page = { protocol: 'http:', host: '192.168.1.7:8080', pathname: '/' };
const join = { version: 'abc', kind: 'human', name: 'Ada & Co', room: undefined, code: undefined } as const;

describe('page addresses', () => {
  it('reads the room of an invitation', () => expect(roomOfPath('/r/blue%20sun')).toBe('blue sun'));
  it('finds no room on other paths', () => expect(roomOfPath('/r/a/b')).toBeUndefined());
  it('finds no room in a broken escape', () => expect(roomOfPath('/r/%E0%A4%A')).toBeUndefined());
  it('joins on the host of the page', () => {
    expect(socketUrl(page, join)).toBe('ws://192.168.1.7:8080/ws?v=abc&kind=human&name=Ada+%26+Co');
  });
  it('joins over TLS where the page came over TLS', () => {
    expect(socketUrl({ ...page, protocol: 'https:' }, join)).toMatch(/^wss:/);
  });
  it('puts room and join code into the query', () => {
    expect(socketUrl(page, { ...join, room: 'a', code: 's3' })).toContain('room=a&name=Ada+%26+Co&code=s3');
  });
  it('makes a link that leads to the room', () => {
    expect(roomOfPath(new URL(inviteUrl(page, 'blue sun')).pathname)).toBe('blue sun');
  });
});
