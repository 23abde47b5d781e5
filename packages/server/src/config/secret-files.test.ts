import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseOptions } from './options.ts';
import { SECRET_FILES } from './secret-files.ts';
import { gather } from './sources.ts';

const SECRET = 'a-secret-of-this-test-that-is-long-enough';
const NONE = { path: '/nowhere/starfray.config.json', isNamed: false };

let directory: string;
let secretFile: string;
let codeFile: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'starfray-secrets-'));
  secretFile = await write('secret', `${SECRET}\n`);
  codeFile = await write('code', '\uFEFFfriends\r\n');
});
afterAll(() => rm(directory, { recursive: true }));

async function write(name: string, content: string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, content);
  return path;
}

async function faultsOf(environment: Record<string, string>, flags: Record<string, string> = {}): Promise<string[]> {
  const gathered = await gather({ flags, environment, file: NONE });
  if (!gathered.ok) return gathered.fault;
  const parsed = parseOptions(gathered.value.given);
  return parsed.ok ? [] : parsed.fault;
}

it('[H5] every secret can stand in a file, and so can the URL of Redis', () => {
  expect(SECRET_FILES.map(({ variable }) => variable)).toEqual(
    expect.arrayContaining([
      'STARFRAY_SECRET_FILE',
      'STARFRAY_JOIN_CODE_FILE',
      'STARFRAY_AUTH_SECRET_FILE',
      'STARFRAY_METRICS_TOKEN_FILE',
      'STARFRAY_REDIS_FILE',
    ]),
  );
});

it('[H5] files are named by variables, flags and the configuration file; the end of the line is no part of a secret', async () => {
  const redisFile = await write('redis', 'redis://:word@cache:6379\n');
  const config = await write('config.json', JSON.stringify({ redisFile }));
  const gathered = await gather({
    flags: { joinCodeFile: codeFile },
    environment: { STARFRAY_SECRET_FILE: secretFile },
    file: { path: config, isNamed: true },
  });
  expect(gathered).toMatchObject({
    value: {
      warnings: [],
      given: {
        secret: { value: SECRET, where: `STARFRAY_SECRET_FILE ${secretFile}` },
        joinCode: { value: 'friends', where: `--join-code-file ${codeFile}` },
        redis: { value: 'redis://:word@cache:6379' },
      },
    },
  });
});

it('[H5] a flag counts before a file that a variable names', async () => {
  const gathered = await gather({
    flags: { joinCode: 'mine' },
    environment: { STARFRAY_JOIN_CODE_FILE: codeFile },
    file: NONE,
  });
  expect(gathered).toMatchObject({ value: { given: { joinCode: { value: 'mine', where: '--join-code' } } } });
});

it('[H5] a secret and its file, both given, are a mistake', async () => {
  const both = 'STARFRAY_SECRET and STARFRAY_SECRET_FILE are both given: leave one of them out';
  expect(await faultsOf({ STARFRAY_SECRET: SECRET, STARFRAY_SECRET_FILE: secretFile })).toEqual([both]);
  expect(await faultsOf({}, { secret: SECRET, secretFile })).toEqual([
    '--secret and --secret-file are both given: leave one of them out',
  ]);
});

it('[H5] an empty variable names no file', async () => {
  expect(await faultsOf({ STARFRAY_SECRET: SECRET, STARFRAY_SECRET_FILE: '' })).toEqual([]);
});

it('[H5] files that cannot be used are reported with path and remedy, all at once, and never with what is in them', async () => {
  const short = await write('short', 'too-short-a-secret\n');
  const empty = await write('empty', '\n');
  const environment = { STARFRAY_SECRET_FILE: '/nowhere/secret', STARFRAY_JOIN_CODE_FILE: empty };
  expect(await faultsOf(environment, { authSecretFile: directory })).toEqual([
    `STARFRAY_JOIN_CODE_FILE ${empty}: is empty; write the secret into it`,
    'STARFRAY_SECRET_FILE /nowhere/secret: is not there; name a file that can be read',
    `--auth-secret-file ${directory}: is a directory; name a file`,
  ]);
  expect(await faultsOf({ STARFRAY_SECRET_FILE: short })).toEqual([
    `STARFRAY_SECRET_FILE ${short} ***: give at least 32 characters that nobody can guess`,
  ]);
});
