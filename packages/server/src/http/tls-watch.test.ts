import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SILENT_LOG } from '../log.ts';
import { logValidity, TlsWatch } from './tls-watch.ts';

const DAY_MS = 24 * 3_600_000;

let folder: string;
let files: { readonly cert: string; readonly key: string };
let told: string[];
let watch: TlsWatch;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'starfray-watch-'));
  files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  await write('old', 'old');
  told = [];
  const log = { ...SILENT_LOG, warn: (fields: object) => told.push('fault' in fields ? String(fields.fault) : '') };
  const pair = { cert: Buffer.from('old'), key: Buffer.from('old'), fromMs: 0, untilMs: 0 };
  const take = () => expect.unreachable('nothing here can be taken');
  watch = new TlsWatch({ files, pair, take, log });
});

afterEach(() => rm(folder, { recursive: true }));

async function write(cert: string, key: string): Promise<void> {
  await writeFile(files.cert, cert);
  await writeFile(files.key, key);
}

async function look(times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) await watch.look();
}

describe('TlsWatch', () => {
  it('[T3] says nothing of files that are as they were', async () => {
    await look(5);
    expect(told).toEqual([]);
  });

  it('[T3] tells a fault once, and another one once', async () => {
    await write('nonsense', 'nonsense');
    await look(5);
    expect(told).toEqual([expect.stringMatching(/is no certificate in PEM.*is no private key in PEM/)]);
    await rm(files.key);
    await look(5);
    expect(told.slice(1)).toEqual([expect.stringMatching(/key.pem: is not there/)]);
  });

  it('[T3] tells nothing of what was only half written', async () => {
    await write('nonsense', 'old');
    await look(1);
    await write('old', 'old');
    await look(1);
    await write('nonsense', 'old');
    await look(1);
    expect(told).toEqual([]);
  });
});

describe('logValidity', () => {
  const said = (fromMs: number, untilMs: number) => {
    const lines: string[] = [];
    const note = (level: string) => (_fields: object, message: string) => lines.push(`${level}: ${message}`);
    const log = { ...SILENT_LOG, info: note('info'), warn: note('warn') };
    logValidity(log, { cert: Buffer.of(), key: Buffer.of(), fromMs, untilMs }, 100 * DAY_MS);
    return lines;
  };

  it.each([
    ['is in force', 0, 200, 'info: certificate in use'],
    ['ends soon', 0, 110, 'warn: the certificate expires soon'],
    ['has ended', 0, 99, 'warn: the certificate has expired'],
    ['begins later', 101, 200, 'warn: the certificate is not valid yet'],
  ])('logs a certificate that %s', (_what, fromDay, untilDay, line) => {
    expect(said(fromDay * DAY_MS, untilDay * DAY_MS)).toEqual([line]);
  });
});
