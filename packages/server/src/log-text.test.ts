import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeUnsafe } from './log-text.ts';

const NASTY = 'a\u0000\u001b[31m\u007f\u0085\u009b31m\u00ad\u200b\u202e\u2028\u2029\u2066\ufeff\u{e0041}z\n';
const RAW = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

describe('a line of the log', () => {
  it('[Q1] shows control, bidi and invisible characters of a peer as escapes, and reads as the same JSON', () => {
    const line = escapeUnsafe(JSON.stringify({ name: NASTY }));
    expect(line).not.toMatch(RAW);
    expect(line).toContain('\\u0085');
    expect(JSON.parse(line)).toEqual({ name: NASTY });
  });

  it('[Q1] reads as the same JSON, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const line = escapeUnsafe(JSON.stringify([text]));
        return !RAW.test(line) && JSON.parse(line)[0] === text;
      }),
    );
  });

  it('[Q1] comes out of the log that the server writes like that: names of fields, errors and all', () => {
    const program = `
      import { createLog } from './log.ts';
      const text = ${JSON.stringify(NASTY)};
      createLog('info').info({ reason: text, [text]: 1, err: new Error(text) }, text);`;
    const node = ['--input-type=module-typescript', '--eval', program];
    const { stderr } = spawnSync(process.execPath, node, { cwd: import.meta.dirname, encoding: 'utf8' });
    expect(stderr.trimEnd()).not.toMatch(RAW);
    expect(stderr.trimEnd()).not.toContain('\n');
    expect(JSON.parse(stderr)).toMatchObject({ reason: NASTY, msg: NASTY, [NASTY]: 1, err: { message: NASTY } });
  });
});
