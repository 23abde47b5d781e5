// Debian's nginx as a process of the test's own, with the configuration that is shipped, in a folder that goes away with it.

import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { findProgram } from './chromium.ts';

const SNIPPET = join(import.meta.dirname, '../../deploy/nginx.conf');

export interface RunningNginx {
  readonly port: number;
  /** What it wrote to its error log, which is its stderr. */
  readonly errors: () => string;
  stop(): Promise<void>;
}

export interface NginxOptions {
  /** Of its own, for everything it writes. */
  readonly folder: string;
  /** Port on loopback of the server behind. */
  readonly backend: number;
  readonly cert: string;
  readonly key: string;
}

/** Where nginx is, or undefined; Debian keeps it where only root's path leads. */
export function findNginx(): string | undefined {
  return findProgram(['nginx']) ?? findProgram(['nginx'], '/usr/sbin');
}

/** Starts nginx with `deploy/nginx.conf`, of which only ports and files are changed; answers once it listens. */
export async function startNginx({ folder, backend, cert, key }: NginxOptions): Promise<RunningNginx> {
  const nginx = findNginx();
  if (nginx === undefined) throw new Error('nginx is not installed');
  const port = await freePort();
  const replacements = [
    ['listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`],
    ['server 127.0.0.1:8080;', `server 127.0.0.1:${backend};`],
    ['server_name play.example.org;', 'server_name localhost;'],
    ['/etc/letsencrypt/live/play.example.org/fullchain.pem', cert],
    ['/etc/letsencrypt/live/play.example.org/privkey.pem', key],
  ] as const;
  let snippet = await readFile(SNIPPET, 'utf8');
  for (const [from, to] of replacements) {
    if (snippet.split(from).length !== 2) throw new Error(`deploy/nginx.conf does not have "${from}" once`);
    snippet = snippet.replace(from, to);
  }
  await writeFile(join(folder, 'starfray.conf'), snippet);
  await writeFile(join(folder, 'nginx.conf'), mainConfig());
  const child = spawn(nginx, ['-p', folder, '-c', 'nginx.conf', '-e', 'stderr', '-g', 'daemon off;'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const running = watch(child, port);
  await running.started;
  return running;
}

function mainConfig(): string {
  // Its worker would otherwise be a user who may not enter the folder.
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  const scratch = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${name};`);
  return `${user}
pid nginx.pid;
error_log stderr notice;
worker_processes 1;
events {}
http {
  access_log off;
  ${scratch.join('\n  ')}
  include starfray.conf;
}
`;
}

function watch(child: ChildProcess, port: number): RunningNginx & { readonly started: Promise<void> } {
  let errors = '';
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const started = new Promise<void>((resolve, reject) => {
    child.stderr?.on('data', (chunk) => {
      errors += String(chunk);
      // Its sockets are open before it starts workers.
      if (errors.includes('start worker process ')) resolve();
    });
    child.once('error', reject);
    child.once('close', () => reject(new Error(`nginx ended: ${errors}`)));
  });
  const stop = (): Promise<void> => {
    child.kill('SIGTERM');
    return ended;
  };
  return { port, errors: () => errors, stop, started };
}

/** A port that is free now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
