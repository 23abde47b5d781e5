// A pilot in a line of text: a mark by kind, the name in the pilot's colour.

import type { PlayerInfo } from '../net/client-state.ts';
import { cssColor, nameColor } from '../view/color.ts';
import { element } from './dom.ts';

export type Players = ReadonlyMap<number, PlayerInfo>;

/** The name to show for an id; an id may belong to a player who has left. */
function pilotName(players: Players, id: number): string {
  return players.get(id)?.name ?? 'Somebody';
}

/** Mark and name. A bot's mark is hollow, so that it shows without colour too. */
export function pilotLabel(players: Players, id: number): readonly [HTMLElement, HTMLElement] {
  const info = players.get(id);
  const isBot = info?.kind === 'bot';
  const mark = element('span', {
    class: isBot ? 'mark mark-bot' : 'mark mark-human',
    attributes: { role: 'img', 'aria-label': isBot ? 'bot' : 'pilot' },
  });
  const name = element('span', { class: 'name', text: pilotName(players, id) });
  const color = info === undefined ? '#9db2cf' : cssColor(nameColor(info.hue));
  mark.style.color = color;
  name.style.color = color;
  return [mark, name];
}
