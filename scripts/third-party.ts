// The licences of packages whose code is copied into what is published: all of them allow it, and ask to be passed on.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
/** All ask for no more than that their text comes along. Another one is to be read before it goes in here. */
const PERMISSIVE = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT'];
const LICENCE_FILE = /^(licen[cs]e|copying|notice)\b/i;
const RULE = '-'.repeat(80);

interface Notice {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly text: string;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly author?: string | { readonly name: string };
}

/** The folders of packages from outside among a bundle's files, paths from the project's root. */
export function packagesOf(inputs: readonly string[]): string[] {
  const folders = inputs.flatMap((path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
  return [...new Set(folders)].sort();
}

/** The licences of the packages in these folders as one text. @throws Error when one of them may not be passed on just so. */
export async function thirdPartyLicences(folders: readonly string[]): Promise<string> {
  const notices = await Promise.all(folders.map(readNotice));
  const byName = new Map(notices.map((notice) => [`${notice.name} ${notice.version}`, notice]));
  const parts = [...byName].sort(([a], [b]) => (a < b ? -1 : 1));
  const heads = parts.map(([title, { licence }]) => `${title} (${licence})`);
  return [
    `This package holds code of ${heads.length} others, under these licences:`,
    heads.join('\n'),
    ...parts.map(([, { text }], i) => `${RULE}\n${heads[i]}\n${RULE}\n\n${text}`),
  ].join('\n\n');
}

async function readNotice(folder: string): Promise<Notice> {
  const path = join(ROOT, folder);
  const manifest = JSON.parse(await readFile(join(path, 'package.json'), 'utf8')) as Manifest;
  const { name, version, license: licence = 'none' } = manifest;
  if (!PERMISSIVE.includes(licence))
    throw new Error(`${name} ${version}: licence ${licence} is not known to be permissive`);
  const files = (await readdir(path)).filter((file) => LICENCE_FILE.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(path, file), 'utf8')));
  return { name, version, licence, text: texts.map((text) => text.trim()).join('\n\n') || withoutFile(manifest) };
}

// Some packages only name their licence.
function withoutFile({ license, author }: Manifest): string {
  const by = typeof author === 'string' ? author : author?.name;
  return `Licensed under ${license}${by === undefined ? '' : ` by ${by}`}; the package has no file that says more.`;
}
