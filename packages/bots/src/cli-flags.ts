// What the command lines of this project have in common: whole numbers in a range, and one clear line about what is wrong.

import { type Command, Option } from 'commander';

/** An option that takes a whole number from `least` to `most`. */
export function wholeNumber(
  program: () => Command,
  flags: string,
  description: string,
  least: number,
  most: number,
): Option {
  return new Option(flags, description).argParser((text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    const name = flags.slice(0, flags.indexOf(' '));
    return program().error(`${program().name()}: ${name} ${text}: give a whole number from ${least} to ${most}`);
  });
}
