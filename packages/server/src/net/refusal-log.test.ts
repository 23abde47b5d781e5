import { describe, expect, it } from 'vitest';
import { SILENT_LOG } from '../log.ts';
import { RefusalLog } from './refusal-log.ts';

describe('RefusalLog', () => {
  it('logs the first refusals of a kind one by one and then counts', () => {
    const lines: object[] = [];
    const clock = { nowMs: 0 };
    const note = (fields: object) => lines.push(fields);
    const log = new RefusalLog({ ...SILENT_LOG, info: note, warn: note }, () => clock.nowMs);
    for (let i = 0; i < 1000; i += 1) log.note(429, 'too many');
    expect(lines).toHaveLength(5);
    clock.nowMs += 10_000;
    log.note(403, 'foreign', { host: 'game.example' });
    expect(lines.slice(5)).toEqual([
      { code: 429, reason: 'too many', more: 995 },
      { code: 403, reason: 'foreign', host: 'game.example' },
    ]);
  });

  it('tells its listener of every single one', () => {
    const heard: number[] = [];
    const log = new RefusalLog(
      SILENT_LOG,
      () => 0,
      (code) => heard.push(code),
    );
    for (let i = 0; i < 7; i += 1) log.note(429, 'too many');
    log.note(403, 'foreign');
    expect(heard).toEqual([429, 429, 429, 429, 429, 429, 429, 403]);
  });
});
