// The operator's list of words that no name may hold: read at the start, and again when asked.

import { readTextFile } from '../config/text-file.ts';
import type { VisitorChecks } from '../joining/visitor-checks.ts';
import type { Log } from '../log.ts';
import { OperatorFault } from '../operator-fault.ts';

/**
 * Puts the list into force and answers what reads it again; where it then cannot be read, the list of before stays in force, and the log
 * says so. Without a path nothing is read.
 *
 * @throws OperatorFault when the file cannot be read the first time.
 */
export async function openBlockedNames(
  path: string | undefined,
  checks: Pick<VisitorChecks, 'setBlockedNames'>,
  log: Log,
): Promise<() => Promise<void>> {
  if (path === undefined) return async () => undefined;
  const read = async (): Promise<string | undefined> => {
    const text = await readTextFile(path);
    if (text.ok) checks.setBlockedNames(text.value);
    return text.ok ? undefined : text.fault.text;
  };
  const fault = await read();
  if (fault !== undefined) throw new OperatorFault(`--blocked-names ${path} ${fault}`);
  return async () => {
    const later = await read();
    if (later !== undefined) log.error({ path }, `the list of blocked names ${later}; the old one stays in force`);
  };
}
