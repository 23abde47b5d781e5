// Starfray behind the menu: the game's rules, picture, HUD and sounds on the page that any game has.

import { type OpenedGame, openGame, type Shell } from '@starfray/client/page';
import { starfray } from '../rules/index.ts';
import { StarfrayView } from './starfray-view.ts';

export function open(shell: Shell): OpenedGame {
  return openGame(shell, {
    game: starfray,
    importSounds: async () => (await import('./audio/sounds.ts')).SOUNDS,
    importScore: async () => (await import('./audio/score.ts')).SCORE,
    importRenderer: (address) => (address === undefined ? import('./picture.ts') : import(address)),
    createView: (tools) => new StarfrayView(tools),
  });
}
