import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFleetFile } from './fleet-file.ts';
import { complaintsOf, type FleetFigures } from './verdict.ts';

const SMALL = { seconds: 5, honest: [{ kind: 'pilot', count: 2 }], limits: {} };

describe('readFleetFile', () => {
  it('reads the standard file', async () => {
    const text = await readFile(join(import.meta.dirname, '../../../../fleet.json'), 'utf8');
    const file = readFleetFile(text);
    expect(file.ok && file.value.hostile.map(({ kind }) => kind)).toEqual([
      'spam',
      'malformed',
      'oversize',
      'nan',
      'token-thief',
      'joins',
    ]);
  });

  it('fills in what is left out', () => {
    expect(readFleetFile(JSON.stringify(SMALL))).toEqual({
      ok: true,
      value: { ...SMALL, seed: 1, hostile: [], honest: [{ kind: 'pilot', count: 2, net: 'perfect' }] },
    });
  });

  it('[H6] takes a byte order mark', () => {
    expect(readFleetFile(`\uFEFF${JSON.stringify(SMALL)}`)).toEqual(readFleetFile(JSON.stringify(SMALL)));
  });

  it('lists everything that is wrong', () => {
    const file = readFleetFile(
      JSON.stringify({
        seconds: 0,
        honest: [{ kind: 'pilot', count: 0 }, { kind: 'ghost' }],
        hostile: [{ kind: 'joins', count: 9999 }],
        limits: { tickP99: 1 },
      }),
    );
    expect(file.ok).toBe(false);
    const faults = file.ok ? [] : file.fault;
    for (const place of ['seconds', 'honest.0.count', 'honest.1.kind', 'hostile.0.count', 'limits']) {
      expect(faults.filter((line) => line.startsWith(`${place}: `))).toHaveLength(1);
    }
  });

  it('bounds how many take part in all', () => {
    const crowd = { ...SMALL, hostile: [1, 2].map(() => ({ kind: 'nan', count: 3000 })) };
    expect(readFleetFile(JSON.stringify(crowd))).toEqual({
      ok: false,
      fault: ['6002 members: at most 5000 may take part'],
    });
  });

  it('says of a file that is no JSON that it is none', () => {
    expect(readFleetFile('{')).toMatchObject({ ok: false, fault: [expect.stringContaining('it is no JSON')] });
  });
});

const FIGURES: FleetFigures = {
  tickIntervalP99Ms: 40,
  bytesPerSnapshot: 70,
  snapshotsPerSecond: 29.9,
  correctionsPerMinute: 10,
  desyncs: 0,
  heapGrowthMiB: 3,
  honestKicked: 0,
  hostileLeft: 0,
};

describe('complaintsOf', () => {
  it('has none when every figure is at its limit', () => {
    expect(complaintsOf(FIGURES, FIGURES)).toEqual([]);
  });

  it('judges nothing that has no limit', () => {
    expect(complaintsOf({ ...FIGURES, desyncs: 7 }, {})).toEqual([]);
  });

  it.each(
    Object.entries(FIGURES).map(([name, value]) => [name, name === 'snapshotsPerSecond' ? value - 1 : value + 1]),
  )('complains of %s, and of nothing else, when it is worse than its limit', (name, value) => {
    const complaints = complaintsOf({ ...FIGURES, [name]: value }, FIGURES);
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toContain(`${name} is ${value}`);
  });
});
