// What a tick may leave on the heap, and that nothing stays there: the budgets do not depend on the machine.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const BENCH = join(import.meta.dirname, '../../bench');
const run = promisify(execFile);

async function measure(flags: readonly string[], script: string, ...args: readonly number[]) {
  const { stdout } = await run(process.execPath, [...flags, join(BENCH, script), ...args.map(String)]);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

describe('memory', () => {
  it('a tick of 100 players leaves next to nothing for each of its snapshots, and its simulation as little', async () => {
    const { bytesPerSnapshot, simulationBytesPerTick } = await measure(
      ['--expose-gc', '--max-semi-space-size=64'],
      'allocation.ts',
      100,
    );
    // A view of some bytes takes a hundred, an object of two numbers forty: either would show.
    expect(bytesPerSnapshot).toBeLessThan(60);
    expect(simulationBytesPerTick).toBeLessThan(500);
  });

  it('of minutes of play and of rooms that are gone nothing stays', async () => {
    const { heapMiBByMinute, roomsMiB } = await measure(['--expose-gc'], 'soak.ts', 4, 96);
    expect(heapMiBByMinute).toHaveLength(4);
    expect(heapMiBByMinute[3]).toBeLessThan(heapMiBByMinute[1] + 1);
    expect(roomsMiB.after).toBeLessThan(roomsMiB.before + 1);
    // The default one alone.
    expect(roomsMiB.left).toBe(1);
  });
});
