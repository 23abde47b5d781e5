// Reads the import lines of source files, type-only ones included. No compiler: the lines are all that layers are made of.

import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

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
export function readSources(root: string): Promise<SourceFile[]> {
  return readFiles(root, '{packages/*/src,games}/**/*.ts', (path) => !/\.(test|d)\.ts$/.test(path));
}

/** The unit tests of packages. */
export function readUnitTests(root: string): Promise<SourceFile[]> {
  return readFiles(root, 'packages/*/src/**/*.test.ts', () => true);
}

async function readFiles(root: string, pattern: string, isWanted: (path: string) => boolean): Promise<SourceFile[]> {
  // Not into node_modules, where a game's folder leads back to itself.
  const exclude = (path: string): boolean => basename(path) === 'node_modules';
  const paths = globSync(pattern, { cwd: root, exclude });
  return Promise.all(
    paths
      .filter(isWanted)
      .map((path) => path.replaceAll('\\', '/'))
      .sort()
      .map(async (path) => ({ path, imports: readImports(await readFile(join(root, path), 'utf8')) })),
  );
}
