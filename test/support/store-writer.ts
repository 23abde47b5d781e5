// A process that writes results as fast as they are acknowledged, and says the number of each that was. Arguments: the database, and
// the first number.

import { openSqliteStore } from '@starfray/server/store';
import { visitOf } from './visits.ts';

/** Writes that wait at a time. */
const AT_ONCE = 50;

const store = await openSqliteStore(process.argv[2] ?? '');
const first = Number(process.argv[3]);

async function write(from: number): Promise<never> {
  for (let number = from; ; number += AT_ONCE) {
    await store.addResult(visitOf(String(number)));
    // Into a pipe this is synchronous: what was said is not lost with the process.
    process.stdout.write(`${number}\n`);
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => write(first + i)));
