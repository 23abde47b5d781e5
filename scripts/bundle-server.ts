// Bundles the `starfray` command, all that it imports and the threads that it starts: scripts that need no node_modules.

import { existsSync } from 'node:fs';
import { glob, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { versionHash } from '@starfray/shared/protocol';
import { starfray } from '@starfray/starfray/rules';
import { build, type PartialMessage, type Plugin } from 'esbuild';

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
/** CommonJS among the packages asks for Node's modules by `require`, which a module does not have. */
const REQUIRE = [
  "import { createRequire as createStarfrayRequire } from 'node:module';",
  'const require = createStarfrayRequire(import.meta.url);',
].join('\n');

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
  const { metafile } = await build({
    entryPoints: { starfray: COMMAND, ...Object.fromEntries(threads.map((path) => [basename(path, '.ts'), path])) },
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
    define: { ...WITHOUT_NATIVE, STARFRAY_VERSION: JSON.stringify(versionHash(starfray)) },
    banner: { js: REQUIRE },
    plugins: [movedPlaces({ threads, folders }), onlyVersions, lazyBuiltins, unusedParts],
    metafile: true,
    logLevel: 'warning',
  });
  await compileAhead(directory);
  return { command: 'starfray.js', inputs: Object.keys(metafile.inputs) };
}

/** How esbuild writes the body of a CommonJS module. */
const COMMON_JS_BODY = /^ {2}("node_modules\/[^"\n]+")\(([^)\n]*)\) \{$([\s\S]*?)^ {2}\}$(?=\n\}\))/gm;

/**
 * Puts the body of each CommonJS module in parentheses, which V8 takes for a function that is called at once: it is compiled with its script
 * and kept with it. Node's compile cache holds nothing that is compiled later, so each start would read these again.
 */
async function compileAhead(directory: string): Promise<void> {
  let bodies = 0;
  for (const name of await readdir(directory)) {
    if (!name.endsWith('.js')) continue;
    const path = join(directory, name);
    const text = await readFile(path, 'utf8');
    const ahead = text.replaceAll(COMMON_JS_BODY, (_all, module, parameters, body) => {
      bodies += 1;
      return `  ${module}: (function(${parameters}) {${body}  })`;
    });
    if (ahead !== text) await writeFile(path, ahead);
  }
  if (bodies === 0)
    throw new Error('no CommonJS module was found in the bundle: esbuild writes them in another way now');
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
 * Node's modules by `require`: an `import` reads all that they export, which sets up parts that nobody asked for: with the browser's
 * WebSocket an HTTP client of a tenth of the start.
 */
const lazyBuiltins: Plugin = {
  name: 'lazy-builtins',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^node:/ }, ({ path, kind }) =>
      kind === 'import-statement' ? { path, namespace: 'required' } : { path, external: true },
    );
    onLoad({ filter: /.*/, namespace: 'required' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
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
];
const unusedParts: Plugin = {
  name: 'unused-parts',
  setup: ({ onLoad, onEnd }) => {
    for (const filter of UNUSED) onLoad({ filter }, () => ({ contents: 'module.exports = {};' }));
    // After an update of a package they may lie elsewhere.
    onEnd(({ metafile }) => {
      const inputs = Object.keys(metafile?.inputs ?? {});
      const missing = UNUSED.filter((filter) => !inputs.some((path) => filter.test(path)));
      return { errors: missing.map((filter) => ({ text: `nothing in the bundle is ${filter}` })) };
    });
  },
};

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
