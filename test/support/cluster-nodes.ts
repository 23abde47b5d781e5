// Nodes of a cluster as processes of their own, and bots that play on them.

import { type ChildProcess, spawn } from 'node:child_process';
import { COMMAND } from './command.ts';
import { freePort } from './free-port.ts';

export const SECRET = 'a-secret-that-all-nodes-of-this-test-share';

export interface ClusterNode {
  readonly id: string;
  readonly url: string;
  readonly process: ChildProcess;
  readonly exit: Promise<number | null>;
  /** What it logged so far. */
  readonly logged: () => string;
}

export interface NodeOptions {
  readonly name: string;
  readonly redis: string;
  readonly clientDir: string;
  readonly more?: readonly string[];
  /** The program of another build. */
  readonly cli?: string;
}

/** Starts a node on a free port of loopback; resolves when it is ready, rejects with what it said when it is not. */
export async function startNode({
  name,
  redis,
  clientDir,
  more = [],
  cli = COMMAND,
}: NodeOptions): Promise<ClusterNode> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const args = ['serve', '--host', '127.0.0.1', '--port', String(port), '--client', clientDir];
  const cluster = ['--redis', redis, '--secret', SECRET, '--advertise', url, '--node', name, '--bots', '0'];
  const limits = ['--connections-per-address', '0'];
  const child = spawn(process.execPath, [cli, ...args, ...cluster, ...limits, ...more], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk) => {
    log += String(chunk);
  });
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    void exit.then((code) => reject(new Error(`node ${name} ended with ${code}: ${log}`)));
  });
  return { id: `n${name}`, url, process: child, exit, logged: () => log };
}
