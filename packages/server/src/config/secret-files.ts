// Secrets that are given as files, as Docker and Kubernetes mount them: each secret's option has a twin that names a file.

import { failure, type Result, success } from '@starfray/shared/core';
import { type Environment, textOf, variableOf } from './environment.ts';
import { flagOf, type Given, type OptionName, SECRET_FILE_NAMES } from './options.ts';
import { readTextFile } from './text-file.ts';

export interface SecretFile {
  readonly name: OptionName;
  /** The option's twin: `secretFile` for `secret`. */
  readonly twin: string;
  readonly variable: string;
}

/** Every secret's twin, a URL that may hold a password among them. */
export const SECRET_FILES: readonly SecretFile[] = SECRET_FILE_NAMES.map(({ name, twin }) => ({
  name,
  twin,
  variable: variableOf(twin),
}));

/** Files named by flags, by commander's names. */
export function secretFilesInFlags(flags: Readonly<Record<string, unknown>>): Given {
  return twins(({ twin }) => [flags[twin], flagOf(twin)]);
}

/** Files named by variables. */
export function secretFilesInEnvironment(environment: Environment): Given {
  return twins(({ variable }) => [textOf(environment, variable), variable]);
}

function twins(find: (file: SecretFile) => readonly [unknown, string]): Given {
  const found = SECRET_FILES.map((file) => [file, ...find(file)] as const).filter(([, value]) => value !== undefined);
  return Object.fromEntries(found.map(([{ twin }, value, where]) => [twin, { value, where }]));
}

/**
 * The options of one source with the content of each file in place of its name; line ends after a secret are no part of it. A failure
 * has a line for each that cannot be: no readable file, or a secret and its file both. With `wanted`, no other file is opened.
 */
export async function withSecretFiles(given: Given, wanted?: readonly OptionName[]): Promise<Result<Given, string[]>> {
  const faults: string[] = [];
  const values: Record<string, Given[string]> = { ...given };
  for (const { name, twin } of SECRET_FILES) {
    const file = given[twin];
    if (file === undefined) continue;
    delete values[twin];
    if (wanted?.includes(name) === false) continue;
    const other = given[name];
    if (other !== undefined) {
      faults.push(`${other.where} and ${file.where} are both given: leave one of them out`);
      continue;
    }
    const secret = await readSecret(file.value);
    if (secret.ok) values[name] = { value: secret.value, where: `${file.where} ${String(file.value)}` };
    else faults.push(`${file.where} ${String(file.value)}: ${secret.fault}`);
  }
  return faults.length === 0 ? success(values) : failure(faults);
}

async function readSecret(path: unknown): Promise<Result<string, string>> {
  if (typeof path !== 'string' || path === '') return failure('give a file');
  const read = await readTextFile(path);
  if (!read.ok) return failure(read.fault.text);
  const text = read.value.replace(/[\r\n]+$/, '');
  return text === '' ? failure('is empty; write the secret into it') : success(text);
}
