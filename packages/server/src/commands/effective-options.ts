// The options of a command, from everywhere they may come from. Whatever is wrong is told at once.

import { type Given, parseOptions, type ServerOptions } from '../config/options.ts';
import { CONFIG_FILE, gather } from '../config/sources.ts';
import { OperatorFault } from './operator-fault.ts';

export type Flags = Readonly<Record<string, unknown>>;
export type Environment = Readonly<Record<string, string | undefined>>;

export interface Effective {
  readonly options: ServerOptions;
  readonly given: Given;
}

/** @throws OperatorFault with what is wrong; `findMore` tells what else is, given the options or undefined when they are no good. */
export async function effectiveOptions(
  flags: Flags,
  environment: Environment,
  findMore: (given: Given, options: ServerOptions | undefined) => Promise<readonly string[]> = async () => [],
): Promise<Effective> {
  const named = typeof flags['config'] === 'string' ? flags['config'] : environment['STARFRAY_CONFIG'];
  const file = { path: named ?? CONFIG_FILE, isNamed: named !== undefined };
  const given = await gather({ flags, environment, file });
  if (!given.ok) throw new OperatorFault(given.fault);
  const options = parseOptions(given.value);
  const faults = [
    ...(options.ok ? [] : options.fault),
    ...(await findMore(given.value, options.ok ? options.value : undefined)),
  ];
  if (!options.ok || faults.length > 0) throw new OperatorFault(faults);
  return { options: options.value, given: given.value };
}
