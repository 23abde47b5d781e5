import { expect, it } from 'vitest';
import { OPTIONS } from '../config/options.ts';
import { explainArguments } from './argument-words.ts';

const TOO_MANY = "error: too many arguments for 'serve'. Expected 0 arguments but got 1.\n";
const takesNone = (flag: string, value: string, variable: string) =>
  `${flag} ${value}: it takes no value: give ${flag} alone, or leave it out; as a variable it is ${variable}=true or false`;

it.each([
  [
    "error: unknown option '--prot'\n(Did you mean --port?)\n",
    '--prot 80',
    '--prot: no such option; the nearest is --port',
  ],
  ["error: unknown option '--xyz'\n", '--xyz', '--xyz: no such option; --help lists them'],
  [TOO_MANY, 'serve --bots-need-token false', takesNone('--bots-need-token', 'false', 'STARFRAY_BOTS_NEED_TOKEN')],
  [TOO_MANY, 'serve --no-guests true', takesNone('--no-guests', 'true', 'STARFRAY_NO_GUESTS')],
  [
    "error: unknown option '--auth-admins=yes'\n",
    'serve --auth-admins=yes',
    takesNone('--auth-admins', 'yes', 'STARFRAY_AUTH_ADMINS'),
  ],
  [
    "error: unknown command 'playrs'\n(Did you mean players?)\n",
    'playrs',
    "unknown command 'playrs'; the nearest is players",
  ],
  [TOO_MANY, 'serve 9000', "too many arguments for 'serve'. Expected 0 arguments but got 1: --help says what it takes"],
  ["error: missing required argument 'player'\n", 'kick', "missing required argument 'player'"],
])('[H32] %s', (message, words, said) => {
  expect(explainArguments(message, words.split(' '), OPTIONS)).toBe(said);
});
