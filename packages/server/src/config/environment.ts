// Options from variables. The environment is shared with others: what is not ours is passed over, or named in a warning.

import { closestMatch } from 'leven';
import { parseText } from './option-text.ts';
import { type Given, OPTIONS, type OptionInfo } from './options.ts';
import { isServiceLink } from './service-links.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'STARFRAY_';
/** Variables that are ours and no option. */
const OTHERS = [`${PREFIX}CONFIG`];

/** `roomPlayers` is `STARFRAY_ROOM_PLAYERS`. */
export function variableOf(name: string): string {
  return PREFIX + name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/** The text of a variable; an empty one counts as absent, and so does the address of a service. */
export function textOf(environment: Environment, variable: string): string | undefined {
  const text = environment[variable]?.trim() ?? '';
  return text === '' || isServiceLink(variable, text) ? undefined : text;
}

/** What variables say, and a line for each that looks like an option and is none. `more` names further variables that are known. */
export function readEnvironment(
  environment: Environment,
  more: readonly string[],
): { readonly given: Given; readonly warnings: readonly string[] } {
  const given = OPTIONS.flatMap((option) => {
    const own = variableOf(option.name);
    const negated = negatedVariableOf(option);
    const denial = negated === undefined ? undefined : textOf(environment, negated);
    if (negated !== undefined && denial !== undefined && textOf(environment, own) === undefined) {
      const value = parseText(option, denial);
      return [[option.name, { value: typeof value === 'boolean' ? !value : value, where: negated }] as const];
    }
    // Hosting platforms say the port in PORT.
    const where = option.name === 'port' && textOf(environment, own) === undefined ? 'PORT' : own;
    const text = textOf(environment, where);
    return text === undefined ? [] : [[option.name, { value: parseText(option, text), where }] as const];
  });
  const negated = OPTIONS.flatMap((option) => negatedVariableOf(option) ?? []);
  const known = [...OPTIONS.map(({ name }) => variableOf(name)), ...negated, ...more, ...OTHERS];
  const unknown = Object.keys(environment).filter(
    (name) => name.startsWith(PREFIX) && !known.includes(name) && textOf(environment, name) !== undefined,
  );
  return { given: Object.fromEntries(given), warnings: unknown.map((name) => warningOf(name, known)) };
}

/** `--no-guests` is `STARFRAY_NO_GUESTS`, as people write it who know the flag; undefined for options without such a flag. */
function negatedVariableOf({ name, kind, fallback }: OptionInfo): string | undefined {
  return kind === 'flag' && fallback === true ? variableOf(name).replace(PREFIX, `${PREFIX}NO_`) : undefined;
}

function warningOf(name: string, known: readonly string[]): string {
  return `${name}: no such option, so it has no effect; the nearest is ${closestMatch(name, known)}`;
}
