// `bots --fleet` against a whole server: a verdict that passes what is well, and fails what is not.

import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveStarfray } from '@starfray/starfray/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { frontEndsForTests } from '../support/front-ends.ts';
import { createClientDir } from '../support/hosted.ts';

const BOTS = join(import.meta.dirname, '../../games/starfray/bots/cli.ts');

const FLEET = {
  seconds: 6,
  honest: [
    { kind: 'pilot', count: 4 },
    { kind: 'pilot', count: 2, net: 'mobile' },
    { kind: 'slow-reader', count: 1 },
    { kind: 'sleeper', count: 1, everySeconds: 1 },
    { kind: 'reconnecting', count: 2, everySeconds: 1 },
  ],
  hostile: [
    { kind: 'malformed', count: 2 },
    { kind: 'oversize', count: 1 },
    { kind: 'nan', count: 2 },
    { kind: 'token-thief', count: 2 },
    { kind: 'joins', count: 60, perSecond: 100 },
  ],
  limits: { desyncs: 0, honestKicked: 0, hostileLeft: 0, bytesPerSnapshot: 500, snapshotsPerSecond: 1 },
};

interface Report {
  readonly passed: boolean;
  readonly complaints: readonly string[];
  readonly honest: { readonly joined: number; readonly returns: number };
  readonly hostile: Readonly<Record<string, { readonly attempts: number; readonly ends: Record<string, number> }>>;
  readonly figures: Readonly<Record<string, number>>;
}

let directory: string;
let host: Awaited<ReturnType<typeof serveStarfray>>;

beforeEach(async () => {
  directory = await createClientDir();
  host = await serveStarfray({
    port: 0,
    host: '127.0.0.1',
    bots: 4,
    roomPlayers: 100,
    maxPlayers: 1000,
    maxSpectators: 10,
    connectionsPerAddress: 40,
    allowOrigin: [],
    seed: 1,
    logLevel: 'silent',
    clientDir: directory,
    ...frontEndsForTests(),
  });
});

afterEach(async () => {
  await host.close();
  await rm(directory, { recursive: true });
});

async function fly(fleet: object): Promise<{ code: number | null; report: Report }> {
  const home = await mkdtemp(join(tmpdir(), 'starfray-fleet-'));
  const file = join(home, 'fleet.json');
  await writeFile(file, JSON.stringify(fleet));
  const child = spawn(process.execPath, [BOTS, '--url', `ws://127.0.0.1:${host.port}`, '--fleet', file, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  await rm(home, { recursive: true });
  return { code, report: JSON.parse(text.trim().split('\n').at(-1) ?? '') };
}

describe('a fleet', () => {
  it('passes when every limit holds, having seen every kind do its business', async () => {
    const { code, report } = await fly(FLEET);
    expect(report.complaints).toEqual([]);
    expect([code, report.passed, report.honest.joined]).toEqual([0, true, 10]);
    expect(report.honest.returns).toBeGreaterThan(2);
    const { hostile } = report;
    expect(hostile['malformed']?.ends['4000']).toBeGreaterThan(2);
    expect(hostile['oversize']?.ends['1009']).toBeGreaterThan(1);
    expect(hostile['nan']?.ends['4000']).toBeGreaterThan(2);
    expect(hostile['token-thief']?.ends).toEqual({ 401: hostile['token-thief']?.attempts });
    // Forty from one address, and then no more.
    expect([hostile['joins']?.attempts, hostile['joins']?.ends['429']]).toEqual([60, 20]);
  });

  it('fails when a limit is broken, and names it', async () => {
    const limits = { ...FLEET.limits, bytesPerSnapshot: 10 };
    const { code, report } = await fly({ ...FLEET, seconds: 2, hostile: [], limits });
    expect([code, report.passed]).toEqual([1, false]);
    expect(report.complaints).toEqual([expect.stringMatching(/^bytesPerSnapshot is [\d.]+, at most 10 allowed$/)]);
  });
});
