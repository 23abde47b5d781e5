// How an operator has a proxy read its configuration again while people play. Each resolves once the proxy says that it has, and what took
// an old process's place ends with the test, however that goes.

import { execFile, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished, vi } from 'vitest';
import { findProgram } from './chromium.ts';
import { findProxy, type ProxyName, type RunningProxy } from './proxy-process.ts';

const WAIT = { timeout: 240_000, interval: 20 };

interface Reloading {
  readonly proxy: RunningProxy;
  /** Where it was started. */
  readonly folder: string;
}

/** Those that keep connections: lighttpd and old versions of Caddy end them. */
export const RELOADS: Readonly<Partial<Record<ProxyName, (reloading: Reloading) => Promise<void>>>> = {
  nginx: async ({ proxy }) => {
    process.kill(proxy.pid, 'SIGHUP');
    await says(() => proxy.output(), /reconfiguring/);
  },
  apache: async ({ proxy, folder }) => {
    process.kill(proxy.pid, 'SIGUSR1');
    await says(() => readFile(join(folder, 'error.log'), 'utf8'), /Doing graceful restart[\s\S]*resuming normal/);
  },
  haproxy: async ({ proxy, folder }) => {
    const args = ['-db', '-f', join(folder, 'haproxy.cfg'), '-sf', String(proxy.pid)];
    const next = spawn(findProxy('haproxy') ?? '', args, { stdio: 'ignore' });
    onTestFinished(() => void next.kill('SIGTERM'));
    await says(() => proxy.output(), /stopp/i);
  },
  varnish: async ({ folder }) => {
    const tell = async (...words: string[]): Promise<void> => {
      await promisify(execFile)(findProgram(['varnishadm']) ?? '', ['-n', join(folder, 'varnish'), ...words]);
    };
    await tell('vcl.load', 'again', join(folder, 'default.vcl'));
    await tell('vcl.use', 'again');
  },
};

function says(read: () => string | Promise<string>, pattern: RegExp): Promise<void> {
  return vi.waitFor(async () => {
    const text = await read();
    if (!pattern.test(text)) throw new Error(`the proxy does not say ${pattern}: ${text}`);
  }, WAIT);
}
