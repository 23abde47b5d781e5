// `pnpm bench start`: from the command to the first 200 of /readyz, for the built package, the first time and again. With --before, the
// same of another build's package, in turn with this one, since the machine is never the same for long.

import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { cpuMsOf } from './processes.ts';
import { median } from './statistics.ts';

const PACKAGE = join(import.meta.dirname, '../dist/package');
const ASK_MS = 2;

export interface StartOptions {
  readonly port: number;
  readonly starts: number;
  /** The folder of another build's package. */
  readonly before?: string | undefined;
}

interface Start {
  readonly ms: number;
  /** Of all threads, until then. */
  readonly cpuMs: number;
}

interface Starts {
  /** Of a package that was never started. */
  readonly first: Start;
  /** The medians of those after it. */
  readonly again: Start;
}

export async function benchStart(options: StartOptions): Promise<object> {
  const folder = await mkdtemp(join(tmpdir(), 'starfray-start-'));
  try {
    const [now, before] = await measure(folder, options);
    if (now === undefined || before === undefined) return { starts: options.starts, now };
    const share = (of: 'ms' | 'cpuMs') => Number((now.again[of] / before.again[of]).toFixed(2));
    return { starts: options.starts, now, before, shareOfTime: share('ms'), shareOfCpu: share('cpuMs') };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Of copies, so that neither has been started before; turn by turn. */
async function measure(folder: string, { port, starts, before }: StartOptions): Promise<Starts[]> {
  const packages = [PACKAGE, ...(before === undefined ? [] : [before])];
  const copies = await Promise.all(
    packages.map(async (from, i) => {
      const to = join(folder, String(i));
      await cp(from, to, { recursive: true, filter: (path) => !path.startsWith(join(from, 'compiled')) });
      return { script: join(to, 'lib/starfray.js'), all: [] as Start[] };
    }),
  );
  for (let i = 0; i <= starts; i += 1) for (const { script, all } of copies) all.push(await start(script, port));
  return copies.map(({ all: [first = { ms: 0, cpuMs: 0 }, ...again] }) => ({
    first,
    again: { ms: Math.round(median(again.map(({ ms }) => ms))), cpuMs: median(again.map(({ cpuMs }) => cpuMs)) },
  }));
}

async function start(script: string, port: number): Promise<Start> {
  const flags = ['--port', String(port), '--host', '127.0.0.1', '--log-level', 'error', '--drain-seconds', '0'];
  const startMs = performance.now();
  const server = spawn(process.execPath, [script, 'serve', ...flags], { stdio: ['ignore', 'ignore', 'inherit'] });
  const exit = new Promise((resolve) => server.once('exit', resolve));
  while (!(await isReady(port))) {
    if (server.exitCode !== null) throw new Error(`${script} ended with ${server.exitCode}`);
    await pause(ASK_MS);
  }
  const figures = { ms: Math.round(performance.now() - startMs), cpuMs: cpuMsOf(server) };
  server.kill('SIGTERM');
  await exit;
  return figures;
}

function isReady(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ port, host: '127.0.0.1', path: '/readyz', agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    request.on('error', () => resolve(false));
  });
}
