import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MAX_RESUME_TOKEN } from '@starfray/shared/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createResumeTokens, loadSecret } from './resume-tokens.ts';
import { resumeTokenIn } from './session/index.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'starfray-data-'));
});

afterEach(() => rm(directory, { recursive: true }));

describe('resume tokens', () => {
  it('[C12] prove the key they were issued with, and no other', () => {
    const tokens = createResumeTokens(Buffer.alloc(32, 1));
    const [a, b] = [tokens.issue(), tokens.issue()];
    expect([tokens.read(a.token), tokens.read(b.token)]).toEqual([a.key, b.key]);
    expect(a.key).not.toBe(b.key);
    const [, proof] = b.token.split('.');
    for (const forged of [
      `${a.key}.${proof}`,
      a.key,
      `${a.key}.`,
      '',
      '.',
      `${a.token}x`,
      `${a.token}.x`,
      `${a.token}.`,
      a.token.slice(0, -1),
    ]) {
      expect(tokens.read(forged)).toBeUndefined();
    }
  });

  it('[C12] are worth nothing under another secret', () => {
    const { token } = createResumeTokens(Buffer.alloc(32, 1)).issue();
    expect(createResumeTokens(Buffer.alloc(32, 2)).read(token)).toBeUndefined();
  });

  it('fit a subprotocol and a welcome', () => {
    const { token } = createResumeTokens(Buffer.alloc(32, 1)).issue();
    expect(token.length).toBeLessThanOrEqual(MAX_RESUME_TOKEN);
    expect(resumeTokenIn(`starfray, resume.${token}`)).toBe(token);
    expect([resumeTokenIn(undefined), resumeTokenIn('starfray')]).toEqual([undefined, undefined]);
  });

  it('[C12] are refused, not passed over, when they are broken or given twice', () => {
    const tokens = createResumeTokens(Buffer.alloc(32, 1));
    const { token } = tokens.issue();
    for (const given of [`resume.${token}, resume.${token}`, `resume.${token}, resume.`, 'resume.', 'resume.a b']) {
      const read = resumeTokenIn(`starfray, ${given}`);
      expect([given, read === undefined ? 'no token' : tokens.read(read)]).toEqual([given, undefined]);
    }
  });
});

describe('their secret', () => {
  it('[C11] outlives a restart in the data directory, readable by its owner alone', async () => {
    const [first, second] = [await loadSecret(directory), await loadSecret(directory)];
    expect(Buffer.from(second).equals(first)).toBe(true);
    expect((await stat(join(directory, 'resume-secret'))).mode & 0o777).toBe(0o600);
  });

  it('is the same for two servers that start at once', async () => {
    const secrets = await Promise.all(Array.from({ length: 8 }, () => loadSecret(directory)));
    expect(new Set(secrets.map((secret) => Buffer.from(secret).toString('hex'))).size).toBe(1);
  });

  it('is a new one each time without a directory', async () => {
    expect(Buffer.from(await loadSecret(undefined)).equals(await loadSecret(undefined))).toBe(false);
  });

  it('is never overwritten when the file is none of ours', async () => {
    const path = join(directory, 'resume-secret');
    await writeFile(path, 'my shopping list\n');
    await expect(loadSecret(directory)).rejects.toThrow(/is no secret of this server/);
    expect(await readFile(path, 'utf8')).toBe('my shopping list\n');
  });
});
