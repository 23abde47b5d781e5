import { describe, expect, it } from 'vitest';
import { DEFAULTS, parseOptions } from './options.ts';

function faultsOf(changes: object): readonly string[] {
  const parsed = parseOptions({ ...DEFAULTS, ...changes });
  return parsed.ok ? [] : parsed.fault;
}

describe('parseOptions', () => {
  it('takes its own defaults', () => {
    expect(parseOptions(DEFAULTS)).toEqual({
      ok: true,
      value: {
        port: 8080,
        host: '0.0.0.0',
        bots: 12,
        roomPlayers: 100,
        maxPlayers: 1000,
        maxSpectators: 200,
        connectionsPerAddress: 100,
        allowOrigin: [],
        logLevel: 'info',
      },
    });
  });

  it.each([
    ['port', '80 80', '--port "80 80": give a whole number from 0 to 65535'],
    ['port', '65536', '--port 65536: give a whole number from 0 to 65535'],
    ['port', '-1', '--port -1: give a whole number from 0 to 65535'],
    ['port', '0x50', '--port 0x50: give a whole number from 0 to 65535'],
    ['port', '', '--port "": give a whole number from 0 to 65535'],
    ['bots', '101', '--bots 101: more than --room-players: give at most as many as a room holds'],
    ['roomPlayers', '0', '--room-players 0: give a whole number from 1 to 2000'],
    ['connectionsPerAddress', '1.5', '--connections-per-address 1.5: give a whole number from 0 to 100000'],
    ['seed', 'abc', '--seed abc: give a whole number from 0 to 4294967295'],
    ['joinCode', 'no spaces', '--join-code "no spaces": give 1 to 64 of a-z, A-Z, 0-9, _ and -'],
    ['host', '', '--host "": give an address to listen on, such as 0.0.0.0'],
    ['logLevel', 'loud', '--log-level loud: give one of fatal, error, warn, info, debug, trace, silent'],
    [
      'allowOrigin',
      ['example.org'],
      '--allow-origin example.org: give scheme and host alone, such as https://example.org',
    ],
    [
      'allowOrigin',
      ['https://a.example', 'https://b.example/path'],
      '--allow-origin https://b.example/path: give scheme and host alone, such as https://example.org',
    ],
  ])('names the mistake in --%s %s and its remedy', (name, value, line) => {
    expect(faultsOf({ [name]: value })).toEqual([line]);
  });

  it('lists all mistakes at once', () => {
    expect(faultsOf({ port: 'x', seed: '-', logLevel: '?', bots: '500' })).toHaveLength(4);
  });

  it('takes an origin without its trailing slash', () => {
    const parsed = parseOptions({ ...DEFAULTS, allowOrigin: ['https://Example.org/'] });
    expect(parsed).toMatchObject({ ok: true, value: { allowOrigin: ['https://example.org'] } });
  });
});
