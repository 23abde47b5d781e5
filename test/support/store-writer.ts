// A process that writes results as fast as they are acknowledged, and says the number of each that was. Argument: the database.

import { writeSync } from 'node:fs';
import { openSqliteStore } from '@starfray/server/store';
import { stay } from './stays.ts';

/** Writes that wait at a time. */
const AT_ONCE = 50;

const store = await openSqliteStore(process.argv[2] ?? '');
const first = Number(process.argv[3]);

async function write(from: number): Promise<never> {
  for (let number = from; ; number += AT_ONCE) {
    await store.addResult(stay(String(number)));
    // Synchronous, so that what was said is not lost with the process.
    writeSync(1, `${number}\n`);
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => write(first + i)));
