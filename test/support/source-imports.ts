// Reads the import lines of source files, type-only ones included. No compiler: the lines are all that layers are made of.

import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';

export interface Import {
  /** As written: './a.ts', '@starfray/shared/core', 'node:fs', 'ws'. */
  readonly specifier: string;
  readonly isTypeOnly: boolean;
  /** The names between the braces; empty for other forms. */
  readonly names: readonly string[];
}

export interface SourceFile {
  /** From the project's root, with forward slashes: 'packages/shared/src/core/grid.ts'. */
  readonly path: string;
  readonly imports: readonly Import[];
}

const FROM = /^[ \t]*(?:import|export)\s+(type\s+)?([^;'"]*?)\s*from\s*['"]([^'"]+)['"]/gm;
const BARE = /^[ \t]*import\s*['"]([^'"]+)['"]/gm;
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]/g;

/** The imports and re-exports of a module's text. */
export function readImports(text: string): Import[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const named = Array.from(code.matchAll(FROM), ([, type, clause = '', specifier = '']) => {
    const names = namesIn(clause);
    const isTypeOnly = type !== undefined || (names.length > 0 && names.every(({ isType }) => isType));
    return { specifier, isTypeOnly, names: names.map(({ name }) => name) };
  });
  const others = [...code.matchAll(BARE), ...code.matchAll(DYNAMIC)];
  return [...named, ...others.map(([, specifier = '']) => ({ specifier, isTypeOnly: false, names: [] }))];
}

function namesIn(clause: string): { name: string; isType: boolean }[] {
  const inner = /\{([\s\S]*)\}/.exec(clause)?.[1] ?? '';
  const parts = inner.split(',').map((part) => part.trim());
  return parts
    .filter((part) => part !== '')
    .map((part) => {
      const [name = ''] = part.replace(/^type\s+/, '').split(/\s+as\s+/);
      return { name, isType: part.startsWith('type ') };
    });
}

/** Every TypeScript file of the sources of packages and games; tests and declarations apart. */
export async function readSources(root: string): Promise<SourceFile[]> {
  const packages = await readdir(join(root, 'packages'));
  const games = await readdir(join(root, 'games'));
  const folders = [...packages.map((name) => `packages/${name}/src`), ...games.map((name) => `games/${name}`)];
  const lists = await Promise.all(folders.map((folder) => readFolder(root, folder)));
  return lists.flat();
}

async function readFolder(root: string, folder: string): Promise<SourceFile[]> {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  const paths = entries
    .filter(
      (entry) =>
        entry.isFile() &&
        !entry.parentPath.includes('node_modules') &&
        /\.ts$/.test(entry.name) &&
        !/\.(test|d)\.ts$/.test(entry.name),
    )
    .map((entry) => posix.join(entry.parentPath.slice(root.length + 1).replaceAll('\\', '/'), entry.name));
  return Promise.all(
    paths.map(async (path) => ({ path, imports: readImports(await readFile(join(root, path), 'utf8')) })),
  );
}
