// Where options come from: flags before environment before file before defaults. Texts become values here; nothing is judged.

import { readFile } from 'node:fs/promises';
import { failure, type Result, success } from '@starfray/shared/core';
import { flagOf, type Given, OPTIONS, type OptionInfo } from './options.ts';

export const CONFIG_FILE = 'starfray.config.json';
const PREFIX = 'STARFRAY_';

export interface Sources {
  /** By option, as commander parsed them: only those that were given. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A file that was named must be there; the usual one need not. */
  readonly file: { readonly path: string; readonly isNamed: boolean };
}

/** Every option that was given anywhere, by the source that counts; a failure has one line for each thing that is no option. */
export async function gather({ flags, environment, file }: Sources): Promise<Result<Given, string[]>> {
  const read = await readConfigFile(file.path, file.isNamed);
  const fromEnvironment = readEnvironment(environment);
  const faults = [...(read.ok ? [] : [read.fault]), ...fromEnvironment.faults];
  if (!read.ok || faults.length > 0) return failure(faults);
  const fromFlags = Object.fromEntries(
    OPTIONS.filter(({ name }) => flags[name] !== undefined).map((option) => [
      option.name,
      { value: parseText(option, flags[option.name]), where: flagOf(option.name) },
    ]),
  );
  return success({ ...read.value, ...fromEnvironment.given, ...fromFlags });
}

/** `roomPlayers` is `STARFRAY_ROOM_PLAYERS`. */
export function variableOf(name: string): string {
  return PREFIX + name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

async function readConfigFile(path: string, isNamed: boolean): Promise<Result<Given, string>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isMissing && !isNamed) return success({});
    return failure(`--config ${path}: ${isMissing ? 'is not there' : 'cannot be read'}; name a file that can be read`);
  }
  try {
    const values: unknown = JSON.parse(text);
    if (typeof values !== 'object' || values === null || Array.isArray(values)) throw new Error('is no object');
    const entries = Object.entries(values).filter(([name]) => name !== '$schema');
    return success(Object.fromEntries(entries.map(([name, value]) => [name, { value, where: `${path}: ${name}` }])));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return failure(`${path}: is not a JSON object (${why}); mend it, or move it away`);
  }
}

function readEnvironment(environment: Sources['environment']): { given: Given; faults: string[] } {
  const known = new Map(OPTIONS.map((option) => [variableOf(option.name), option]));
  const faults = Object.keys(environment)
    .filter((variable) => variable.startsWith(PREFIX) && !known.has(variable) && variable !== `${PREFIX}CONFIG`)
    .map((variable) => `${variable}: no such option; "starfray config print" lists them`);
  const given = [...known].flatMap(([variable, option]) => {
    // Hosting platforms say the port in PORT.
    const where = environment[variable] === undefined && option.name === 'port' ? 'PORT' : variable;
    const text = environment[where];
    return text === undefined || text === '' ? [] : [[option.name, { value: parseText(option, text), where }] as const];
  });
  return { given: Object.fromEntries(given), faults };
}

// What cannot be one of its kind stays a text, so that the mistake can be told with what was given.
function parseText({ kind }: OptionInfo, given: unknown): unknown {
  if (kind === 'list' && typeof given === 'string') return given.split(/[\s,]+/).filter((part) => part !== '');
  if (typeof given !== 'string') return given;
  if (kind === 'whole' && /^\d{1,15}$/.test(given)) return Number(given);
  if (kind === 'flag' && /^(true|yes|on|1)$/i.test(given)) return true;
  if (kind === 'flag' && /^(false|no|off|0)$/i.test(given)) return false;
  return given;
}
