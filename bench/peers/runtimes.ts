// What the floors run on beside Node, and why one of them cannot be measured on this machine.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const BUN = join(import.meta.dirname, 'node_modules/bun/bin/bun.exe');

/** Node, unless it is a server of Bun's. */
export function runtimeOf(file: string): string {
  return file.startsWith('bun-') ? BUN : process.execPath;
}

/** Why a server cannot run here; undefined when it can. */
export function hindrance(file: string): string | undefined {
  if (file.startsWith('bun-')) return faultOf(BUN, ['--version']);
  if (file.startsWith('uws-')) return faultOf(process.execPath, ['-e', "import('@btc-vision/uwebsockets.js')"]);
  return undefined;
}

function faultOf(program: string, args: readonly string[]): string | undefined {
  const { status, stderr, error } = spawnSync(program, args, { cwd: import.meta.dirname, encoding: 'utf8' });
  if (status === 0) return undefined;
  const lines = (error?.message ?? stderr).split('\n').map((line) => line.trim());
  return lines.find((line) => /^\w*Error: /.test(line)) ?? lines[0] ?? 'no reason given';
}
