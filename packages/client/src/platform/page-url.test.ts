import { describe, expect, it } from 'vitest';
import { rootOf, storageScope } from './page-root.ts';
import { homeServer, inviteUrl, mayReach, pathBelow, roomOfPath, tokenOfHash } from './page-url.ts';

const page = rootOf('http://192.168.1.7:8080/assets/main-1234.js');
const below = rootOf('https://example.org/a/game/assets/main-1234.js');

describe('page addresses', () => {
  it.each([
    ['den-7', 'den-7'],
    ['--', '--'],
    ['nstarfray_0-main', 'nstarfray_0-main'],
    [`na-${'x'.repeat(48)}`, `na-${'x'.repeat(48)}`],
    ['blue%20sun', 'blue-sun'],
    ['My_Room!', 'my-room'],
    ['%C3%84rger%20%C3%96l', 'arger-ol'],
    ['%D0%B4%D0%BE%D0%BC', 'd0b4d0bed0bc'],
    ['x'.repeat(60), 'x'.repeat(48)],
  ])('reads the room of an invitation to %s', (path, room) => expect(roomOfPath(page, `/r/${path}`)).toBe(room));
  it('finds no room on other paths', () => expect(roomOfPath(page, '/r/a/b')).toBeUndefined());
  it('finds no room in a broken escape', () => expect(roomOfPath(page, '/r/%E0%A4%A')).toBeUndefined());
  it('asks the host of the page', () => expect(homeServer(page)).toBe('http://192.168.1.7:8080'));
  it('reaches no plain server from a page that came over TLS', () => {
    expect(mayReach(page, 'http://a.example')).toBe(true);
    expect(mayReach(below, 'http://a.example')).toBe(false);
    expect(mayReach(below, 'https://a.example')).toBe(true);
  });
  it('finds a token behind the hash', () => {
    expect([tokenOfHash('#token=a.b.c'), tokenOfHash('#x=1'), tokenOfHash('')]).toEqual([
      'a.b.c',
      undefined,
      undefined,
    ]);
  });
  it('makes a link that leads to the room', () => {
    expect(roomOfPath(page, new URL(inviteUrl(page, 'blue-sun')).pathname)).toBe('blue-sun');
  });
  it('[G3] knows the path that the page lies below', () => {
    expect(homeServer(below)).toBe('https://example.org/a/game');
    expect(inviteUrl(below, 'den')).toBe('https://example.org/a/game/r/den');
    expect([pathBelow(below, '/a/game/r/den'), pathBelow(page, '/r/den')]).toEqual(['/r/den', '/r/den']);
    expect(roomOfPath(below, '/a/game/r/den')).toBe('den');
    for (const other of ['/r/den', '/b/game/r/den']) expect(roomOfPath(below, other)).toBeUndefined();
  });
  it('[G4] stores under names of its own below a path', () => {
    expect([storageScope(page), storageScope(below)]).toEqual(['', '/a/game/']);
  });
});
