// The layer table and the rules that hold between its parts. This is where they are decided; the documentation repeats them.

import { posix } from 'node:path';
import type { Import, SourceFile } from '../../scripts/source-imports.ts';

export interface Part {
  readonly name: string;
  readonly layer: 0 | 1 | 2 | 3 | 4 | 5;
  /** Files of the part: a folder ending in '/', the files of a folder but not of those in it, ending in '/*', or one file. */
  readonly places: readonly string[];
  /** Parts of the same layer that it may import all the same. */
  readonly siblings?: readonly string[];
  /** Parts of lower layers that it must not import. */
  readonly bars?: readonly string[];
  /** No Node, no browser: only its arguments. */
  readonly isPure?: true;
}

const CLIENT_EDGES = [
  'client/start',
  'client/page',
  'client/scene',
  'client/view',
  'client/motion',
  'client/ui',
  'client/input',
  'client/audio',
  'client/platform',
  'client/settings',
];

/** The folders of `packages/server` that are layer 5, and the files beside them. */
const SERVER_ROOTS = ['server', 'server/commands', 'server/doctor', 'server/hosting', 'server/joining'];
const JOINING_STAGES = [
  'index',
  'stages',
  'join-query',
  'join-limits',
  'join-line',
  'join-seating',
  'local-join',
  'lobby',
];
const BOTS = ['bots', 'bots/fleet', 'bots/netsim'];

/** An import only ever points down this table, or stays within its part. Every folder has an entry. */
export const PARTS: readonly Part[] = [
  { name: 'core', layer: 0, places: ['packages/shared/src/core/'], isPure: true },
  { name: 'shared/admin', layer: 1, places: ['packages/shared/src/admin/'], isPure: true },
  { name: 'contract', layer: 1, places: ['packages/shared/src/contract/'], isPure: true },
  { name: 'protocol', layer: 2, places: ['packages/shared/src/protocol/'], isPure: true },
  { name: 'starfray/rules', layer: 2, places: ['games/starfray/rules/'], isPure: true },
  { name: 'puck/rules', layer: 2, places: ['games/puck/rules/'], isPure: true },
  { name: 'server/session', layer: 3, places: ['packages/server/src/session/'], isPure: true },
  // The stages of joining that rooms and sockets know; those that prove and place a visitor are the part 'server/joining' of layer 5.
  {
    name: 'server/joining/stages',
    layer: 3,
    places: JOINING_STAGES.map((name) => `packages/server/src/joining/${name}.ts`),
    siblings: ['server/session'],
    isPure: true,
  },
  // A room seats sessions and hands them callbacks; a session knows of no room, and joining only of an interface.
  {
    name: 'server/room',
    layer: 3,
    places: ['packages/server/src/room/'],
    siblings: ['server/session', 'server/joining/stages'],
    isPure: true,
  },
  { name: 'client/net', layer: 3, places: ['packages/client/src/net/'], isPure: true },
  {
    name: 'server/log',
    layer: 3,
    places: ['log', 'log-text', 'line-sink', 'background'].map((name) => `packages/server/src/${name}.ts`),
  },
  { name: 'server/net', layer: 4, places: ['packages/server/src/net/'] },
  {
    name: 'server/front-end',
    layer: 4,
    places: ['packages/server/src/front-end/'],
    siblings: ['server/net', 'server/http', 'server/identity'],
  },
  { name: 'server/http', layer: 4, places: ['packages/server/src/http/'] },
  { name: 'server/identity', layer: 4, places: ['packages/server/src/identity/'] },
  { name: 'server/cluster', layer: 4, places: ['packages/server/src/cluster/'] },
  { name: 'server/store', layer: 4, places: ['packages/server/src/store/'] },
  { name: 'server/metrics', layer: 4, places: ['packages/server/src/metrics/'] },
  { name: 'server/process', layer: 4, places: ['packages/server/src/process/'] },
  { name: 'server/config', layer: 4, places: ['packages/server/src/config/'], siblings: ['server/http'] },
  {
    name: 'server/orders',
    layer: 4,
    places: ['packages/server/src/orders/'],
    siblings: ['server/http', 'server/identity', 'server/store'],
  },
  ...CLIENT_EDGES.map(
    (name): Part => ({ name, layer: 4, places: [`packages/${name.replace('/', '/src/')}/`], siblings: CLIENT_EDGES }),
  ),
  // A tool in Node: no page contains any of it.
  { name: 'client/build', layer: 4, places: ['packages/client/src/build/'] },
  {
    name: 'client/admin',
    layer: 4,
    places: ['packages/client/src/admin/'],
    siblings: ['client/ui', 'client/platform'],
    bars: ['protocol', 'client/net'],
  },
  { name: 'bots', layer: 4, places: ['packages/bots/src/*'], siblings: BOTS },
  { name: 'bots/fleet', layer: 4, places: ['packages/bots/src/fleet/'], siblings: BOTS },
  { name: 'bots/netsim', layer: 4, places: ['packages/bots/src/netsim/'], siblings: BOTS },
  { name: 'bots/commands', layer: 4, places: ['packages/bots/src/commands/'], siblings: BOTS },
  // Rooms and clients in virtual time: what tests of any game stand on.
  { name: 'testing', layer: 4, places: ['packages/testing/src/*'], isPure: true },
  { name: 'testing/simulator', layer: 5, places: ['packages/testing/src/simulator/'], isPure: true },
  { name: 'starfray/bots', layer: 4, places: ['games/starfray/bots/'], siblings: ['bots', 'bots/commands'] },
  { name: 'puck/bots', layer: 4, places: ['games/puck/bots/'] },
  { name: 'starfray/client', layer: 5, places: ['games/starfray/client/'] },
  { name: 'puck/client', layer: 5, places: ['games/puck/client/'] },
  { name: 'server', layer: 5, places: ['packages/server/src/*'], siblings: SERVER_ROOTS },
  { name: 'server/joining', layer: 5, places: ['packages/server/src/joining/'], siblings: SERVER_ROOTS },
  { name: 'server/hosting', layer: 5, places: ['packages/server/src/hosting/'], siblings: SERVER_ROOTS },
  { name: 'server/doctor', layer: 5, places: ['packages/server/src/doctor/'], siblings: SERVER_ROOTS },
  { name: 'server/commands', layer: 5, places: ['packages/server/src/commands/'], siblings: SERVER_ROOTS },
  { name: 'starfray/server', layer: 5, places: ['games/starfray/*'], siblings: ['server'] },
  { name: 'puck/server', layer: 5, places: ['games/puck/*'], siblings: ['server'] },
  // It names the games.
  { name: 'the command', layer: 5, places: ['games/*'], siblings: ['server', 'starfray/server', 'puck/server'] },
];

/** Packages from outside, each with the one place that may know it. */
export const OUTSIDE: readonly { readonly name: RegExp; readonly places: readonly string[] }[] = [
  { name: /^ws$/, places: ['packages/server/src/net/'] },
  { name: /^msgpackr(\/|$)/, places: ['packages/shared/src/protocol/codec.ts'] },
  { name: /^phaser$/, places: ['packages/client/src/scene/', 'games/starfray/client/scene/', 'games/puck/client/'] },
  { name: /^esbuild$/, places: ['packages/client/src/build/'] },
  { name: /^zzfx$/, places: ['packages/client/src/audio/'] },
  { name: /^(fastify$|@fastify\/)/, places: ['packages/server/src/http/'] },
  { name: /^jose$/, places: ['packages/server/src/identity/'] },
  { name: /^prom-client$/, places: ['packages/server/src/metrics/'] },
  { name: /^pino$/, places: ['packages/server/src/log.ts'] },
  { name: /^redis$/, places: ['packages/server/src/store/', 'packages/server/src/cluster/'] },
  {
    name: /^zod$/,
    places: [
      'packages/server/src/config/',
      'packages/server/src/cluster/records.ts',
      'packages/server/src/http/admin-api.ts',
      'packages/server/src/orders/',
      'packages/server/src/doctor/proxy.ts',
      'packages/bots/src/fleet/fleet-file.ts',
    ],
  },
  {
    name: /^commander$/,
    places: [
      'packages/server/src/cli.ts',
      'packages/server/src/cli-flags.ts',
      'packages/bots/src/commands/',
      'packages/bots/src/cli-flags.ts',
      'packages/bots/src/netsim/cli.ts',
      'test/',
    ],
  },
];

/** Who may construct both the rules and the netcode: a file that takes `starfray` and these parts as values. */
const NETCODE = ['protocol', 'server/room', 'client/net'];
const ROOTS = [
  'games/starfray/server.ts',
  'games/starfray/client/game-client.ts',
  'games/starfray/bots/starfray-bots.ts',
];

/** The part of a file: the longest place that it lies in. */
export function partOf(path: string): Part | undefined {
  const depth = (part: Part) => Math.max(...part.places.map((place) => (isIn(path, place) ? place.length : 0)));
  return PARTS.filter((part) => depth(part) > 0).toSorted((a, b) => depth(b) - depth(a))[0];
}

function isIn(path: string, place: string): boolean {
  return place.endsWith('/*') ? `${posix.dirname(path)}/*` === place : path.startsWith(place);
}

/** Folders of `games/`, which are packages too. */
const GAMES = ['starfray', 'puck'];
/** What packages export of a single file. */
const MODULES = ['games/starfray/server', 'games/puck/server', 'packages/server/src/cli'];

/** The file an import leads to within the project, as far as its path tells; undefined for what comes from outside. */
export function targetOf(path: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(path), specifier);
  const [, name, rest] = /^@starfray\/(\w+)(?:\/(.+))?$/.exec(specifier) ?? [];
  if (name === undefined) return undefined;
  const folder = GAMES.includes(name) ? `games/${name}` : `packages/${name}/src`;
  if (rest === undefined) return `${folder}/index.ts`;
  return MODULES.includes(`${folder}/${rest}`) ? `${folder}/${rest}.ts` : `${folder}/${rest}/index.ts`;
}

/** Packages never import games, as `file: import`; unit tests are held to it too. */
export function findGameImports(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, imports }) =>
    imports.filter(({ specifier }) => leadsToGame(path, specifier)).map(({ specifier }) => `${path}: ${specifier}`),
  );
}

function leadsToGame(path: string, specifier: string): boolean {
  return path.startsWith('packages/') && targetOf(path, specifier)?.startsWith('games/') === true;
}

/** Every broken rule, as `file: what is wrong`. */
export function findFaults(files: readonly SourceFile[]): string[] {
  const faults = files.flatMap((file) => [
    ...file.imports.flatMap((line) => faultsOf(file.path, line)),
    ...rootFaults(file),
  ]);
  return [...faults, ...findCycles(files)];
}

function faultsOf(path: string, line: Import): string[] {
  const part = partOf(path);
  if (part === undefined) return [`${path}: lies in no part of the layer table`];
  const target = targetOf(path, line.specifier);
  const faults = target === undefined ? outsideFaults(path, part, line) : insideFaults(path, part, line, target);
  return faults.map((fault) => `${path}: ${fault}`);
}

function outsideFaults(path: string, part: Part, { specifier }: Import): string[] {
  const owner = OUTSIDE.find(({ name }) => name.test(specifier));
  if (owner !== undefined && !owner.places.some((place) => path.startsWith(place))) {
    return [`${specifier} belongs to ${owner.places.join(', ')}`];
  }
  return part.isPure === true && owner === undefined ? [`${specifier} in a part that knows only its arguments`] : [];
}

function insideFaults(path: string, part: Part, line: Import, target: string): string[] {
  const faults: string[] = [];
  const isOwnPackage = packageOf(path) === packageOf(target);
  if (isOwnPackage !== line.specifier.startsWith('.')) {
    faults.push(`${line.specifier}: other packages are imported by name, the own one by path`);
  }
  const other = partOf(target);
  if (other === undefined)
    return /\.json$/.test(target) ? faults : [...faults, `${line.specifier} leads out of the packages`];
  const isAllowed = other === part || other.layer < part.layer || part.siblings?.includes(other.name) === true;
  if (!isAllowed)
    faults.push(`${part.name} (layer ${part.layer}) must not import ${other.name} (layer ${other.layer})`);
  if (leadsToGame(path, line.specifier)) faults.push(`${line.specifier}: packages never import games`);
  if (part.bars?.includes(other.name) === true) faults.push(`${part.name} has no business with ${other.name}`);
  if (other.name === 'starfray/rules' && part !== other && part.layer <= 3) {
    faults.push(`${part.name} is netcode and must not know the game`);
  }
  return faults;
}

function rootFaults({ path, imports }: SourceFile): string[] {
  const values = imports.filter(({ isTypeOnly }) => !isTypeOnly);
  const takesRules = values.some(({ names }) => names.includes('starfray'));
  const takesNetcode = values.some(({ specifier }) => {
    const target = targetOf(path, specifier);
    return target !== undefined && NETCODE.includes(partOf(target)?.name ?? '');
  });
  if (!takesRules || !takesNetcode || ROOTS.includes(path)) return [];
  return [`${path}: only a composition root ties the rules to the netcode`];
}

function packageOf(path: string): string | undefined {
  return /^(?:packages|games)\/([^/]+)\//.exec(path)?.[1];
}

/** One fault for each cycle of files, type-only imports included. */
function findCycles(files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) cycles.push(`${path}: cycle ${[...trail.slice(trail.indexOf(path)), path].join(' > ')}`);
    if (done.has(path) || trail.includes(path)) return;
    for (const { specifier } of byPath.get(path)?.imports ?? []) {
      const target = targetOf(path, specifier);
      if (target !== undefined && byPath.has(target)) visit(target, [...trail, path]);
    }
    done.add(path);
  };
  for (const { path } of files) visit(path, []);
  return cycles;
}
