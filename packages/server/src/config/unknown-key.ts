// What was probably meant by a key of the configuration file that is no option.

import { closestMatch } from 'leven';

/** The parts of an option that a key is compared with. */
interface KnownKey {
  readonly name: string;
  readonly kind: 'whole' | 'text' | 'flag' | 'list';
}

/** What to write instead of the key; keys of a file are in camel case, and nothing there is negated. */
export function remedyForKey(key: string, known: readonly KnownKey[]): string {
  const name = camelCaseOf(key);
  const same = known.find((one) => one.name === name);
  if (same !== undefined) return `in a file it is written ${JSON.stringify(same.name)}`;
  const denied = /^no([A-Z].*)/.exec(name)?.[1];
  const flag = known.find((one) => one.kind === 'flag' && one.name === lowerFirst(denied ?? ''));
  if (flag !== undefined) return `in a file it is written "${flag.name}": false`;
  const nearest = closestMatch(
    name,
    known.map((one) => one.name),
  );
  return `no such option; the nearest is ${JSON.stringify(nearest)}, and "starfray config schema" lists all`;
}

/** `room-players`, `room_players`, `--room-players` and `STARFRAY_ROOM_PLAYERS` are `roomPlayers`. */
function camelCaseOf(key: string): string {
  const bare = key.replace(/^-+/, '').replace(/^starfray_/i, '');
  const lower = /[a-z]/.test(bare) ? bare : bare.toLowerCase();
  return lowerFirst(lower.replace(/[-_]+(.)/g, (_all, letter: string) => letter.toUpperCase()));
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
