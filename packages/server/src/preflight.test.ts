import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findLogFault } from './preflight.ts';

it('[P9] a log file that is missing is made for its owner and group alone, also by the look at the start', () => {
  const directory = mkdtempSync(join(tmpdir(), 'starfray-preflight-'));
  const path = join(directory, 'server.log');
  expect(findLogFault(path)).toEqual([]);
  expect(statSync(path).mode & 0o137).toBe(0);
  rmSync(directory, { recursive: true });
});
