// A redis-server of a test's own, on loopback, that keeps nothing on the disk.

import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { findProgram } from './chromium.ts';

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** Stops answering, with all connections open, until `resume`. */
  pause(): void;
  resume(): void;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  /** Ends it, whatever became of it before. */
  stop(): Promise<void>;
}

/** Starts one on a port, on a free one by default; resolves once it takes connections. */
export async function startRedis(port?: number, settings: readonly string[] = []): Promise<RedisServer> {
  const program = findProgram(['redis-server']);
  if (program === undefined) throw new Error('there is no redis-server: apt-get install redis-server');
  const chosen = port ?? (await freePort());
  const flags = ['--port', String(chosen), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', ...settings];
  const child = spawn(program, flags, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await ready(child);
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  return {
    url: `redis://127.0.0.1:${chosen}`,
    port: chosen,
    pause: () => child.kill('SIGSTOP'),
    resume: () => child.kill('SIGCONT'),
    kill,
    stop: kill,
  };
}

function ready(child: ChildProcess): Promise<void> {
  const { stdout } = child;
  return new Promise((resolve, reject) => {
    if (stdout === null) throw new Error('no output to read');
    const said: string[] = [];
    createInterface({ input: stdout }).on('line', (line) => {
      said.push(line);
      if (line.includes('Ready to accept connections')) resolve();
    });
    child.once('exit', () => reject(new Error(`redis-server ended: ${said.join('\n')}`)));
  });
}

/** A port that is free now: Redis cannot be asked for any. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject()));
    });
  });
}
