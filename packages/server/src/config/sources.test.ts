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

async function file(content: string): Promise<{ path: string; isNamed: boolean }> {
  const path = join(directory, 'starfray.config.json');
  await writeFile(path, content);
  return { path, isNamed: true };
}

describe('options', () => {
  it('count from flags before the environment before the file', async () => {
    const given = await gather({
      flags: { port: '1' },
      environment: { STARFRAY_PORT: '2', STARFRAY_BOTS: '2', PORT: '9', HOME: '/root' },
      file: await file('{"$schema": "x", "port": 3, "bots": 3, "roomPlayers": 3}'),
    });
    expect(given).toMatchObject({
      value: {
        port: { value: 1, where: '--port' },
        bots: { value: 2, where: 'STARFRAY_BOTS' },
        roomPlayers: { value: 3, where: `${directory}/starfray.config.json: roomPlayers` },
      },
    });
  });

  it('take PORT where nothing better says it', async () => {
    const none = { path: join(directory, 'none.json'), isNamed: false };
    const given = await gather({ flags: {}, environment: { PORT: '90' }, file: none });
    expect(given).toMatchObject({ value: { port: { value: 90, where: 'PORT' } } });
  });

  it('are lists and yes or no in variables, too', async () => {
    const environment = { STARFRAY_ALLOW_ORIGIN: 'https://a.example, https://b.example', STARFRAY_GUESTS: 'no' };
    const given = await gather({ flags: {}, environment, file: { path: '/nowhere', isNamed: false } });
    const parsed = given.ok ? parseOptions(given.value) : given;
    expect(parsed).toMatchObject({ value: { allowOrigin: ['https://a.example', 'https://b.example'], guests: false } });
  });

  it('are told with the place of their mistake', async () => {
    const given = await gather({
      flags: {},
      environment: { STARFRAY_BOTS: 'many', STARFRAY_GUESTS: 'maybe' },
      file: await file('{"port": "80", "prot": 1}'),
    });
    const parsed = given.ok ? parseOptions(given.value) : given;
    const path = `${directory}/starfray.config.json`;
    expect(parsed.ok ? [] : parsed.fault).toEqual([
      `${path}: port 80: give a whole number from 0 to 65535`,
      'STARFRAY_BOTS many: give a whole number from 0 to 100000',
      'STARFRAY_GUESTS maybe: give true or false',
      `${path}: prot: no such option; "starfray serve --help" lists them`,
    ]);
  });

  it.each([
    ['a variable that is no option', { STARFRAY_PROT: '1' }, '{}', /^STARFRAY_PROT: no such option/],
    ['a file that is no JSON', {}, '{port: 1}', /is not a JSON object \(.*\); mend it/],
    ['a file that is a list', {}, '[]', /is not a JSON object/],
  ])('do not pass over %s', async (_what, environment, content, line) => {
    const given = await gather({ flags: {}, environment, file: await file(content) });
    expect(given.ok ? '' : given.fault.join('\n')).toMatch(line);
  });

  it('miss a file that was named', async () => {
    const given = await gather({ flags: {}, environment: {}, file: { path: '/nowhere/x.json', isNamed: true } });
    expect(given).toMatchObject({ fault: ['--config /nowhere/x.json: is not there; name a file that can be read'] });
  });
});
