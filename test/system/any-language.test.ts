// The protocol in another language: a script of Python's standard library alone joins, flies and sees.

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Started, startStarfray } from '../support/started.ts';

const SCRIPT = join(import.meta.dirname, '../full_snapshots.py');
const SECONDS = 4;

let server: Started;

beforeAll(async () => {
  server = await startStarfray();
});

afterAll(() => server.stop());

/** Runs the script without anything that was installed beside Python, and answers what it printed. */
function fly(
  name: string,
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const args = [
    '-I',
    '-S',
    SCRIPT,
    '--url',
    `ws://127.0.0.1:${server.host.port}`,
    '--name',
    name,
    '--seconds',
    String(SECONDS),
  ];
  const child = spawn('python3', args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, PYTHONUTF8: '1' } });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    output.stdout += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    output.stderr += String(chunk);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...output }));
  });
}

it('lets a Python script join, fly, and see others by name', async () => {
  const [first, second] = await Promise.all([fly('Zoë'), fly('Ada')]);
  for (const { code, stdout, stderr } of [first, second]) {
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trim().split('\n');
    expect(lines.join('\n')).toMatch(/^player \d+ is 'Zoë', a bot$/m);
    expect(lines.join('\n')).toMatch(/^player \d+ is 'Ada', a bot$/m);
    expect(lines.join('\n')).toMatch(/^tick \d+: at \d+, \d+ px, hull \d+, energy \d+, score \d+; in view /m);
    const summary = JSON.parse(lines.at(-1) ?? '');
    // Ten a second, on whatever machine.
    expect(summary.snapshots).toBeGreaterThan(SECONDS * 5);
    expect(summary.snapshots).toBeLessThan(SECONDS * 11);
    expect(summary.travelledPx).toBeGreaterThan(100);
    expect(summary.shipsSeen).toBeGreaterThanOrEqual(1);
  }
});
