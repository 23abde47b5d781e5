// The options of a command, from everywhere they may come from. All mistakes are reported at once.

import { type Environment, textOf } from '../config/environment.ts';
import {
  type GameNames,
  type Given,
  type OptionName,
  parseOptions,
  parseSomeOptions,
  type ServerOptions,
} from '../config/options.ts';
import { CONFIG_FILE, type Gathered, gather } from '../config/sources.ts';
import { OperatorFault } from '../operator-fault.ts';

export type Flags = Readonly<Record<string, unknown>>;
export type { Environment };

export interface Effective<Name extends OptionName = OptionName> {
  readonly options: Pick<ServerOptions, Name>;
  readonly given: Given;
  /** A line for each thing that has no effect, though somebody may have meant it to. */
  readonly warnings: readonly string[];
}

/** All options as a server would run with, for a command that prints; warnings go to stderr. @throws OperatorFault with what is wrong. */
export async function optionsOf(flags: Flags, environment: Environment, games: GameNames): Promise<Effective> {
  return warned(await effectiveOptions(flags, environment, games));
}

/**
 * The options that a command needs, each by itself: what only a server needs, or what two options have to do with each other, is not asked
 * for. @throws OperatorFault with what is wrong with these.
 */
export async function someOptions<Name extends OptionName>(
  names: readonly Name[],
  flags: Flags,
  environment: Environment,
  games?: GameNames,
): Promise<Effective<Name>> {
  const { given, warnings } = await gathered(flags, environment, names);
  const options = parseSomeOptions(names, given, games);
  if (!options.ok) throw new OperatorFault([...options.fault, ...warnings]);
  return { options: options.value, given, warnings };
}

/** Prints the warnings to stderr. */
export function warned<Name extends OptionName>(effective: Effective<Name>): Effective<Name> {
  for (const line of effective.warnings) console.error(`starfray: warning: ${line}`);
  return effective;
}

/** @throws OperatorFault with what is wrong; `findMore` tells what else is, given the options or undefined when they are no good. */
export async function effectiveOptions(
  flags: Flags,
  environment: Environment,
  games: GameNames,
  findMore: (given: Given, options: ServerOptions | undefined) => Promise<readonly string[]> = async () => [],
): Promise<Effective> {
  const { given, warnings } = await gathered(flags, environment);
  const options = parseOptions(given, games);
  const faults = [
    ...(options.ok ? [] : options.fault),
    ...(await findMore(given, options.ok ? options.value : undefined)),
  ];
  // A mistyped name may be why something else is missing.
  if (!options.ok || faults.length > 0) throw new OperatorFault([...faults, ...warnings]);
  return { options: options.value, given, warnings };
}

async function gathered(flags: Flags, environment: Environment, wanted?: readonly OptionName[]): Promise<Gathered> {
  const named = typeof flags['config'] === 'string' ? flags['config'] : textOf(environment, 'STARFRAY_CONFIG');
  const file = { path: named ?? CONFIG_FILE, isNamed: named !== undefined };
  const result = await gather({ flags, environment, file, wanted });
  if (!result.ok) throw new OperatorFault(result.fault);
  return result.value;
}
