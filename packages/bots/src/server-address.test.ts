import { describe, expect, it } from 'vitest';
import { readServerAddress } from './server-address.ts';

describe('a server address', () => {
  it.each([
    ['ws://localhost:8080', 'ws://localhost:8080', undefined],
    ['wss://play.example/', 'wss://play.example', undefined],
    ['http://10.0.0.5:8080', 'ws://10.0.0.5:8080', undefined],
    ['https://play.example/r/friends', 'wss://play.example', 'friends'],
    ['ws://localhost:8080/r/a%20b', 'ws://localhost:8080', 'a b'],
    ['ws://localhost:8080/game', 'ws://localhost:8080/game', undefined],
    ['https://play.example/a/game/', 'wss://play.example/a/game', undefined],
    ['https://play.example/game/r/den/', 'wss://play.example/game', 'den'],
  ])('is read from %s', (text, server, room) => {
    expect(readServerAddress(text)).toEqual({ ok: true, value: { server, room } });
  });

  it.each(['localhost', 'localhost:8080', 'ftp://host', '', 'ws://host/r/%ff'])('is not found in "%s"', (text) => {
    expect(readServerAddress(text).ok).toBe(false);
  });
});
