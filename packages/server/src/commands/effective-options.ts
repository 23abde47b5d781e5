// The options of a command, from everywhere they may come from. Whatever is wrong is told at once.

import { type Environment, textOf } from '../config/environment.ts';
import { type Given, parseOptions, type ServerOptions } from '../config/options.ts';
import { CONFIG_FILE, gather } from '../config/sources.ts';
import { OperatorFault } from './operator-fault.ts';

export type Flags = Readonly<Record<string, unknown>>;
export type { Environment };

export interface Effective {
  readonly options: ServerOptions;
  readonly given: Given;
  /** A line for each thing that has no effect, though somebody may have meant it to. */
  readonly warnings: readonly string[];
}

/** The options of a command that prints; warnings go to stderr. @throws OperatorFault with what is wrong. */
export async function optionsOf(flags: Flags, environment: Environment): Promise<Effective> {
  const effective = await effectiveOptions(flags, environment);
  for (const line of effective.warnings) console.error(`starfray: warning: ${line}`);
  return effective;
}

/** @throws OperatorFault with what is wrong; `findMore` tells what else is, given the options or undefined when they are no good. */
export async function effectiveOptions(
  flags: Flags,
  environment: Environment,
  findMore: (given: Given, options: ServerOptions | undefined) => Promise<readonly string[]> = async () => [],
): Promise<Effective> {
  const named = typeof flags['config'] === 'string' ? flags['config'] : textOf(environment, 'STARFRAY_CONFIG');
  const file = { path: named ?? CONFIG_FILE, isNamed: named !== undefined };
  const gathered = await gather({ flags, environment, file });
  if (!gathered.ok) throw new OperatorFault(gathered.fault);
  const { given, warnings } = gathered.value;
  const options = parseOptions(given);
  const faults = [
    ...(options.ok ? [] : options.fault),
    ...(await findMore(given, options.ok ? options.value : undefined)),
  ];
  // A mistyped name may be why something else is missing.
  if (!options.ok || faults.length > 0) throw new OperatorFault([...faults, ...warnings]);
  return { options: options.value, given, warnings };
}
