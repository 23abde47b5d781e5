// The machine that a figure is from.

import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';

const GIB = 1024 ** 3;

export interface Machine {
  readonly cores: number;
  readonly model: string;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
}

export function describeMachine(): Machine {
  return {
    cores: availableParallelism(),
    model: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGiB: Math.round(totalmem() / GIB),
    system: `${type()} ${release()}`,
    node: process.version,
  };
}

/** Files that a process may have open; undefined where the system does not say. Node has raised it as far as it may be. */
export function openFilesMost(): number | undefined {
  const line = textOf('/proc/self/limits').match(/^Max open files\s+(\d+|unlimited)/m)?.[1];
  if (line === undefined) return undefined;
  return line === 'unlimited' ? Number.POSITIVE_INFINITY : Number(line);
}

/** Ports from which one address can connect to one port; undefined where the system does not say. */
export function portsOfAddress(): number | undefined {
  const [least, most] = textOf('/proc/sys/net/ipv4/ip_local_port_range').split(/\s+/).map(Number);
  return least === undefined || most === undefined ? undefined : most - least + 1;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
