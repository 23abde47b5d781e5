// A package registry on loopback that has what is installed in this repository: npm can install without any network.

import { existsSync, globSync, readFileSync, realpathSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { tarOf } from './tar.ts';

export interface LocalRegistry {
  readonly url: string;
  stop(): Promise<void>;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface Installed {
  readonly folder: string;
  readonly manifest: Manifest;
}

/** @param wanted Names of packages, each with a folder that may import it; what they depend on comes along. */
export async function startRegistry(
  wanted: readonly (readonly [name: string, from: string])[],
): Promise<LocalRegistry> {
  const byName = collect(wanted);
  const server: Server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/').slice(1);
    const [, name = path, version] = /^-\/(.+)@([^@]+)\.tar$/.exec(path) ?? [];
    const versions = byName.get(name);
    const one = version === undefined ? undefined : versions?.get(version);
    if (one !== undefined) {
      response.end(tarOf(one.folder, filesOf(one.folder)));
      return;
    }
    answer(response, versions, url());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = (): string => {
    const address = server.address();
    return `http://127.0.0.1:${address === null || typeof address === 'string' ? 0 : address.port}`;
  };
  return {
    url: url(),
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function answer(response: ServerResponse, versions: ReadonlyMap<string, Installed> | undefined, url: string): void {
  if (versions === undefined) {
    response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"not found"}');
    return;
  }
  const manifests = [...versions.values()].map(({ manifest }) => ({
    ...manifest,
    dist: { tarball: `${url}/-/${encodeURIComponent(manifest.name)}@${manifest.version}.tar` },
  }));
  const [first] = manifests;
  const body = {
    name: first?.name,
    'dist-tags': { latest: first?.version },
    versions: Object.fromEntries(manifests.map((manifest) => [manifest.version, manifest])),
  };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function collect(wanted: readonly (readonly [name: string, from: string])[]): Map<string, Map<string, Installed>> {
  const byName = new Map<string, Map<string, Installed>>();
  const waiting = [...wanted];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [name, from] = next;
    const folder = find(name, from);
    // Builds for other platforms are not installed.
    if (folder === undefined) continue;
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
    const versions = byName.get(name) ?? new Map<string, Installed>();
    if (versions.has(manifest.version)) continue;
    byName.set(name, versions.set(manifest.version, { folder, manifest }));
    const needed = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
    waiting.push(...needed.map((other) => [other, folder] as const));
  }
  return byName;
}

// As Node finds it: in a folder of packages beside the importer, or above.
function find(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const place = join(folder, 'node_modules', name);
    if (existsSync(join(place, 'package.json'))) return realpathSync(place);
    if (folder === dirname(folder)) return undefined;
  }
}

function filesOf(folder: string): string[] {
  return globSync('**/*', { cwd: folder, withFileTypes: true, exclude: ({ name }) => name === 'node_modules' })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
