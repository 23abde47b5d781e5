// Puck behind the menu: its rules, picture, HUD and sounds on the page that any game has.

import { type OpenedGame, openGame, type Shell } from '@starfray/client/page';
import { puckGame } from '../rules/index.ts';
import { PuckView } from './puck-view.ts';

export function open(shell: Shell): OpenedGame {
  return openGame(shell, {
    game: puckGame,
    importSounds: async () => (await import('./sounds.ts')).SOUNDS,
    importRenderer: (address) => (address === undefined ? import('./picture.ts') : import(address)),
    createView: (tools) => new PuckView(tools),
  });
}
