import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findFaults, findLogFault } from './preflight.ts';

it('[H34] a data directory where nothing can be made is refused, and not waited for', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'starfray-preflight-'));
  writeFileSync(join(directory, 'index.html'), '');
  const data = '/proc/starfray/data';
  expect(await findFaults(directory, data, undefined)).toEqual([
    `--data ${data}: cannot be read and written as a directory; give one that can, or mend its permissions`,
  ]);
  expect(await findFaults(directory, join(directory, 'a', 'b'), undefined)).toEqual([]);
  expect(statSync(join(directory, 'a', 'b')).isDirectory()).toBe(true);
  rmSync(directory, { recursive: true });
});

it('[P9] a log file that is missing is made for its owner and group alone, also by the look at the start', () => {
  const directory = mkdtempSync(join(tmpdir(), 'starfray-preflight-'));
  const path = join(directory, 'server.log');
  expect(findLogFault(path)).toEqual([]);
  expect(statSync(path).mode & 0o137).toBe(0);
  rmSync(directory, { recursive: true });
});
