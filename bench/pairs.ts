// This build beside another: `bench room --before` in alternating pairs, since a machine is not the same for long, and `bench feel --before`,
// which is in virtual time and needs one run of each.

import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { benchFeel, type FeelLine } from './feel.ts';
import type { RoomBytes, RoomCost } from './room-side.ts';
import { median } from './statistics.ts';

const ROOT = join(import.meta.dirname, '..');
const ROOM_SIDE = join(import.meta.dirname, 'room-side.ts');
const FEEL_SIDE = join(import.meta.dirname, 'feel-side.ts');
const MAX_OUTPUT = 64 * 1024 * 1024;
/** A change that is smaller than this is none. */
const MAX_RATIO = 1.03;
const MAX_LATER_MS = 2;

const run = promisify(execFile);

async function side<T>(script: string, folder: string, ...args: readonly (string | number)[]): Promise<T> {
  const command = [script, resolve(folder), ...args.map(String)];
  const { stdout } = await run(process.execPath, command, { encoding: 'utf8', maxBuffer: MAX_OUTPUT });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as T;
}

export interface RoomPairsOptions {
  readonly players: number;
  readonly seed: number;
  readonly pairs: number;
  /** Sources of the other build, its packages installed. */
  readonly before: string;
}

/** Passes where this build is not slower, and sends the same bytes. */
export async function benchRoomPairs({ players, seed, pairs, before }: RoomPairsOptions): Promise<{ passed: boolean }> {
  const costs: { now: RoomCost; before: RoomCost }[] = [];
  for (let i = 0; i < pairs; i += 1) {
    const other = await side<RoomCost>(ROOM_SIDE, before, players, seed, 'cost');
    costs.push({ before: other, now: await side<RoomCost>(ROOM_SIDE, ROOT, players, seed, 'cost') });
  }
  const [told, own] = await Promise.all([
    side<RoomBytes>(ROOM_SIDE, before, players, seed, 'bytes'),
    side<RoomBytes>(ROOM_SIDE, ROOT, players, seed, 'bytes'),
  ]);
  const ratios = costs.map((pair) => pair.now.microsPerSnapshot / pair.before.microsPerSnapshot);
  const areBytesEqual = told.hash === own.hash && costs.every((pair) => pair.now.bytes === pair.before.bytes);
  const micros = (of: 'now' | 'before') => round(median(costs.map((pair) => pair[of].microsPerSnapshot)));
  const report = {
    passed: median(ratios) <= MAX_RATIO && areBytesEqual,
    players,
    pairs,
    ratio: {
      median: round(median(ratios)),
      least: round(Math.min(...ratios)),
      most: round(Math.max(...ratios)),
    },
    microsPerSnapshot: { before: micros('before'), now: micros('now') },
    areBytesEqual,
    bytes: { before: { ...told, lean: costs[0]?.before.bytes }, now: { ...own, lean: costs[0]?.now.bytes } },
  };
  return report;
}

/** Passes where no stage takes this build more than 2 ms longer. */
export async function benchFeelPairs(before: string): Promise<{ passed: boolean }> {
  const other = await side<{ readonly lines: readonly FeelLine[] }>(FEEL_SIDE, before);
  const { lines } = benchFeel();
  // By their order: a build may have other names for them.
  const compared = lines.map((line, i) => {
    const told = Object.values(other.lines[i]?.stagesMs ?? {});
    const laterMs = Object.fromEntries(
      Object.entries(line.stagesMs).map(([stage, ms], n) => [stage, ms - (told[n] ?? Number.NaN)]),
    );
    return { line: line.line, laterMs, hits: { before: other.lines[i]?.hits, now: line.hits } };
  });
  const passed = compared.every(({ laterMs }) => Object.values(laterMs).every((ms) => ms <= MAX_LATER_MS));
  const report = { passed, compared, before: other.lines, now: lines };
  return report;
}

function round(value: number): number {
  return Number(value.toFixed(3));
}
