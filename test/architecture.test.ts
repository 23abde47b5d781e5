// The layers hold: reads the import lines of every source file, and shows on small fixtures that each gate bites.

import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readImports, readSources, readUnitTests, type SourceFile } from '../scripts/source-imports.ts';
import { findFaults, findGameImports, OUTSIDE, PARTS, partOf, targetOf } from './support/layers.ts';

const ROOT = join(import.meta.dirname, '..');

let files: readonly SourceFile[];

beforeAll(async () => {
  files = await readSources(ROOT);
});

function faultsOf(path: string, ...lines: readonly string[]): string[] {
  return findFaults([{ path, imports: readImports(lines.join('\n')) }]);
}

describe('the sources', () => {
  it('were seen: many files and many imports in every package', () => {
    for (const name of ['shared', 'server', 'client', 'bots']) {
      const own = files.filter(({ path }) => path.startsWith(`packages/${name}/`));
      expect(own.length, `files of ${name}`).toBeGreaterThanOrEqual(3);
      expect(own.flatMap(({ imports }) => imports).length, `imports of ${name}`).toBeGreaterThanOrEqual(own.length);
    }
    expect(files.length).toBeGreaterThan(80);
  });

  it('keep every rule', () => {
    expect(findFaults(files)).toEqual([]);
  });

  it('packages never import games, and their unit tests neither', async () => {
    const tests = await readUnitTests(ROOT);
    expect(tests.length).toBeGreaterThan(40);
    expect(findGameImports([...files, ...tests])).toEqual([]);
  });

  it('use every part of the layer table', () => {
    const used = new Set(files.map(({ path }) => partOf(path)?.name));
    expect(PARTS.map(({ name }) => name).filter((name) => !used.has(name))).toEqual([]);
  });

  it('use every package from outside that has a place', () => {
    const seen = files.flatMap(({ imports }) => imports.map(({ specifier }) => specifier));
    expect(OUTSIDE.filter(({ name }) => !seen.some((specifier) => name.test(specifier)))).toEqual([]);
  });

  it('hold imports that lead to files which are there', () => {
    const paths = new Set(files.map(({ path }) => path));
    const lost = files.flatMap(({ path, imports }) =>
      imports
        .map(({ specifier }) => targetOf(path, specifier))
        .filter((target) => target?.endsWith('.ts') === true && !paths.has(target)),
    );
    expect(lost).toEqual([]);
  });

  it('let no netcode file know the game', () => {
    const netcode = files.filter(
      ({ path }) => (partOf(path)?.layer ?? 5) <= 3 && partOf(path)?.name !== 'starfray/rules',
    );
    expect(netcode.length).toBeGreaterThan(40);
    const toGame = netcode.filter(({ path, imports }) =>
      imports.some(({ specifier }) => targetOf(path, specifier)?.startsWith('games/starfray/rules/') === true),
    );
    expect(toGame).toEqual([]);
  });
});

describe('a gate', () => {
  it.each([
    [
      'up the layers',
      'packages/shared/src/core/a.ts',
      "import { b } from '../protocol/b.ts';",
      'core (layer 0) must not import protocol (layer 2)',
    ],
    [
      'up, by type only',
      'packages/shared/src/contract/a.ts',
      "import type { B } from '../protocol/b.ts';",
      'contract (layer 1) must not import protocol',
    ],
    [
      'from session to room',
      'packages/server/src/session/a.ts',
      "import { b } from '../room/b.ts';",
      'server/session (layer 3) must not import server/room',
    ],
    [
      'between the two ends',
      'packages/client/src/net/a.ts',
      "import { b } from '@starfray/server/room';",
      'client/net (layer 3) must not import server/room',
    ],
    [
      'between protocol and rules',
      'games/starfray/rules/a.ts',
      "import { b } from '@starfray/shared/protocol';",
      'starfray/rules (layer 2) must not import protocol',
    ],
    [
      'between net and http',
      'packages/server/src/http/a.ts',
      "import { b } from '../net/b.ts';",
      'server/http (layer 4) must not import server/net',
    ],
    [
      'from netcode to the game',
      'packages/server/src/room/a.ts',
      "import { b } from '@starfray/starfray/rules';",
      'server/room is netcode and must not know the game',
    ],
    [
      'from a package to a game of the house',
      'packages/server/src/a.ts',
      "import { b } from '@starfray/puck/rules';",
      'packages never import games',
    ],
    [
      'from the admin page to the game',
      'packages/client/src/admin/a.ts',
      "import { b } from '@starfray/starfray/rules';",
      'packages never import games',
    ],
    [
      'to Node in a pure part',
      'packages/server/src/room/a.ts',
      "import { readFile } from 'node:fs/promises';",
      'node:fs/promises in a part that knows only its arguments',
    ],
    [
      'to ws elsewhere',
      'packages/server/src/http/a.ts',
      "import { WebSocket } from 'ws';",
      'ws belongs to packages/server/src/net/',
    ],
    [
      'to msgpackr elsewhere',
      'packages/client/src/net/a.ts',
      "import { pack } from 'msgpackr/index-no-eval';",
      'msgpackr/index-no-eval belongs to packages/shared/src/protocol/codec.ts',
    ],
    [
      'to phaser elsewhere',
      'packages/client/src/ui/a.ts',
      "const p = await import('phaser');",
      'phaser belongs to packages/client/src/scene/, games/starfray/client/scene/, games/puck/client/',
    ],
    [
      'to fastify elsewhere',
      'packages/server/src/net/a.ts',
      "import helmet from '@fastify/helmet';",
      '@fastify/helmet belongs to packages/server/src/http/',
    ],
    [
      'to jose elsewhere',
      'packages/server/src/net/a.ts',
      "import { jwtVerify } from 'jose';",
      'jose belongs to packages/server/src/identity/',
    ],
    [
      'to redis elsewhere',
      'packages/server/src/http/a.ts',
      "import { createClient } from 'redis';",
      'redis belongs to packages/server/src/store/, packages/server/src/cluster/',
    ],
    [
      'between net and cluster',
      'packages/server/src/net/a.ts',
      "import type { Cluster } from '../cluster/index.ts';",
      'server/net (layer 4) must not import server/cluster',
    ],
    [
      'into another package by path',
      'packages/server/src/net/a.ts',
      "import { b } from '../../../shared/src/core/b.ts';",
      'other packages are imported by name, the own one by path',
    ],
    [
      'into the own package by name',
      'packages/server/src/net/a.ts',
      "import { b } from '@starfray/server/session';",
      'other packages are imported by name, the own one by path',
    ],
    [
      'out of the packages',
      'packages/server/src/server.ts',
      "import { b } from '../../../test/b.ts';",
      'leads out of the packages',
    ],
    [
      'from a place that is in no part',
      'packages/new/src/a.ts',
      "import { b } from './b.ts';",
      'lies in no part of the layer table',
    ],
    [
      'from a new folder of a package',
      'packages/server/src/new/a.ts',
      "import { at } from '@starfray/shared/core';",
      'lies in no part of the layer table',
    ],
  ])('stops an import %s', (_what, path, line, fault) => {
    expect(faultsOf(path, line).join('\n')).toContain(fault);
  });

  it('stops a file that ties the rules to the netcode and is no composition root', () => {
    const lines = [
      "import { starfray } from '../rules/index.ts';",
      "import { NetClient } from '@starfray/client/net';",
    ];
    expect(faultsOf('games/starfray/client/a.ts', ...lines)).toEqual([
      'games/starfray/client/a.ts: only a composition root ties the rules to the netcode',
    ]);
    expect(faultsOf('games/starfray/client/a.ts', ...lines.slice(0, 1))).toEqual([]);
  });

  it('stops a unit test of a package that reaches a game by path', () => {
    const imports = readImports("import { b } from '../../../games/puck/rules/index.ts';");
    expect(findGameImports([{ path: 'packages/server/src/a.test.ts', imports }])).toEqual([
      'packages/server/src/a.test.ts: ../../../games/puck/rules/index.ts',
    ]);
    expect(findGameImports([{ path: 'games/puck/a.test.ts', imports }])).toEqual([]);
  });

  it('stops a cycle, type-only imports included', () => {
    const cycle = [
      { path: 'packages/shared/src/core/a.ts', imports: readImports("import type { B } from './b.ts';") },
      { path: 'packages/shared/src/core/b.ts', imports: readImports("export { c } from './c.ts';") },
      { path: 'packages/shared/src/core/c.ts', imports: readImports("import {\n  type A,\n} from './a.ts';") },
    ];
    expect(findFaults(cycle).join('\n')).toMatch(/cycle .*a\.ts > .*b\.ts > .*c\.ts > .*a\.ts/);
  });

  it('lets through what points down', () => {
    const down = ["import { at } from '@starfray/shared/core';", "import { Room } from './room/index.ts';"];
    expect(faultsOf('packages/server/src/server.ts', ...down)).toEqual([]);
  });
});

describe('readImports', () => {
  it('reads every form, and none in a comment', () => {
    const text = [
      "import a from 'a';",
      "import * as b from 'b';",
      "import type { C } from 'c';",
      "import { type D, e as f } from 'd';",
      'import {\n  g,\n} from "g";',
      "export { h } from 'h';",
      "export type { I } from 'i';",
      "import 'j';",
      "const k = await import('k');",
      "// import { l } from 'l';",
      "/* import { m } from 'm'; */",
    ].join('\n');
    const imports = readImports(text);
    expect(imports.map(({ specifier }) => specifier).join('')).toBe('abcdghijk');
    expect(imports.filter(({ isTypeOnly }) => isTypeOnly).map(({ specifier }) => specifier)).toEqual(['c', 'i']);
    expect(imports[3]?.names).toEqual(['D', 'e']);
  });
});
