// The documents say what the code does: generated tables, the worked example, rule ids, options.
// UPDATE_DOCS=1 rewrites the generated tables in place.

import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MessageFields, RowKind } from '@starfray/shared/contract';
import { applySnapshot, CLOSE, CLOSE_MEANINGS, createCodec, createProtocol, HeldRows } from '@starfray/shared/protocol';
import { chooseArena, createArena, starfray } from '@starfray/starfray/rules';
import { describe, expect, it } from 'vitest';
import { parseOptions } from '../packages/server/src/config/options.ts';
import { gather } from '../packages/server/src/config/sources.ts';

const ROOT = join(import.meta.dirname, '..');
const PROTOCOL = join(ROOT, 'docs/protocol.md');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

interface MessageTable {
  readonly name: string;
  readonly type: number;
  readonly purpose: string;
  readonly fields: MessageFields;
}

function messageTable(messages: readonly MessageTable[]): string {
  const rows = messages.map(({ name, type, purpose, fields }) => {
    const lines = Object.entries(fields).map(([field, { description }]) => `\`${field}\`: ${description}`);
    return `| ${type} | \`${name}\` | ${purpose} | ${lines.join('<br>')} |`;
  });
  return ['| type | name | what for | fields |', '|---|---|---|---|', ...rows].join('\n');
}

function kindTable(kinds: readonly (RowKind & { readonly audience?: string })[]): string {
  const rows = kinds.map((kind, i) => {
    const columns = kind.columns.map((column, c) => `\`${kind.columnNames[c]}\`: ${column.description}`);
    const audience = kind.audience === undefined ? '' : `, for: ${kind.audience}`;
    return `| ${i} | \`${kind.name}\`${audience} | ${columns.join('<br>')} |`;
  });
  return ['| kind | name | columns |', '|---|---|---|', ...rows].join('\n');
}

function closeCodeTable(): string {
  const names = Object.keys(CLOSE) as (keyof typeof CLOSE)[];
  const rows = names.map((name) => `| ${CLOSE[name]} | ${name} | ${CLOSE_MEANINGS[name]} |`);
  return ['| code | name | meaning |', '|---|---|---|', ...rows].join('\n');
}

function generated(): Readonly<Record<string, string>> {
  const { client, server } = createProtocol(starfray);
  return {
    'close-codes': closeCodeTable(),
    'client-messages': messageTable(Object.values(client)),
    'server-messages': messageTable(Object.values(server)),
    arena: kindTable([starfray.arenaOptions]),
    input: kindTable([starfray.input]),
    entities: kindTable(starfray.entities),
    private: kindTable([starfray.privateRow]),
    events: kindTable(starfray.events),
  };
}

function blockOf(text: string, name: string): string | undefined {
  return text.match(new RegExp(`<!-- generated:${name} -->\\n([\\s\\S]*?)<!-- /generated -->`))?.[1]?.trim();
}

describe('docs/protocol.md', () => {
  const blocks = generated();
  if (process.env['UPDATE_DOCS'] !== undefined) {
    let text = readFileSync(PROTOCOL, 'utf8');
    for (const [name, block] of Object.entries(blocks)) {
      const pattern = new RegExp(`(<!-- generated:${name} -->\\n)[\\s\\S]*?(<!-- /generated -->)`);
      text = text.replace(pattern, (_all, start: string, end: string) => `${start}${block}\n${end}`);
    }
    writeFileSync(PROTOCOL, text);
  }
  const text = readFileSync(PROTOCOL, 'utf8');

  it.each(Object.keys(blocks))('has the table of %s as the schemas say', (name) => {
    expect(blockOf(text, name)).toBe(blocks[name]);
  });

  it('has an example that reads as it says', () => {
    const lines = text.match(/<!-- example -->\n```\n([\s\S]*?)```/)?.[1] ?? '';
    const hex = [...lines.matchAll(/^((?:[0-9a-f]{2} ?)+)/gm)].map(([, bytes]) => bytes).join(' ');
    const bytes = Uint8Array.from(hex.trim().split(/\s+/), (byte) => Number.parseInt(byte, 16));
    const held = new HeldRows(starfray, createArena(chooseArena(10, 1)));
    const elements = createCodec().unpack(bytes);
    if (!Array.isArray(elements)) throw new Error('no array');
    const result = applySnapshot(elements, held, starfray.events);
    expect(result.ok && { ...result.value, events: result.value.events.length }).toEqual({
      tick: 500,
      age: 0,
      inputTick: 498,
      inputEarlyMs: 20,
      events: 0,
      isSound: true,
    });
    expect([...held.ints.subarray(0, 15)]).toEqual([256, 102_400, 51_200, 0, 0, 0, 0, 100, 0, 0, 0, 0, 1, 0, 0]);
    expect([held.ids[0], held.focus]).toEqual([7, 0]);
    expect([...held.privateInts]).toEqual([1000, 0, 12, 0, 0, 2, 5, 20, 0, 0, 0, 0, 0, 0]);
  });
});

describe('test/full_snapshots.py', () => {
  it('knows every column of the rows and events that it reads', () => {
    const script = read('test/full_snapshots.py');
    const columnsOf = (kind: RowKind): string[] =>
      [...(script.match(new RegExp(`\\("${kind.name}", \\[(.*)\\]\\)`))?.[1] ?? '').matchAll(/"(\w+)[^"]*"/g)].map(
        ([, column]) => column ?? '',
      );
    const kinds = [...starfray.entities, ...starfray.events];
    expect(kinds.map((kind) => [kind.name, columnsOf(kind)])).toEqual(
      kinds.map((kind) => [kind.name, kind.columnNames]),
    );
  });
});

describe('rules', () => {
  const tests = globSync('{packages/*/src,games,test}/**/*.test.ts', { cwd: ROOT });
  const ids = new Set(
    tests.flatMap((path) =>
      [...read(path).matchAll(/['"`](?:\[[A-Z]+\d+\] ?)+/g)].flatMap(([title]) => title.match(/[A-Z]+\d+/g) ?? []),
    ),
  );
  const documents = [
    'protocol',
    'rules',
    'puck',
    'identity',
    'cluster',
    'store',
    'admin',
    'hosting',
    'client',
    'bots',
    'security',
    'new-game',
    'threads',
  ]
    .map((name) => read(`docs/${name}.md`))
    .join('');
  const defined = new Set([...documents.matchAll(/\*\*\[([A-Z]+\d+)\]\*\*/g)].map(([, id]) => id));

  it('that tests name are written down', () => {
    expect(ids.size).toBeGreaterThan(40);
    expect([...ids].filter((id) => !defined.has(id))).toEqual([]);
  });

  it('that are written down have a test', () => {
    expect(defined.size).toBeGreaterThan(100);
    expect([...defined].filter((id = '') => !ids.has(id))).toEqual([]);
  });
});

describe('docs/hosting.md', () => {
  it('has every option of the command', () => {
    const help = execFileSync(process.execPath, [join(ROOT, 'games/cli.ts'), 'serve', '--help'], {
      encoding: 'utf8',
    });
    const flags = [...help.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)]
      .map(([, flag]) => flag)
      .filter((flag) => flag !== '--help');
    expect(flags.length).toBeGreaterThan(8);
    expect(flags.filter((flag) => !read('docs/hosting.md').includes(`\`${flag}\``))).toEqual([]);
  });

  it('[H33] has a file that the server takes', async () => {
    const text =
      /<!-- example: starfray\.config\.json -->\n```json\n([\s\S]*?)```/.exec(read('docs/hosting.md'))?.[1] ?? '';
    const folder = mkdtempSync(join(tmpdir(), 'starfray-docs-'));
    const [path, code] = [join(folder, 'starfray.config.json'), join(folder, 'join-code')];
    writeFileSync(code, 'secret');
    writeFileSync(path, text.replace('/etc/starfray/join-code', code));
    const given = await gather({ flags: {}, environment: {}, file: { path, isNamed: true } });
    rmSync(folder, { recursive: true });
    const parsed = given.ok ? parseOptions(given.value.given) : given;
    expect(parsed).toMatchObject({ ok: true, value: { guests: false, joinCode: 'secret', trustProxy: ['loopback'] } });
  });
});

describe('paths in documents', () => {
  const pages = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: ROOT })];

  it.each(pages)('are there: %s', (page) => {
    const named = [...read(page).matchAll(/`((?:packages|test|bench|scripts|docs|deploy|games)\/[\w./-]*\w)\/?`/g)];
    expect(named.flatMap(([, path = '']) => (existsSync(join(ROOT, path)) ? [] : [path]))).toEqual([]);
  });
});

describe('README.md', () => {
  it('has the two commands, and a moving picture that is there and small', () => {
    const readme = read('README.md');
    for (const command of ['npx -y pnpm@12 start', 'npx -y pnpm@12 test']) expect(readme).toContain(command);
    const picture = readme.match(/<img src="([^"]+)"/)?.[1] ?? 'none';
    const bytes = readFileSync(join(ROOT, picture));
    // The header of an animated WebP: RIFF, size, WEBP, and a VP8X chunk with the animation flag.
    expect(bytes.toString('latin1', 8, 16)).toBe('WEBPVP8X');
    expect(bytes.readUInt8(20) & 0b10).toBe(0b10);
    expect(bytes.length).toBeLessThan(3_000_000);
  });
});

describe('docs/architecture.md', () => {
  it('leads from each of at least twelve changes to files that are there', () => {
    const table = /## Where to put a change\n([\s\S]*)$/.exec(read('docs/architecture.md'))?.[1] ?? '';
    const rows = [...table.matchAll(/^\| (?!---|it changes)(.+?) \| (.+?) \|$/gm)];
    expect(rows.length).toBeGreaterThanOrEqual(12);
    const lost = rows.flatMap(([, change, places = '']) => {
      const paths = [...places.matchAll(/`([\w-]+\/[\w./-]+)`/g)].map(([, path = '']) => path);
      const missing = paths.filter((path) => !['', 'packages'].some((base) => existsSync(join(ROOT, base, path))));
      return paths.length === 0 ? [`${change}: no path`] : missing.map((path) => `${change}: ${path}`);
    });
    expect(lost).toEqual([]);
  });
});
