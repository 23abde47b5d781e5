// Bundles the `starfray` command, all that it imports and the threads that it starts: scripts that need no node_modules.

import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { puckGame } from '@starfray/puck/rules';
import { versionHash } from '@starfray/shared/protocol';
import { starfray } from '@starfray/starfray/rules';
import { build, type PartialMessage, type Plugin } from 'esbuild';
import { prepareScripts } from './quick-scripts.ts';

const ROOT = join(import.meta.dirname, '..');
const COMMAND = join(ROOT, 'games/start.ts');
/** Whatever of the workspace the command may run in Node; it builds no pages. */
const SOURCES = ['packages/{shared,client,bots,server}/src/**/*.ts', 'games/*.ts'];
const NOT_SOURCES = ['**/*.test.ts', 'packages/client/src/build/**'];
/** How a source names a file that it does not import: beside itself. The bundle moves it, and the build every such URL. */
const URL_BESIDE = /new URL\(\s*'(\.[^']+)',\s*import\.meta\.url,?\s*\)/g;
/** What a file says of its own place in any other way would be wrong in the bundle. */
const OWN_PLACE = /import\.meta\.(?:url|dirname|filename|resolve)\b/;
/** Compiled accelerators that ws and msgpackr try to load. The package is the same everywhere: it uses none. */
const NATIVE = ['bufferutil', 'utf-8-validate', 'msgpackr-extract'];
const WITHOUT_NATIVE = {
  'process.env.WS_NO_BUFFER_UTIL': '"1"',
  'process.env.WS_NO_UTF_8_VALIDATE': '"1"',
  'process.env.MSGPACKR_NATIVE_ACCELERATION_DISABLED': '"true"',
};
/** Finding out what version a game's rules are plays them for a tenth of a second. */
const VERSIONS = {
  STARFRAY_VERSION: JSON.stringify(versionHash(starfray)),
  PUCK_VERSION: JSON.stringify(versionHash(puckGame)),
};

export interface ServerBundle {
  /** The command's script, from the folder of the bundle. */
  readonly command: string;
  /** Every file that went in, from the project's root. */
  readonly inputs: readonly string[];
}

/**
 * Bundles into `directory`, all scripts side by side. `folders` are those that sources name by a URL, from the project's root, and
 * where each lies as seen from `directory`. A thread needs no entry: every source that another names by a URL becomes a script.
 */
export async function bundleServer(
  directory: string,
  folders: Readonly<Record<string, string>>,
): Promise<ServerBundle> {
  const threads = await findThreads();
  // Apart: what the command shared with a thread would be a script of its own, and a start takes longer with each one that it reads.
  const entries = [{ starfray: COMMAND }, Object.fromEntries(threads.map((path) => [basename(path, '.ts'), path]))];
  const places = movedPlaces({ threads, folders });
  const inputs = new Set<string>();
  for (const entryPoints of entries) {
    for (const input of await bundle(directory, entryPoints, places)) inputs.add(input);
  }
  expectUnused([...inputs]);
  await prepareScripts(directory);
  return { command: 'starfray.js', inputs: [...inputs] };
}

async function bundle(directory: string, entryPoints: Record<string, string>, places: Plugin): Promise<string[]> {
  const { metafile } = await build({
    entryPoints,
    absWorkingDir: ROOT,
    outdir: directory,
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    // Names and lines stay: an operator's report of an error says where it was.
    minifySyntax: true,
    legalComments: 'eof',
    external: NATIVE,
    define: { ...WITHOUT_NATIVE, ...VERSIONS },
    plugins: [places, onlyVersions, unusedParts, withoutHttp2],
    metafile: true,
    logLevel: 'warning',
  });
  return Object.keys(metafile.inputs);
}

async function findThreads(): Promise<string[]> {
  const found = new Set<string>();
  for await (const path of glob(SOURCES, { cwd: ROOT, exclude: NOT_SOURCES })) {
    const text = await readFile(join(ROOT, path), 'utf8');
    for (const [, beside = ''] of text.matchAll(URL_BESIDE)) {
      if (beside.endsWith('.ts')) found.add(join(ROOT, dirname(path), beside));
    }
  }
  const names = [...found].map((path) => basename(path));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Error(`two threads are named ${twice}: in the package they lie side by side`);
  return [...found].sort();
}

/** Of the workspace's own manifests the programs read the version; the rest says nothing about the package. */
const onlyVersions: Plugin = {
  name: 'only-versions',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]packages[\\/]\w+[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8')) as { readonly version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/**
 * Parts of packages that the server never uses and a start would read: metrics gathered over forked processes, files searched by patterns,
 * JSON schemas of routes (see `withoutSchemas`), requests without a socket.
 */
const UNUSED = [
  /[\\/]prom-client[\\/]lib[\\/]cluster\.js$/,
  /[\\/]glob[\\/]dist[\\/]commonjs[\\/]index\.min\.js$/,
  /[\\/]@fastify[\\/]ajv-compiler[\\/]index\.js$/,
  /[\\/]@fastify[\\/]fast-json-stringify-compiler[\\/]index\.js$/,
  /[\\/]light-my-request[\\/]index\.js$/,
  /[\\/]prom-client[\\/]lib[\\/]pushgateway\.js$/,
];
const unusedParts: Plugin = {
  name: 'unused-parts',
  setup: ({ onLoad }) => {
    for (const filter of UNUSED) onLoad({ filter }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** Fastify serves HTTP/2 where it is asked to, and reads all of it at each start. */
const HTTP2 = "const http2 = require('node:http2')";
const withoutHttp2: Plugin = {
  name: 'without-http2',
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]fastify[\\/]lib[\\/]server\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      if (!text.includes(HTTP2))
        return { errors: [{ text: `${path} reads HTTP/2 in a way that this build does not know` }] };
      return { contents: text.replace(HTTP2, 'const http2 = {}') };
    });
  },
};

/** After an update of a package they may lie elsewhere. */
function expectUnused(inputs: readonly string[]): void {
  const missing = UNUSED.filter((filter) => !inputs.some((path) => filter.test(path)));
  if (missing.length > 0) throw new Error(`nothing in the bundle is ${missing.join(', ')}`);
}

interface Places {
  readonly threads: readonly string[];
  readonly folders: Readonly<Record<string, string>>;
}

function movedPlaces(places: Places): Plugin {
  return {
    name: 'moved-places',
    setup: ({ onLoad }) => {
      onLoad({ filter: /[\\/](?:packages[\\/]\w+[\\/]src|games)[\\/].*\.ts$/ }, async ({ path }) => {
        const text = await readFile(path, 'utf8');
        const errors: PartialMessage[] = [];
        const contents = text.replaceAll(URL_BESIDE, (_url, beside: string) => {
          const moved = movedTo(resolve(dirname(path), beside), places);
          if (moved === undefined) errors.push(fault(path, `${beside} is not in the package`));
          return `new URL(${JSON.stringify(moved)}, import.meta.url)`;
        });
        if (OWN_PLACE.test(text.replaceAll(URL_BESIDE, ''))) {
          errors.push(fault(path, "only new URL('./…', import.meta.url) can be moved"));
        }
        return { contents, loader: 'ts', errors };
      });
    },
  };
}

function movedTo(target: string, { threads, folders }: Places): string | undefined {
  if (threads.includes(target) && existsSync(target)) return `./${basename(target, '.ts')}.js`;
  return folders[relative(ROOT, target)];
}

function fault(path: string, text: string): PartialMessage {
  return { text, location: { file: relative(ROOT, path) } };
}
