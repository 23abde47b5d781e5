import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseOptions } from './options.ts';
import { gather } from './sources.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'starfray-config-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function file(content: string | Buffer): Promise<{ path: string; isNamed: boolean }> {
  const path = join(directory, 'starfray.config.json');
  await writeFile(path, content);
  return { path, isNamed: true };
}

const escaped = (text: string) => text.replace(/[.[\]]/g, '\\$&');

describe('options', () => {
  it('count from flags before the environment before the file', async () => {
    const given = await gather({
      flags: { port: '1' },
      environment: { STARFRAY_PORT: '2', STARFRAY_BOTS: '2', PORT: '9', HOME: '/root' },
      file: await file('{"$schema": "x", "port": 3, "bots": 3, "roomPlayers": 3}'),
    });
    expect(given).toMatchObject({
      value: {
        given: {
          port: { value: 1, where: '--port' },
          bots: { value: 2, where: 'STARFRAY_BOTS' },
          roomPlayers: { value: 3, where: `${directory}/starfray.config.json: roomPlayers` },
        },
      },
    });
  });

  it('take PORT where nothing better says it', async () => {
    const none = { path: join(directory, 'none.json'), isNamed: false };
    const given = await gather({ flags: {}, environment: { PORT: '90' }, file: none });
    expect(given).toMatchObject({ value: { given: { port: { value: 90, where: 'PORT' } } } });
  });

  it('are lists and yes or no in variables, too', async () => {
    const environment = { STARFRAY_ALLOW_ORIGIN: 'https://a.example, https://b.example', STARFRAY_GUESTS: 'no' };
    const given = await gather({ flags: {}, environment, file: { path: '/nowhere', isNamed: false } });
    const parsed = given.ok ? parseOptions(given.value.given) : given;
    expect(parsed).toMatchObject({ value: { allowOrigin: ['https://a.example', 'https://b.example'], guests: false } });
  });

  it('are reported with the place of their mistake', async () => {
    const given = await gather({
      flags: {},
      environment: { STARFRAY_BOTS: 'many', STARFRAY_GUESTS: 'maybe' },
      file: await file('{"port": "80", "prot": 1}'),
    });
    const parsed = given.ok ? parseOptions(given.value.given) : given;
    const path = `${directory}/starfray.config.json`;
    expect(parsed.ok ? [] : parsed.fault).toEqual([
      `${path}: port "80": give a whole number from 0 to 65535, without quotes`,
      'STARFRAY_BOTS many: give a whole number from 0 to 100000',
      'STARFRAY_GUESTS maybe: give true or false',
      `${path}: prot: no such option; the nearest is "port", and "starfray config schema" lists all`,
    ]);
  });

  it.each([
    ['room-players', 8, 'in a file it is written "roomPlayers"'],
    ['ROOM_PLAYERS', 8, 'in a file it is written "roomPlayers"'],
    ['STARFRAY_SECRET_FILE', 'x', 'in a file it is written "secretFile"'],
    ['noGuests', true, 'in a file it is written "guests": false'],
    ['no-guests', true, 'in a file it is written "guests": false'],
    ['roomPlayer', 8, 'no such option; the nearest is "roomPlayers", and "starfray config schema" lists all'],
    ['guests', 'false', 'give true or false, without quotes'],
    ['joinCode', 1234, 'give a text, in quotes'],
    ['trustProxy', 'loopback', 'give a list, as ["loopback"]'],
  ])('[H33] are written in a file as its message about "%s" says', async (key, value, remedy) => {
    const given = await gather({ flags: {}, environment: {}, file: await file(JSON.stringify({ [key]: value })) });
    const parsed = given.ok ? parseOptions(given.value.given) : given;
    expect(parsed.ok ? [] : parsed.fault).toEqual([expect.stringMatching(new RegExp(`${escaped(remedy)}$`))]);
  });

  const utf16 = Buffer.from('\uFEFF{"port": 81}', 'utf16le');
  it.each([
    ['a file that is no JSON', '{port: 1}', /is not a JSON object \(.*\); mend it/],
    ['a file that is a list', '[]', /is not a JSON object/],
    ['[H6] a file in UTF-16', utf16, /config\.json: is saved as UTF-16 or holds binary data; save it as UTF-8/],
    ['[H6] a file in UTF-16 of the other order', Buffer.from(utf16).swap16(), /save it as UTF-8/],
    ['[H6] a file in UTF-16 without a mark', utf16.subarray(2), /save it as UTF-8/],
    ['[H6] a file in Latin-1', Buffer.from('{"cluster": "\xe4"}', 'latin1'), /is not UTF-8; save it as UTF-8/],
  ])('do not pass over %s', async (_what, content, line) => {
    const given = await gather({ flags: {}, environment: {}, file: await file(content) });
    expect(given.ok ? '' : given.fault.join('\n')).toMatch(line);
  });

  it('[H6] are read from a file that begins with a byte order mark', async () => {
    const given = await gather({ flags: {}, environment: {}, file: await file('\uFEFF{"port": 81}') });
    expect(given).toMatchObject({ value: { given: { port: { value: 81 } } } });
  });

  it('miss a file that may not be read, and one that has no end', async () => {
    const faultOf = async (path: string) => {
      const given = await gather({ flags: {}, environment: {}, file: { path, isNamed: false } });
      return given.ok ? [] : given.fault;
    };
    expect(await faultOf(directory)).toEqual([`--config ${directory}: is a directory; name a file`]);
    expect(await faultOf('/dev/zero')).toEqual(['--config /dev/zero: is too long; name the right file']);
  });

  it('miss a file that was named', async () => {
    const given = await gather({ flags: {}, environment: {}, file: { path: '/nowhere/x.json', isNamed: true } });
    expect(given).toMatchObject({ fault: ['--config /nowhere/x.json: is not there; name a file that can be read'] });
  });
});
