// Debian's proxies, each as a process of the test's own with the configuration that the test gives, in a folder that goes away with it.

import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { findProgram } from './chromium.ts';

export type ProxyName = 'nginx' | 'haproxy' | 'caddy' | 'apache' | 'lighttpd' | 'varnish' | 'stunnel';

export interface RunningProxy {
  /** The port on loopback that the configuration was written for. */
  readonly port: number;
  /** Process id, for a proxy that reloads on a signal. */
  readonly pid: number;
  /** Everything that it wrote to stdout and stderr so far. */
  readonly output: () => string;
  /** Ends the process; resolves when it is gone. */
  stop(): Promise<void>;
}

export interface ProxyOptions {
  /** Its working directory, empty before; the proxy writes nowhere else. */
  readonly folder: string;
  /** The whole configuration, for a port to listen on at 127.0.0.1. Varnish takes the port from its command line. */
  readonly config: (port: number) => string;
}

interface Program {
  readonly names: readonly string[];
  readonly file: string;
  /** For the foreground. */
  readonly args: (folder: string, file: string, port: number) => readonly string[];
}

const PROGRAMS: Readonly<Record<ProxyName, Program>> = {
  nginx: {
    names: ['nginx'],
    file: 'nginx.conf',
    args: (folder, file) => ['-p', folder, '-c', file, '-e', 'stderr', '-g', 'daemon off;'],
  },
  haproxy: { names: ['haproxy'], file: 'haproxy.cfg', args: (_folder, file) => ['-db', '-f', file] },
  caddy: {
    names: ['caddy'],
    file: 'Caddyfile',
    args: (_folder, file) => ['run', '--adapter', 'caddyfile', '--config', file],
  },
  apache: {
    names: ['apache2'],
    file: 'apache.conf',
    // Its ErrorLog has to be a file: what Node hands it as stderr is a socket, which /dev/stderr cannot open.
    args: (folder, file) => ['-d', folder, '-f', file, '-DFOREGROUND'],
  },
  lighttpd: { names: ['lighttpd'], file: 'lighttpd.conf', args: (_folder, file) => ['-D', '-f', file] },
  stunnel: { names: ['stunnel4', 'stunnel'], file: 'stunnel.conf', args: (_folder, file) => [file] },
  varnish: {
    names: ['varnishd'],
    file: 'default.vcl',
    args: (folder, file, port) => [
      ...['-F', '-n', join(folder, 'varnish'), '-f', join(folder, file)],
      ...['-a', `127.0.0.1:${port}`, '-s', 'malloc,32m'],
    ],
  },
};

/** How long a proxy may take to listen, on a machine that has other work. */
const START_MS = 240_000;
const LOOK_MS = 20;

/** The program's path, or undefined; Debian keeps some of them where only root's PATH leads. */
export function findProxy(name: ProxyName): string | undefined {
  const { names } = PROGRAMS[name];
  return findProgram(names) ?? findProgram(names, '/usr/sbin');
}

/** Starts a proxy; resolves once it accepts connections. Rejects with its output when it ends instead. */
export async function startProxy(name: ProxyName, { folder, config }: ProxyOptions): Promise<RunningProxy> {
  const path = findProxy(name);
  if (path === undefined) throw new Error(`${name} is not installed`);
  const { file, args } = PROGRAMS[name];
  const port = await freePort();
  // Some give root's rights up before they read their files.
  await chmod(folder, 0o755);
  await writeFile(join(folder, file), config(port));
  const child = spawn(path, [...args(folder, file, port)], {
    cwd: folder,
    // Caddy keeps its state below these.
    env: { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return whenListening(name, child, port);
}

/** The start of an nginx.conf: its worker may enter the test's folder, and its scratch files lie there. Add an `http` block's content. */
export function nginxConfig(http: string): string {
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  const scratch = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${kind};`);
  return `${user}
pid nginx.pid;
error_log stderr notice;
worker_processes 1;
events {}
http {
  access_log off;
  ${scratch.join('\n  ')}
${http}
}
`;
}

async function whenListening(name: ProxyName, child: ChildProcess, port: number): Promise<RunningProxy> {
  let output = '';
  let end: string | undefined;
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += String(chunk)));
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      end = error.message;
      resolve();
    });
    child.once('close', (code, signal) => {
      end = `exit ${code ?? signal}`;
      resolve();
    });
  });
  const stop = (): Promise<void> => {
    child.kill('SIGTERM');
    return ended;
  };
  const deadlineMs = performance.now() + START_MS;
  while (!(await isListening(port))) {
    if (end !== undefined) throw new Error(`${name} ended (${end}): ${output}`);
    if (performance.now() > deadlineMs) {
      await stop();
      throw new Error(`${name} does not listen: ${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return { port, pid: child.pid ?? 0, output: () => output, stop };
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** A port on loopback that is free now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
