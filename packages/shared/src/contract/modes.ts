// The modes of a game, and the one of an arena.

import type { Game, Mode, World } from './game.ts';

/** The modes of a game, the first one first. @throws RangeError when they are not those of its identity. */
export function modesOf<W extends World, A>(
  game: Pick<Game<W, A>, 'identity' | 'modes'>,
): readonly [Mode<W>, ...Mode<W>[]] {
  const { identity, modes } = game;
  const [name] = identity.modes;
  const [first, ...others] = modes ?? [{ name, title: identity.title, about: identity.about }];
  const names = [first, ...others].map((mode) => mode?.name);
  if (first === undefined || names.join() !== identity.modes.join())
    throw new RangeError(`${identity.title} has the modes ${names}, and ${identity.modes} in its identity`);
  return [first, ...others];
}

/** The mode that an arena is of. */
export function modeOfArena<W extends World, A>(
  game: Pick<Game<W, A>, 'identity' | 'modes' | 'modeOf'>,
  arena: A,
): Mode<W> {
  const [first, ...others] = modesOf(game);
  return [first, ...others][game.modeOf?.(arena) ?? 0] ?? first;
}
