// Builds dist/packages: what a game outside this repository installs. Each folder is one package as `npm publish` sends it: compiled
// modules, their types and a manifest. In the repository the packages go on running from source (docs/adr/0001-run-from-source.md).

import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import root from '../package.json' with { type: 'json' };
import { readImports, readSources, type SourceFile } from './source-imports.ts';

const ROOT = join(import.meta.dirname, '..');
const PACKAGES = join(ROOT, 'dist/packages');
const NAMES = ['shared', 'client', 'bots', 'server', 'testing'];
const COMPILED = 'compiled';
/** As deep as the sources, so that `../package.json` is the manifest in both. */
const MODULES = 'lib';
const GUIDE = 'new-game.md';
/** Large, and needed only by games with a page: they install them themselves. */
const OPTIONAL = ['esbuild', 'phaser'];
/** What a page is built from beside modules. */
const PAGE_PARTS = '**/*.{css,html,svg}';

/** How a source names a module that it does not import: a thread that it starts, the script of a page that it builds. */
const MODULE_URL = /(new URL\(\s*['"])(\.[^'"]+)\.ts(['"],\s*import\.meta\.url)/g;
/** tsc leaves these names in declarations as they are. */
const TYPES_IMPORT = /((?:\bfrom|\bimport\()\s*['"]\.{1,2}\/[^'"]+)\.ts(?=['"])/g;
const RELATIVE_LINK = /\[([^\]]+)\]\((?!https?:)[^)]+\)/g;

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly sideEffects?: boolean;
}

interface Package {
  readonly folder: string;
  readonly manifest: Manifest;
  /** Its subpaths, each with its source from the project's root. */
  readonly exports: ReadonlyMap<string, string>;
}

/** Swapped in whole: nobody finds half a build. Returns the folders. @throws Error when a source cannot be published as it is. */
export async function buildPackages(target = PACKAGES): Promise<string[]> {
  const next = `${target}.${process.pid}`;
  const sources = await readSources(ROOT);
  const packages = await Promise.all(NAMES.map(readPackage));
  try {
    await mkdir(next, { recursive: true });
    const exported = packages.flatMap((one) => [...one.exports.values()]).filter(isModule);
    const modules = reachedFrom([...exported, ...(await namedByUrl(sources))], sources).map(({ path }) => path);
    await compile(next, modules);
    for (const one of packages) await fill(join(next, one.folder), join(next, COMPILED), one, packages);
    await rm(join(next, COMPILED), { recursive: true });
    await rm(target, { recursive: true, force: true });
    await rename(next, target);
  } finally {
    await rm(next, { recursive: true, force: true });
  }
  return NAMES.map((name) => join(target, name));
}

/** Packs all of them into `folder`, as `npm publish` would. @throws Error with what npm said. */
export async function packPackages(folder: string): Promise<void> {
  const built = `${folder}.built`;
  const folders = await buildPackages(built);
  await mkdir(folder, { recursive: true });
  const { status, stderr } = spawnSync('npm', ['pack', '--pack-destination', folder, ...folders], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm cannot pack the packages:\n${stderr}`);
  await rm(built, { recursive: true });
}

async function readPackage(folder: string): Promise<Package> {
  const text = await readFile(join(ROOT, 'packages', folder, 'package.json'), 'utf8');
  const manifest = JSON.parse(text) as Manifest;
  const exports = Object.entries(manifest.exports).map(
    ([subpath, path]) => [subpath, posix.join('packages', folder, path)] as const,
  );
  return { folder, manifest, exports: new Map(exports) };
}

/** These files and all of their own packages that they import. */
function reachedFrom(entries: readonly string[], sources: readonly SourceFile[]): SourceFile[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const seen = new Set(entries);
  for (const path of seen) {
    for (const { specifier } of byPath.get(path)?.imports ?? []) {
      if (specifier.startsWith('.')) seen.add(posix.join(posix.dirname(path), specifier));
    }
  }
  return [...seen].flatMap((path) => byPath.get(path) ?? []);
}

// No import leads to them.
async function namedByUrl(sources: readonly SourceFile[]): Promise<string[]> {
  const paths = sources.map(({ path }) => path).filter((path) => NAMES.includes(path.split('/')[1] ?? ''));
  const texts = await Promise.all(paths.map(async (path) => [path, await readFile(join(ROOT, path), 'utf8')] as const));
  return texts.flatMap(([path, text]) =>
    [...text.matchAll(MODULE_URL)].map(([, , beside]) => posix.join(posix.dirname(path), `${beside}.ts`)),
  );
}

/**
 * Compiles these sources, each to its own path below `compiled`. All of them are named: what tsc reaches by way of a link in node_modules
 * counts as another's, and whether it is written then changes from run to run.
 */
async function compile(folder: string, modules: readonly string[]): Promise<void> {
  const config = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      declaration: true,
      rewriteRelativeImportExtensions: true,
      // `pnpm check` does that, for everything at once.
      noCheck: true,
      rootDir: ROOT,
      outDir: join(folder, COMPILED),
    },
    include: [],
    files: modules.map((path) => join(ROOT, path)),
  };
  const path = join(folder, 'tsconfig.json');
  await writeFile(path, JSON.stringify(config));
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', path], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the packages cannot be compiled:\n${stdout}`);
  await rm(path);
  const lost = modules.filter((module) => !existsSync(join(folder, COMPILED, module.replace(/\.ts$/, '.js'))));
  if (lost.length > 0) throw new Error(`tsc did not write ${lost.join(', ')}`);
}

async function fill(folder: string, compiled: string, one: Package, all: readonly Package[]): Promise<void> {
  await mkdir(folder);
  await rename(join(compiled, 'packages', one.folder, 'src'), join(folder, MODULES));
  const sources = join(ROOT, 'packages', one.folder, 'src');
  for (const path of globSync(PAGE_PARTS, { cwd: sources })) await cp(join(sources, path), join(folder, MODULES, path));
  const used = new Set<string>();
  for (const path of globSync('**/*.{js,d.ts}', { cwd: join(folder, MODULES) })) {
    const place = join(folder, MODULES, path);
    const text = (await readFile(place, 'utf8')).replace(MODULE_URL, '$1$2.js$3').replace(TYPES_IMPORT, '$1.js');
    await writeFile(place, text);
    for (const { specifier } of readImports(text)) used.add(specifier);
  }
  const readme = await readFile(join(ROOT, 'packages', one.folder, 'README.md'), 'utf8');
  await writeFile(join(folder, 'README.md'), readme);
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifestOf(one, all, used, readme), null, 2)}\n`);
  await cp(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  const guide = await readFile(join(ROOT, 'docs', GUIDE), 'utf8');
  // Pages beside it stay in the repository.
  await writeFile(join(folder, GUIDE), guide.replace(RELATIVE_LINK, '$1'));
}

function manifestOf(one: Package, all: readonly Package[], used: ReadonlySet<string>, readme: string): object {
  const { name, version, license, sideEffects } = one.manifest;
  const needed = dependenciesOf(one, all, used);
  const pick = (isOptional: boolean) =>
    Object.fromEntries(needed.filter(([dependency]) => OPTIONAL.includes(dependency) === isOptional));
  const peers = pick(true);
  return {
    name,
    version,
    // The first paragraph below the heading.
    description: readme.split('\n\n')[1]?.replaceAll('\n', ' '),
    keywords: ['game', 'game-server', 'multiplayer', 'netcode'],
    license,
    type: 'module',
    ...(sideEffects !== undefined && { sideEffects }),
    engines: { node: '>=24' },
    publishConfig: { access: 'public' },
    files: [MODULES, GUIDE],
    exports: Object.fromEntries([...one.exports].map(([subpath, path]) => [subpath, compiledAs(path)])),
    dependencies: pick(false),
    ...(Object.keys(peers).length > 0 && {
      peerDependencies: peers,
      peerDependenciesMeta: Object.fromEntries(Object.keys(peers).map((peer) => [peer, { optional: true }])),
    }),
  };
}

function isModule(path: string): boolean {
  return path.endsWith('.ts');
}

function compiledAs(source: string): string | { readonly types: string; readonly default: string } {
  const place = source.replace(/^packages\/\w+\/src\//, `./${MODULES}/`);
  if (!isModule(place)) return place;
  const path = place.replace(/\.ts$/, '');
  return { types: `${path}.d.ts`, default: `${path}.js` };
}

// What its modules and types import, and no more: each by the exact version that the repository is tested with.
function dependenciesOf({ manifest, folder }: Package, all: readonly Package[], used: ReadonlySet<string>) {
  const names = [...used].flatMap((specifier) =>
    /^(?:\.|node:)/.test(specifier) ? [] : (/^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? []),
  );
  const versions: Readonly<Record<string, string>> = {
    ...manifest.dependencies,
    ...Object.fromEntries(all.map((other) => [other.manifest.name, other.manifest.version])),
  };
  const types: Readonly<Record<string, string>> = root.devDependencies;
  return [...new Set(names)].sort().flatMap((name) => {
    const version = versions[name];
    if (version === undefined)
      throw new Error(`packages/${folder} imports ${name}, which its package.json does not list`);
    const typesVersion = types[`@types/${name}`];
    const both = typesVersion === undefined ? [] : [[`@types/${name}`, typesVersion] as const];
    return [[name, version] as const, ...both];
  });
}

if (import.meta.main) {
  const folders = await buildPackages();
  console.error(`Packages built: ${folders.length}, in dist/packages.`);
}
