import { linkSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { placeFile } from './place-file.ts';

let directory: string;
let draft: string;
let to: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'starfray-place-'));
  [draft, to] = [join(directory, 'draft'), join(directory, 'file')];
  writeFileSync(draft, 'whole');
});
afterEach(() => rmSync(directory, { recursive: true }));

/** A file system without hard links. */
function without(code: string) {
  return () => {
    throw Object.assign(new Error(code), { code });
  };
}

// No kernel that tests run on need have FAT: what it answers is passed in.
describe.each([
  ['with hard links', linkSync],
  ['without hard links, like FAT', without('EPERM')],
  ['without hard links, like a network share', without('EOPNOTSUPP')],
])('[H9] a draft on a file system %s', (_what, link) => {
  it('takes its place, and nothing of it is left behind', () => {
    placeFile(draft, to, link);
    expect([readdirSync(directory), readFileSync(to, 'utf8')]).toEqual([['file'], 'whole']);
  });

  it('takes the place of no file', () => {
    writeFileSync(to, 'mine');
    expect(() => placeFile(draft, to, link)).toThrow(/EEXIST/);
    expect([readFileSync(to, 'utf8'), readFileSync(draft, 'utf8')]).toEqual(['mine', 'whole']);
  });
});

it('[H9] leaves no empty file behind where the draft cannot be moved', () => {
  rmSync(draft);
  expect(() => placeFile(draft, to, without('EPERM'))).toThrow(/ENOENT/);
  expect(readdirSync(directory)).toEqual([]);
});

it('[H9] takes no other fault for a file system without links', () => {
  expect(() => placeFile(draft, to, without('ENOSPC'))).toThrow('ENOSPC');
});
