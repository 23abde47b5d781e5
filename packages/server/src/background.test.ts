import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inBackground } from './background.ts';
import { type Log, SILENT_LOG } from './log.ts';

describe('work in the background', () => {
  it('that fails, at once or later, is logged and ends nothing', async () => {
    const said: string[] = [];
    const log: Log = { ...SILENT_LOG, error: (_fields, message) => said.push(message) };
    const ended: string[] = [];
    inBackground(
      log,
      'the first',
      () => Promise.reject(new Error('later')),
      () => ended.push('first'),
    );
    inBackground(log, 'the second', () => {
      throw new Error('at once');
    });
    inBackground(log, 'the third', async () => ended.push('third'));
    await new Promise((resolve) => setImmediate(resolve));
    expect([said.toSorted(), ended.toSorted()]).toEqual([
      ['the first failed', 'the second failed'],
      ['first', 'third'],
    ]);
  });

  it('that fails under a log that fails ends nothing either', async () => {
    const rejections: unknown[] = [];
    const note = (reason: unknown) => rejections.push(reason);
    process.on('unhandledRejection', note);
    const log: Log = {
      ...SILENT_LOG,
      error: () => {
        throw new Error('the disk is full');
      },
    };
    inBackground(log, 'it', () => Promise.reject(new Error('no')));
    await new Promise((resolve) => setTimeout(resolve, 0));
    process.off('unhandledRejection', note);
    expect(rejections).toEqual([]);
  });
});

describe('the sources of the server', () => {
  // cli.ts, commands/ and process/ hold the process's own ways out, where a failure may end it.
  it('start no work in the background by a bare `void`, whose failure would end the process', async () => {
    const root = import.meta.dirname;
    const all = await readdir(root, { recursive: true });
    const paths = all.filter((path) => /\.ts$/.test(path) && !/\.test\.ts$|^(commands|process)\/|^cli\.ts$/.test(path));
    expect(paths.length).toBeGreaterThan(80);
    const texts = await Promise.all(
      paths.map(async (path) => ({ path, text: await readFile(join(root, path), 'utf8') })),
    );
    const bare = texts.flatMap(({ path, text }) =>
      [...text.matchAll(/\bvoid [\w.]+\(/g)].map(([found]) => `${path}: ${found}`),
    );
    expect(bare).toEqual([]);
  });
});
