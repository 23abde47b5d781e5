// What is said of arguments that the command line cannot read: in the program's own words, with what was probably meant.

import type { OptionInfo } from '../config/options.ts';

/**
 * Commander's message as the program says it.
 * @param text one message, as commander would print it.
 * @param words what was typed after the program's name.
 */
export function explainArguments(
  text: string,
  words: readonly string[],
  options: readonly Pick<OptionInfo, 'kind' | 'name'>[],
): string {
  const message = text
    .trim()
    .replace(/^error: /, '')
    .replace(/\s+\(Did you mean (.+)\?\)$/, '; the nearest is $1');
  const unknown = /^unknown option '([^']*)'/.exec(message)?.[1] ?? '';
  const isSwitch = (flag: string): boolean => options.some(({ kind, name }) => kind === 'flag' && isFlagOf(flag, name));
  const [flag = '', value] = unknown.split('=', 2);
  if (value !== undefined && isSwitch(flag)) return noValue(flag, value);
  if (unknown !== '')
    return `${unknown}: no such option${/; the nearest is .*/.exec(message)?.[0] ?? '; --help lists them'}`;
  if (!/^too many arguments/.test(message)) return message;
  const at = words.findIndex((word, i) => isSwitch(word) && words[i + 1]?.startsWith('-') === false);
  return at < 0
    ? `${message.replace(/\.$/, '')}: --help says what it takes`
    : noValue(words[at] ?? '', words[at + 1] ?? '');
}

function noValue(flag: string, value: string): string {
  const variable = `STARFRAY_${flag.replace(/^--/, '').replaceAll('-', '_').toUpperCase()}`;
  return `${flag} ${value}: it takes no value: give ${flag} alone, or leave it out; as a variable it is ${variable}=true or false`;
}

function isFlagOf(flag: string, name: string): boolean {
  const words = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return flag === `--${words}` || flag === `--no-${words}`;
}
