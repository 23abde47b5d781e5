import { describe, expect, it } from 'vitest';
import { variableOf } from './environment.ts';
import { configSchema, type Given, masked, OPTIONS, optionsFor, parseOptions, SECRET_FILE_NAMES } from './options.ts';
import { gather } from './sources.ts';

const GAMES = ['chess', 'go'] as const;
const NO_FILE = { path: '/nowhere/starfray.config.json', isNamed: false };

async function fromFlags(flags: Record<string, unknown>): Promise<Given> {
  const given = await gather({ flags, environment: {}, file: NO_FILE });
  return given.ok ? given.value.given : {};
}

async function faultsOf(flags: Record<string, unknown>): Promise<readonly string[]> {
  const parsed = parseOptions(await fromFlags(flags));
  return parsed.ok ? [] : parsed.fault;
}

describe('parseOptions', () => {
  it('[TG1] knows the games of the command, all of them by default', () => {
    const gameOf = (value?: string) => {
      const given: Given = value === undefined ? {} : { game: { value, where: '--game' } };
      const parsed = parseOptions(given, GAMES);
      return parsed.ok ? parsed.value.game : parsed.fault;
    };
    expect([gameOf(), gameOf('go')]).toEqual(['all', 'go']);
    expect(gameOf('ludo')).toEqual(['--game ludo: give one of all, chess, go']);
    expect(optionsFor(GAMES).find(({ name }) => name === 'game')).toMatchObject({
      help: 'chess or go alone, or all on one port',
      fallback: 'all',
    });
    // A command of one game has nothing to choose.
    expect(optionsFor(['chess']).find(({ name }) => name === 'game')).toMatchObject({ fallback: 'chess' });
  });

  it('has a default for whatever a server needs', () => {
    expect(parseOptions({})).toEqual({
      ok: true,
      value: {
        port: 8080,
        host: '::',
        socketMode: 0o660,
        threads: 'auto',
        bots: 12,
        roomPlayers: 100,
        maxPlayers: 1000,
        maxSpectators: 200,
        connectionsPerAddress: 100,
        allowOrigin: [],
        allowEmbed: [],
        logLevel: 'info',
        logAddresses: false,
        drainSeconds: 10,
        guests: true,
        botsNeedToken: false,
        maxBots: 1000,
        authAdmins: false,
        trustProxy: [],
        proxyProtocol: [],
        cluster: 'main',
      },
    });
  });

  it.each(['2', 2, 'auto', 0])('[TH33] takes %j threads, from a flag and from a file', (value) => {
    const parsed = parseOptions({ threads: { value, where: '--threads' } });
    expect(parsed.ok && parsed.value.threads).toBe(value === '2' ? 2 : value);
  });

  it.each([
    ['threads', 'many', '--threads many: give auto, or a whole number from 0 to 64'],
    ['threads', '65', '--threads 65: give auto, or a whole number from 0 to 64'],
    ['threads', '-1', '--threads -1: give auto, or a whole number from 0 to 64'],
    ['port', '80 80', '--port "80 80": give a whole number from 0 to 65535'],
    ['port', '65536', '--port 65536: give a whole number from 0 to 65535'],
    ['port', '-1', '--port -1: give a whole number from 0 to 65535'],
    ['port', '0x50', '--port 0x50: give a whole number from 0 to 65535'],
    ['port', '', '--port "": give a whole number from 0 to 65535'],
    [
      'bots',
      '101',
      '--bots 101: more than a room holds: give at most as many as --room-players, which is 100 by the default',
    ],
    ['roomPlayers', '0', '--room-players 0: give a whole number from 1 to 4095'],
    ['connectionsPerAddress', '1.5', '--connections-per-address 1.5: give a whole number from 0 to 100000'],
    ['seed', 'abc', '--seed abc: give a whole number from 0 to 4294967295'],
    ['joinCode', 'no spaces', '--join-code ***: give 1 to 64 of a-z, A-Z, 0-9, _ and -'],
    ['secret', 'short', '--secret ***: give at least 32 characters that nobody can guess'],
    [
      'host',
      '/run/x.sock',
      '--host /run/x.sock: the path of a socket is written behind unix:, as in unix:/run/starfray.sock',
    ],
    ['host', '', '--host "": give an address to listen on, such as 0.0.0.0, or unix: and a path'],
    [
      'basePath',
      '/api',
      '--base-path /api: give a path such as /game: letters, digits, ., _, ~ and -, and not one that the server itself has, such as /api',
    ],
    ['logLevel', 'loud', '--log-level loud: give one of fatal, error, warn, info, debug, trace, silent'],
    ['redis', 'http://x', '--redis http://x: give a URL such as redis://localhost:6379'],
    ['tlsCert', 'a.pem', '--tls-cert a.pem: certificate and key come together: give both --tls-cert and --tls-key'],
    ['node', 'N-1', '--node N-1: give 1 to 32 of a-z, 0-9 and -, no hyphen first or last'],
    ['node', 'a-', '--node a-: give 1 to 32 of a-z, 0-9 and -, no hyphen first or last'],
    ['node', 'a_b', '--node a_b: give 1 to 32 of a-z, 0-9 and -, no hyphen first or last'],
    ['region', '', '--region "": give 1 to 32 of a-z, 0-9 and -, no hyphen first or last'],
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
  ])('names the mistake in --%s %s and its remedy', async (name, value, line) => {
    expect(await faultsOf({ [name]: value })).toEqual([line]);
  });

  it.each(['*', 'https://*', 'https://*.org', 'https://a.*.org', 'https://*a.example.org', 'https://*.*.org'])(
    '[H7] refuses %s as an origin, with the remedy',
    async (value) => {
      expect(await faultsOf({ allowOrigin: [value] })).toEqual([
        expect.stringMatching(/--allow-origin .*: (give scheme and host alone|a star stands for all names below)/),
      ]);
    },
  );

  it('[H7] takes a star for all names below one, but not in the address of a node', async () => {
    const origins = ['https://*.example.org', 'http://*.localhost:3000', 'https://*.Example.org:8443'];
    const parsed = parseOptions(await fromFlags({ allowOrigin: origins }));
    expect(parsed).toMatchObject({
      value: { allowOrigin: ['https://*.example.org', 'http://*.localhost:3000', 'https://*.example.org:8443'] },
    });
    expect(await faultsOf({ advertise: 'https://*.example.org' })).toHaveLength(1);
  });

  it('[E8] takes sites that may frame the page as origins, or names the remedy', async () => {
    const parsed = parseOptions(
      await fromFlags({ allowEmbed: ['https://Blog.example.org/', 'https://*.example.org'] }),
    );
    expect(parsed).toMatchObject({ value: { allowEmbed: ['https://blog.example.org', 'https://*.example.org'] } });
    expect(await faultsOf({ allowEmbed: ["'self'", 'https://blog.example.org/game', '*'] })).toEqual([
      expect.stringMatching(/^--allow-embed "'self'": give scheme and host alone/),
      expect.stringMatching(/^--allow-embed https:\/\/blog.example.org\/game: give scheme and host alone/),
      expect.stringMatching(/^--allow-embed \*: (give scheme and host alone|a star)/),
    ]);
  });

  it.each(['starfray-0', 'eu-west-1', 'starfray-6d4b75cb6d-hwqkf', '7', 'northamerica-northeast1'])(
    '[H4] takes %s as the name of a node, a region and a cluster',
    async (name) => {
      expect(parseOptions(await fromFlags({ node: name, region: name, cluster: name }))).toMatchObject({
        value: { node: name, region: name, cluster: name },
      });
    },
  );

  it('[H8] fills a small room as far as it goes, and a large one with 12', async () => {
    for (const [roomPlayers, bots] of [
      ['8', 8],
      ['12', 12],
      ['200', 12],
    ] as const) {
      expect(parseOptions(await fromFlags({ roomPlayers }))).toMatchObject({ value: { bots } });
    }
    expect(await faultsOf({ roomPlayers: '0' })).toHaveLength(1);
  });

  it('[H8] a room of 4,095 may fill up, though fewer players are let in by default', async () => {
    for (const [given, maxPlayers] of [
      [{ roomPlayers: '100' }, 1000],
      [{ roomPlayers: '4095' }, 4095],
      [{ roomPlayers: '4095', maxPlayers: '500' }, 500],
    ] as const) {
      expect(parseOptions(await fromFlags(given))).toMatchObject({ value: { maxPlayers } });
    }
    expect(await faultsOf({ roomPlayers: '4096' })).toEqual([
      '--room-players 4096: give a whole number from 1 to 4095',
    ]);
  });

  it('[H8] tells where the other of two options comes from that contradict each other', async () => {
    const environment = { STARFRAY_ROOM_PLAYERS: '8' };
    const given = await gather({ flags: { bots: '20' }, environment, file: NO_FILE });
    const parsed = parseOptions(given.ok ? given.value.given : {});
    expect(parsed.ok ? [] : parsed.fault).toEqual([
      '--bots 20: more than a room holds: give at most as many as --room-players, which is 8 by STARFRAY_ROOM_PLAYERS',
    ]);
  });

  it('lists all mistakes at once', async () => {
    expect(await faultsOf({ port: 'x', seed: '-', logLevel: '?', bots: '500' })).toHaveLength(4);
  });

  it('takes an origin without its trailing slash', async () => {
    const parsed = parseOptions(await fromFlags({ allowOrigin: ['https://Example.org/'] }));
    expect(parsed).toMatchObject({ ok: true, value: { allowOrigin: ['https://example.org'] } });
  });

  it('asks a node of a cluster for what the others need', async () => {
    expect(await faultsOf({ redis: 'redis://localhost:6379' })).toEqual([
      '--secret: the nodes of a cluster share a secret: give all the same --secret',
      '--advertise: other nodes must find this one: give --advertise, such as http://10.0.0.5:8080',
    ]);
  });
});

describe('what is shown', () => {
  it('is no secret', () => {
    expect([masked('secret', 'abc'), masked('joinCode', 'abc'), masked('port', 80)]).toEqual(['***', '***', 80]);
    expect(masked('redis', 'redis://user:word@cache:6379/2')).toBe('redis://user:***@cache:6379/2');
  });

  it('knows every option by the name of a variable', () => {
    expect(variableOf('roomPlayers')).toBe('STARFRAY_ROOM_PLAYERS');
    expect(new Set(OPTIONS.map(({ name }) => variableOf(name))).size).toBe(OPTIONS.length);
  });

  it('is the schema of a file, which may name it', () => {
    const schema = configSchema(GAMES) as { properties: Record<string, unknown>; additionalProperties: unknown };
    expect(Object.keys(schema.properties)).toEqual([
      '$schema',
      ...OPTIONS.map(({ name }) => name),
      ...SECRET_FILE_NAMES.map(({ twin }) => twin),
    ]);
    expect(schema.additionalProperties).toBe(false);
    expect(schema.properties['game']).toEqual({
      default: 'all',
      description: 'chess or go alone, or all on one port',
      type: 'string',
      enum: ['all', ...GAMES],
    });
  });
});
