// Where options come from: flags before environment before file before defaults. Nothing is judged here.

import { failure, type Result, success } from '@starfray/shared/core';
import { type Environment, readEnvironment } from './environment.ts';
import { parseText } from './option-text.ts';
import { flagOf, type Given, OPTIONS, type OptionName } from './options.ts';
import { SECRET_FILES, secretFilesInEnvironment, secretFilesInFlags, withSecretFiles } from './secret-files.ts';
import { readTextFile } from './text-file.ts';

export const CONFIG_FILE = 'starfray.config.json';

export interface Sources {
  /** By option, as commander parsed them: only those that were given. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly environment: Environment;
  /** A file that was named must be there; the usual one need not. */
  readonly file: { readonly path: string; readonly isNamed: boolean };
  /** The options that are asked for; secrets of others are not read. All unless given. */
  readonly wanted?: readonly OptionName[] | undefined;
}

export interface Gathered {
  readonly given: Given;
  /** A line for each thing that has no effect, though somebody may have meant it to. */
  readonly warnings: readonly string[];
}

/** Every option that was given anywhere, by the source that counts; a failure has one line for each source that cannot be used. */
export async function gather({ flags, environment, file, wanted }: Sources): Promise<Result<Gathered, string[]>> {
  const fromEnvironment = readEnvironment(
    environment,
    SECRET_FILES.map(({ variable }) => variable),
  );
  const parts = [
    await readConfigFile(file.path, file.isNamed, wanted),
    await withSecretFiles({ ...fromEnvironment.given, ...secretFilesInEnvironment(environment) }, wanted),
    await withSecretFiles({ ...readFlags(flags), ...secretFilesInFlags(flags) }, wanted),
  ];
  const faults = parts.flatMap((part) => (part.ok ? [] : part.fault));
  if (faults.length > 0) return failure([...faults, ...fromEnvironment.warnings]);
  const given = Object.assign({}, ...parts.map((part) => (part.ok ? part.value : {}))) as Given;
  return success({ given, warnings: fromEnvironment.warnings });
}

function readFlags(flags: Sources['flags']): Given {
  const given = OPTIONS.filter(({ name }) => flags[name] !== undefined);
  return Object.fromEntries(
    given.map((option) => [option.name, { value: parseText(option, flags[option.name]), where: flagOf(option.name) }]),
  );
}

async function readConfigFile(
  path: string,
  isNamed: boolean,
  wanted: Sources['wanted'],
): Promise<Result<Given, string[]>> {
  const read = await readTextFile(path);
  if (!read.ok) {
    const { isMissing, text } = read.fault;
    return isMissing && !isNamed ? success({}) : failure([`--config ${path}: ${text}`]);
  }
  try {
    const values: unknown = JSON.parse(read.value);
    if (typeof values !== 'object' || values === null || Array.isArray(values)) throw new Error('is no object');
    // Null stands for an option that is not given, as an empty variable does.
    const entries = Object.entries(values).filter(([name, value]) => name !== '$schema' && value !== null);
    return withSecretFiles(
      Object.fromEntries(entries.map(([name, value]) => [name, { value, where: `${path}: ${name}` }])),
      wanted,
    );
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return failure([`${path}: is not a JSON object (${why}); mend it, or move it away`]);
  }
}
