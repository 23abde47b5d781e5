// Builds dist/package: all that `npm publish` sends. One package, `starfray`, with the command, what it imports and the built client;
// it depends on nothing, so that installing it is unpacking it.

import { cp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import server from '../packages/server/package.json' with { type: 'json' };
import { buildClient, CLIENT_DIST } from './build.ts';
import { packPackages } from './build-packages.ts';
import { bundleServer } from './bundle-server.ts';
import { packagesOf, thirdPartyLicences } from './third-party.ts';

const ROOT = join(import.meta.dirname, '..');
const PACKAGE = join(ROOT, 'dist/package');
const SCRIPTS = 'lib';
const CLIENT = 'client';
/** Not in the package: the command makes it where it may. */
const COMPILED = 'compiled';
/** For `starfray new`: the packages that a game runs on, and the page with its files. */
const PACKAGES = 'packages';
const GUIDE = 'new-game.md';
const LICENCES = 'THIRD-PARTY-LICENSES.txt';

/** Swapped in whole, like the client: packing never finds half a build. */
async function buildPackage(): Promise<void> {
  const next = `${PACKAGE}.${process.pid}`;
  try {
    await fill(next);
    await rm(PACKAGE, { recursive: true, force: true });
    await rename(next, PACKAGE);
  } finally {
    await rm(next, { recursive: true, force: true });
  }
}

async function fill(folder: string): Promise<void> {
  const client = await buildClient();
  const { command, inputs } = await bundleServer(join(folder, SCRIPTS), {
    'packages/client/dist': `../${CLIENT}`,
    'games/compiled': `../${COMPILED}`,
    'dist/package/packages': `../${PACKAGES}`,
    'docs/new-game.md': `../${GUIDE}`,
  });
  const packages = [...new Set([...packagesOf(inputs), ...client.packages])];
  await writeFile(join(folder, LICENCES), await thirdPartyLicences(packages));
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifestOf(command), null, 2)}\n`);
  await cp(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  await cp(join(ROOT, 'games/starfray/README.md'), join(folder, 'README.md'));
  await cp(join(ROOT, 'docs', GUIDE), join(folder, GUIDE));
  await packPackages(join(folder, PACKAGES));
  // The build's own notes are of no use to a server.
  const isServed = (path: string) => basename(path) !== 'build.json';
  await cp(CLIENT_DIST, join(folder, CLIENT), { recursive: true, filter: isServed });
}

function manifestOf(command: string): object {
  return {
    name: 'starfray',
    version: server.version,
    description: 'Space combat in the browser, and the server for it: one command serves page, API and WebSocket.',
    keywords: ['game', 'game-server', 'multiplayer', 'websocket', 'space', 'bots', 'netcode'],
    license: server.license,
    type: 'module',
    bin: { starfray: `${SCRIPTS}/${command}` },
    engines: { node: '>=24' },
    files: [SCRIPTS, CLIENT, PACKAGES, GUIDE, LICENCES],
  };
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(file.parentPath, file.name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

if (import.meta.main) {
  await buildPackage();
  const [scripts, client] = await Promise.all([SCRIPTS, CLIENT].map((folder) => sizeOf(join(PACKAGE, folder))));
  const megabytes = (bytes = 0) => (bytes / 1e6).toFixed(1);
  console.error(
    `Package built: ${megabytes(scripts)} MB of server, ${megabytes(client)} MB of client, in dist/package.`,
  );
}
