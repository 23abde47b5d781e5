// The image without an engine: the steps of the Dockerfile done in bare folders, from what an engine would be sent, and what they make run
// as the image would run it. What needs an engine is left out: users, owners, base images, and paths outside of these folders.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Copy, readCopy, readIgnores, readStages, type Stage, textsOf } from '../support/dockerfile.ts';
import { type Program, runProgram, startProgram } from '../support/program.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const [BUILD, IMAGE] = readStages(read('Dockerfile')) as [Stage, Stage];
const IMAGE_ENV = Object.fromEntries(textsOf(IMAGE, 'ENV').map((text) => text.split('=') as [string, string]));

describe('the image, its steps done in bare folders', () => {
  let folder: string;
  let context: string;
  let image: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'starfray-image-'));
    context = join(folder, 'context');
    image = join(folder, 'stage-1');
    const isIgnored = readIgnores(read('.dockerignore'));
    const isSent = (path: string) => !isIgnored(relative(ROOT, path));
    await cp(ROOT, context, { recursive: true, filter: isSent });
    await carryOut(BUILD, join(folder, 'stage-0'));
    await carryOut(IMAGE, image);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Does what a stage says below a folder. What is outside of its working directory, such as users, is beyond a test. */
  async function carryOut(stage: Stage, root: string): Promise<void> {
    const cwd = join(root, textsOf(stage, 'WORKDIR')[0] ?? '/');
    await mkdir(cwd, { recursive: true });
    for (const { name, text } of stage.instructions) {
      if (name === 'COPY') await copy(readCopy(text), cwd);
      else if (name === 'RUN' && text.startsWith('npx')) await shell(text, cwd);
    }
  }

  async function copy({ from, sources, target }: Copy, cwd: string): Promise<void> {
    const origin = from === undefined ? context : join(folder, 'stage-0');
    for (const source of sources) {
      // A folder's content is copied, a file by its name.
      const isFile = /\.\w+$/.test(source) && source !== '.';
      await cp(join(origin, source), join(cwd, target, isFile ? basename(source) : ''), {
        recursive: true,
      });
    }
  }

  async function shell(command: string, cwd: string): Promise<void> {
    // What is installed here is in npm's and pnpm's stores already: as far as it is, no network is asked.
    const env = { npm_config_prefer_offline: 'true', CI: 'true' };
    const { code, stdout, stderr } = await runProgram(command, [], { cwd, env, isShell: true, timeoutMs: 240_000 });
    if (code !== 0) throw new Error(`${command}: ended with ${code}\n${stdout}${stderr}`);
  }

  function words(name: string): string[] {
    const text = textsOf(IMAGE, name)[0] ?? '[]';
    const list = JSON.parse(text.slice(text.indexOf('['))) as string[];
    return list.map((word) => (word.startsWith('/') ? join(image, word) : word));
  }

  async function startImage(env: Readonly<Record<string, string>>): Promise<Program> {
    const [program = '', ...args] = [...words('ENTRYPOINT'), ...words('CMD')];
    const data = join(image, IMAGE_ENV['STARFRAY_DATA'] ?? '');
    const options = { cwd: join(image, 'app'), env: { ...IMAGE_ENV, STARFRAY_DATA: data, ...env } };
    return startProgram(program, args, /^Starfray is ready: .*:(\d+)$/m, options);
  }

  async function checkHealth(port: string): Promise<number | null> {
    const [program = '', ...args] = words('HEALTHCHECK');
    return (await runProgram(program, args, { cwd: image, env: { STARFRAY_PORT: port } })).code;
  }

  it('need the network for nothing that the program needs: the image holds the package', () => {
    for (const path of ['lib/starfray.js', 'client/index.html', 'package.json']) {
      expect([path, existsSync(join(image, 'app', path))]).toEqual([path, true]);
    }
    expect(existsSync(join(image, 'app/node_modules'))).toBe(false);
  });

  it('make a server that is healthy, keeps its data, stops at SIGTERM, and is not healthy then', async () => {
    const port = await freePort();
    const server = await startImage({ STARFRAY_PORT: port, STARFRAY_HOST: '127.0.0.1' });
    try {
      expect(server.match[1]).toBe(port);
      expect(await checkHealth(port)).toBe(0);
      expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
    } finally {
      expect((await server.stop()).code).toBe(0);
    }
    expect(readdirSync(join(image, 'data'))).not.toEqual([]);
    expect(await checkHealth(port)).toBe(1);
  });
});

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return String(typeof address === 'object' ? address?.port : undefined);
}
