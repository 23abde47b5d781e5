import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

function bots(...flags: string[]) {
  const cli = join(import.meta.dirname, 'cli.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...flags], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('the bots command', () => {
  it.each([
    ['a number that is none', ['--count', 'ten'], 'bots: --count ten: give a whole number from 1 to 5000'],
    ['a number out of range', ['--seconds', '0'], 'bots: --seconds 0: give a whole number from 1 to 86400'],
    ['an unknown brain', ['--brain', 'genius'], "bots: option '--brain <name>' argument 'genius' is invalid."],
    ['an address that is none', ['--url', 'localhost'], 'bots: --url localhost: give an address such as'],
    ['an unknown flag', ['--fast'], "bots: unknown option '--fast'"],
    ['a stray word', ['fifty'], 'bots: too many arguments'],
  ])('answers %s with one clear line and exit code 2', (_what, flags, line) => {
    const { status, stdout, stderr } = bots(...flags);
    expect(stderr).toContain(line);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect([status, stdout]).toEqual([2, '']);
  });

  it('says that a fleet speaks no TLS before it sends one', () => {
    const { status, stderr } = bots('--url', 'wss://127.0.0.1:9', '--fleet', 'fleet.json');
    expect([status, stderr]).toEqual([
      2,
      'bots: --url wss://127.0.0.1:9: a fleet speaks plain ws only; aim it at a server without TLS\n',
    ]);
  });

  it('tells with exit code 1, and JSON as its last line, that nobody got in', () => {
    // Port 9 (discard) is served by nobody.
    const { status, stdout } = bots('--url', 'ws://127.0.0.1:9', '--count', '2', '--seconds', '1', '--json');
    const report: unknown = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    expect(report).toMatchObject({
      joined: 0,
      refused: 2,
      errors: 0,
      desyncs: 0,
      reasons: ['1006: no server answers there: is it running?'],
    });
    expect(status).toBe(1);
  });

  it('explains itself', () => {
    const { status, stdout } = bots('--help');
    expect(stdout).toContain('--brain <name>');
    expect(status).toBe(0);
  });
});
