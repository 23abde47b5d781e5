// Dockerfile, compose.yaml and Caddyfile against the program: no engine runs here, but every name, port, path and variable in them
// is one that the program knows. edges/image.test.ts does the image's steps.

import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import manifest from '../package.json' with { type: 'json' };
import { readCopy, readIgnores, readStages, type Stage, textsOf } from './support/dockerfile.ts';
import { startHosted } from './support/hosted.ts';
import { runProgram } from './support/program.ts';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const STAGES = readStages(read('Dockerfile'));
const isIgnored = readIgnores(read('.dockerignore'));
const [BUILD, IMAGE] = STAGES as [Stage, Stage];
const IMAGE_ENV = Object.fromEntries(textsOf(IMAGE, 'ENV').map((text) => text.split('=') as [string, string]));

const DOMAIN = 'play.example.org';
const SECRET = 'a-secret-that-only-this-test-knows';
const VARIABLES: Readonly<Record<string, string>> = { DOMAIN, STARFRAY_SECRET: SECRET };

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly restart?: string;
  readonly stop_grace_period?: string;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: object;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const COMPOSE = parse(interpolated(read('compose.yaml')), { merge: true }) as Compose;
const NODES = Object.entries(COMPOSE.services).filter(([, service]) => service.build !== undefined);
const SITES = readSites(read('deploy/Caddyfile').replaceAll('{$DOMAIN:localhost}', DOMAIN));

function interpolated(text: string): string {
  return text.replaceAll(
    /\$\{(\w+)(:[-?][^}]*)?\}/g,
    (_all, name: string) => VARIABLES[name] ?? `<${name} is not set>`,
  );
}

/** Upstreams by the name that a site has. */
function readSites(caddyfile: string): ReadonlyMap<string, readonly string[]> {
  const sites = [...caddyfile.matchAll(/^([\w.]+) \{\n(.*?)^\}/gms)];
  return new Map(
    sites.map(([, name = '', body = '']) => [name, /reverse_proxy ([^{\n]+)/.exec(body)?.[1]?.trim().split(' ') ?? []]),
  );
}

interface Told {
  readonly value: unknown;
  readonly source: string;
}

/** What the server would run with, given these variables and no others of its own. */
async function configOf(variables: Readonly<Record<string, string>>): Promise<Readonly<Record<string, Told>>> {
  const command = [join(ROOT, 'games/cli.ts'), 'config', 'print', '--json'];
  const { code, stdout, stderr } = await runProgram(process.execPath, command, { cwd: tmpdir(), env: variables });
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Readonly<Record<string, Told>>;
}

describe('the Dockerfile', () => {
  it('runs the Node that the project is tested with, in both stages', () => {
    const major = /npm:node@(\d+)\./.exec(manifest.devDependencies['node-lts'])?.[1];
    expect(STAGES.map(({ image }) => image)).toEqual([`node:${major}-slim`, `node:${major}-slim`]);
  });

  it('copies only what is there and reaches the engine', () => {
    const sources = STAGES.flatMap((stage) => textsOf(stage, 'COPY').map(readCopy))
      .filter(({ from }) => from === undefined)
      .flatMap((copy) => copy.sources);
    expect(sources).toContain('.');
    for (const source of sources)
      expect([source, existsSync(join(ROOT, source)), isIgnored(source)]).toEqual([source, true, false]);
  });

  it('copies from the build what the build makes', () => {
    const copies = textsOf(IMAGE, 'COPY')
      .map(readCopy)
      .filter(({ from }) => from !== undefined);
    expect(copies.map(({ from, sources }) => [from, sources])).toEqual([[BUILD.name, ['/src/dist/package']]]);
    expect(textsOf(BUILD, 'WORKDIR')).toEqual(['/src']);
  });

  it('leaves out what no image may hold', () => {
    const secret = [
      '.env',
      'deploy/.env.local',
      '.git/config',
      'node_modules/ws/index.js',
      'packages/server/node_modules',
    ];
    expect(secret.filter((path) => !isIgnored(path))).toEqual([]);
    expect(['LICENSE', 'scripts/build.ts', 'games/starfray/README.md'].filter(isIgnored)).toEqual([]);
  });

  it('calls scripts that there are', () => {
    const commands = textsOf(BUILD, 'RUN').map((text) => /^npx -y pnpm@12 (\w+)/.exec(text)?.[1]);
    expect(commands).toEqual(['fetch', 'install', 'build']);
    expect(Object.keys(manifest.scripts)).toContain('build');
  });

  it('does not run as root, and lets signals reach the server', () => {
    expect(textsOf(IMAGE, 'USER')).toEqual(['node']);
    for (const name of ['ENTRYPOINT', 'CMD']) expect(JSON.parse(textsOf(IMAGE, name)[0] ?? '')).toBeInstanceOf(Array);
    expect(textsOf(IMAGE, 'STOPSIGNAL')).toEqual(['SIGTERM']);
  });

  it('keeps what must last in a volume of that user', () => {
    expect(textsOf(IMAGE, 'VOLUME')).toEqual([IMAGE_ENV['STARFRAY_DATA']]);
    expect(textsOf(IMAGE, 'RUN')).toContain(`install -d -o node -g node ${IMAGE_ENV['STARFRAY_DATA']}`);
  });

  it('sets variables that are options, and shows the port that is the default', async () => {
    const config = await configOf(IMAGE_ENV);
    expect(config['data']).toEqual({ value: '/data', source: 'STARFRAY_DATA' });
    expect(textsOf(IMAGE, 'EXPOSE')).toEqual([String(config['port']?.value)]);
  });
});

describe('compose.yaml', () => {
  it('has two nodes, what they share, and a proxy', () => {
    expect(Object.keys(COMPOSE.services)).toEqual(['n1', 'n2', 'valkey', 'caddy']);
    expect(NODES.map(([name]) => name)).toEqual(['n1', 'n2']);
  });

  it.each(NODES)('gives %s options that it understands', async (name, { environment = {} }) => {
    const config = await configOf({ ...IMAGE_ENV, ...environment });
    const given = Object.values(config).map(({ source }) => source);
    expect(given).toEqual(expect.arrayContaining(Object.keys(environment)));
    expect(config).toMatchObject({
      node: { value: name },
      advertise: { value: `https://${name}.${DOMAIN}` },
      redis: { value: 'redis://valkey:6379' },
      trustProxy: { value: ['private'] },
      allowOrigin: { value: [DOMAIN, `n1.${DOMAIN}`, `n2.${DOMAIN}`].map((host) => `https://${host}`) },
    });
  });

  it('holds no secret, and asks for the one that all nodes share', () => {
    expect(NODES.map(([, { environment }]) => environment?.['STARFRAY_SECRET'])).toEqual([SECRET, SECRET]);
    const uses = read('compose.yaml').match(/\$\{STARFRAY_SECRET[^}]*\}/g);
    expect(uses?.map((use) => use.includes(':?'))).toEqual([true]);
    expect(read('compose.yaml')).not.toMatch(/(?:SECRET|PASSWORD|TOKEN|KEY): +[^$\s]/);
  });

  it('gives each node a volume of its own where the image keeps its data', () => {
    const volumes = NODES.map(([, node]) => node.volumes ?? []);
    expect(volumes).toEqual([['n1-data:/data'], ['n2-data:/data']]);
    const named = Object.values(COMPOSE.services).flatMap((service) => service.volumes ?? []);
    const lost = named
      .map((volume) => volume.split(':')[0] ?? '')
      .filter((volume) => (volume.startsWith('.') ? !existsSync(join(ROOT, volume)) : !(volume in COMPOSE.volumes)));
    expect(lost).toEqual([]);
  });

  it('waits for health only where there is a check of it, and starts all again', () => {
    const services = Object.values(COMPOSE.services);
    const awaited = new Set(services.flatMap(({ depends_on = {} }) => Object.keys(depends_on)));
    expect([...awaited].sort()).toEqual(['n1', 'n2', 'valkey']);
    const isChecked = ({ build, healthcheck }: Service) => healthcheck !== undefined || build === '.';
    expect([...awaited].filter((name) => !isChecked(COMPOSE.services[name] as Service))).toEqual([]);
    expect(textsOf(IMAGE, 'HEALTHCHECK')).toHaveLength(1);
    expect(services.map(({ restart }) => restart)).toEqual(services.map(() => 'unless-stopped'));
  });

  it('gives a node longer to stop than it may take', async () => {
    const drain = (await configOf({}))['drainSeconds']?.value;
    for (const [, { stop_grace_period = '0s' }] of NODES) {
      // A stop is cut short eight seconds after the drain.
      expect(Number.parseInt(stop_grace_period, 10)).toBeGreaterThan(Number(drain) + 8);
    }
  });

  it('keeps what is written to Valkey, and publishes the proxy alone', () => {
    expect(COMPOSE.services['valkey']?.command).toEqual(['valkey-server', '--appendonly', 'yes']);
    const open = Object.entries(COMPOSE.services).filter(([, { ports }]) => ports !== undefined);
    expect(open.map(([name]) => name)).toEqual(['caddy']);
  });
});

describe('the Caddyfile', () => {
  it('leads to the nodes at the port that they listen on', () => {
    const [port] = textsOf(IMAGE, 'EXPOSE');
    const [all, ...each] = [...SITES.values()];
    expect(all).toEqual(NODES.map(([name]) => `${name}:${port}`));
    expect(each).toEqual(NODES.map(([name]) => [`${name}:${port}`]));
  });

  it('has a site for every address that a node advertises', () => {
    for (const [name, { environment }] of NODES) {
      const host = new URL(environment?.['STARFRAY_ADVERTISE'] ?? '').host;
      expect(SITES.get(host)).toEqual([expect.stringMatching(`^${name}:`)]);
    }
  });

  it('lies where compose.yaml takes it from, and reads a variable that is set there', () => {
    expect(COMPOSE.services['caddy']?.volumes).toContain('./deploy/Caddyfile:/etc/caddy/Caddyfile:ro');
    const asked = new Set(read('deploy/Caddyfile').match(/(?<=\{\$)\w+/g));
    expect([...asked]).toEqual(Object.keys(COMPOSE.services['caddy']?.environment ?? {}));
  });

  it('asks for health at a path that the server answers', async () => {
    const path = /^\thealth_uri (\S+)$/m.exec(read('deploy/Caddyfile'))?.[1];
    const hosted = await startHosted();
    expect((await fetch(`${hosted.url}${path}`)).status).toBe(200);
    await hosted.stop();
  });
});
