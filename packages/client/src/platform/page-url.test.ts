import { describe, expect, it } from 'vitest';
import { inviteUrl, roomOfPath, socketServer } from './page-url.ts';

const page = { protocol: 'http:', host: '192.168.1.7:8080' };

describe('page addresses', () => {
  it('reads the room of an invitation', () => expect(roomOfPath('/r/blue%20sun')).toBe('blue sun'));
  it('finds no room on other paths', () => expect(roomOfPath('/r/a/b')).toBeUndefined());
  it('finds no room in a broken escape', () => expect(roomOfPath('/r/%E0%A4%A')).toBeUndefined());
  it('sends sockets to the host of the page', () => expect(socketServer(page)).toBe('ws://192.168.1.7:8080'));
  it('uses TLS where the page came over TLS', () => {
    expect(socketServer({ ...page, protocol: 'https:' })).toMatch(/^wss:/);
  });
  it('makes a link that leads to the room', () => {
    expect(roomOfPath(new URL(inviteUrl(page, 'blue sun')).pathname)).toBe('blue sun');
  });
});
