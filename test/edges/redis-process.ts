// A real redis-server on loopback, without persistence: what a test stops, hangs, kills and starts again on the same port.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { promisify } from 'node:util';

export interface RedisProcess {
  readonly url: string;
  readonly port: number;
  /** Sends a signal; resolves once the process has ended, or, if it only stops or goes on, at once. */
  kill(signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): Promise<void>;
  /** What it answers to a command: `ask('HGET', 'key', 'field')`. */
  ask(...command: readonly string[]): Promise<string>;
  /** Ends it for good. */
  stop(): Promise<void>;
}

/** Starts on a free port by default; resolves once it accepts connections. @throws when it does not. */
export async function startRedisProcess({ port }: { readonly port?: number } = {}): Promise<RedisProcess> {
  const own = port ?? (await freePort());
  const options = ['--port', String(own), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const child = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = async (signal: NodeJS.Signals): Promise<void> => {
    const isEnd = signal === 'SIGKILL' || signal === 'SIGTERM';
    const hasEnded = child.exitCode !== null || child.signalCode !== null;
    const ended = isEnd && !hasEnded ? once(child, 'exit') : undefined;
    child.kill(signal);
    await ended;
  };
  const endWithUs = () => child.kill('SIGKILL');
  process.once('exit', endWithUs);
  child.once('exit', () => process.off('exit', endWithUs));
  await untilReady(child);
  const ask = async (...command: readonly string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)('redis-cli', ['-p', String(own), ...command]);
    return stdout.trim();
  };
  return { url: `redis://127.0.0.1:${own}`, port: own, kill, ask, stop: () => kill('SIGKILL') };
}

async function untilReady(child: ChildProcess): Promise<void> {
  let said = '';
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}:\n${said}`)));
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said = said.slice(-10_000) + text;
      if (said.includes('Ready to accept connections')) resolve();
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
