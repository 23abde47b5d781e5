// `starfray store backup`: a copy of what lasts, of a server that runs or not.

import { join } from 'node:path';
import { backupSqlite, StoreFault } from '../store/index.ts';
import { type Environment, type Flags, optionsOf } from './effective-options.ts';
import { OperatorFault } from './operator-fault.ts';

/** Copies the database of a data directory into a new file. @throws OperatorFault with what is wrong. */
export async function backupStore(to: string, flags: Flags, environment: Environment): Promise<void> {
  const { options } = await optionsOf(flags, environment);
  if (options.data === undefined) throw new OperatorFault(['say which server: give its --data directory']);
  try {
    await backupSqlite(join(options.data, 'starfray.db'), to);
  } catch (error) {
    if (error instanceof StoreFault) throw new OperatorFault([error.message]);
    throw error;
  }
  console.log(`Copied to ${to}`);
}
