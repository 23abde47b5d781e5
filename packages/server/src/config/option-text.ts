// How a text from the command line or a variable becomes an option's value. Nothing is judged here.

import type { OptionInfo } from './options.ts';

/** What cannot be one of its kind stays a text, so that the mistake is reported with what was given. */
export function parseText({ kind }: OptionInfo, given: unknown): unknown {
  if (kind === 'list') return listOf(given);
  if (typeof given !== 'string') return given;
  if (kind === 'whole' && /^\d{1,15}$/.test(given)) return Number(given);
  if (kind === 'flag' && /^(true|yes|on|1)$/i.test(given)) return true;
  if (kind === 'flag' && /^(false|no|off|0)$/i.test(given)) return false;
  return given;
}

// Flags may be given one by one or several in one text; a flag that was given empty stays one, as a mistake to tell.
function listOf(given: unknown): unknown {
  if (typeof given === 'string') return given.split(/[\s,]+/).filter((part) => part !== '');
  if (!Array.isArray(given)) return given;
  return given.flatMap((part: unknown) => (typeof part === 'string' && part.trim() !== '' ? listOf(part) : [part]));
}
