// Another build of everything, of another version: a copy of the sources with another number of the protocol.

import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from './program.ts';

const ROOT = join(import.meta.dirname, '../..');

export interface SecondBuild {
  readonly cli: string;
  readonly clientDir: string;
  remove(): Promise<void>;
}

/** Copies, changes and builds it: some seconds of work. */
export async function createSecondBuild(): Promise<SecondBuild> {
  const folder = await mkdtemp(join(tmpdir(), 'starfray-build-'));
  for (const part of ['packages', 'games', 'scripts', 'package.json', 'pnpm-lock.yaml']) {
    const filter = (path: string): boolean => !/\/client\/dist(\.|$|\/)/.test(path);
    await cp(join(ROOT, part), join(folder, part), { recursive: true, verbatimSymlinks: true, filter });
  }
  await linkModules(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const limits = join(folder, 'packages/shared/src/protocol/limits.ts');
  const before = await readFile(limits, 'utf8');
  const after = before.replace(/PROTOCOL_VERSION = \d+/, 'PROTOCOL_VERSION = 99');
  if (after === before) throw new Error('the number of the protocol was not found');
  await writeFile(limits, after);
  const { code, stderr } = await runProgram(process.execPath, [join(folder, 'scripts/build.ts')], { cwd: folder });
  if (code !== 0) throw new Error(`the second build failed: ${stderr}`);
  return {
    cli: join(folder, 'games/cli.ts'),
    clientDir: join(folder, 'packages/client/dist'),
    remove: () => rm(folder, { recursive: true }),
  };
}

// The project's own packages are links that lead to the copies beside them.
async function linkModules(from: string, to: string): Promise<void> {
  await mkdir(to);
  for (const name of await readdir(from)) {
    if (name === '@starfray') await cp(join(from, name), join(to, name), { recursive: true, verbatimSymlinks: true });
    else await symlink(join(from, name), join(to, name));
  }
}
