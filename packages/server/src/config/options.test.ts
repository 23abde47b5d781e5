import { describe, expect, it } from 'vitest';
import { configSchema, type Given, masked, OPTIONS, parseOptions } from './options.ts';
import { gather, variableOf } from './sources.ts';

const NO_FILE = { path: '/nowhere/starfray.config.json', isNamed: false };

async function fromFlags(flags: Record<string, unknown>): Promise<Given> {
  const given = await gather({ flags, environment: {}, file: NO_FILE });
  return given.ok ? given.value : {};
}

async function faultsOf(flags: Record<string, unknown>): Promise<readonly string[]> {
  const parsed = parseOptions(await fromFlags(flags));
  return parsed.ok ? [] : parsed.fault;
}

describe('parseOptions', () => {
  it('has a default for whatever a server needs', () => {
    expect(parseOptions({})).toEqual({
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
        logAddresses: false,
        drainSeconds: 10,
        guests: true,
        botsNeedToken: false,
        maxBots: 1000,
        authAdmins: false,
        trustProxy: [],
        cluster: 'main',
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
    ['joinCode', 'no spaces', '--join-code ***: give 1 to 64 of a-z, A-Z, 0-9, _ and -'],
    ['secret', 'short', '--secret ***: give at least 32 characters that nobody can guess'],
    ['host', '', '--host "": give an address to listen on, such as 0.0.0.0'],
    ['logLevel', 'loud', '--log-level loud: give one of fatal, error, warn, info, debug, trace, silent'],
    ['redis', 'http://x', '--redis http://x: give a URL such as redis://localhost:6379'],
    ['tlsCert', 'a.pem', '--tls-cert a.pem: certificate and key come together: give both --tls-cert and --tls-key'],
    ['node', 'N-1', '--node N-1: give 1 to 12 of a-z and 0-9, a letter first'],
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
    const schema = configSchema() as { properties: Record<string, unknown>; additionalProperties: unknown };
    expect(Object.keys(schema.properties)).toEqual(['$schema', ...OPTIONS.map(({ name }) => name)]);
    expect(schema.additionalProperties).toBe(false);
  });
});
