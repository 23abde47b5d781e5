// Puck's page: its rules, picture, HUD and sounds on the page that any game has.

import { startPage } from '@starfray/client/page';
import { puckGame } from '../rules/index.ts';
import { ACTIONS } from './actions.ts';
import { PuckView } from './puck-view.ts';

startPage({
  game: puckGame,
  actions: ACTIONS,
  importSounds: async () => (await import('./sounds.ts')).SOUNDS,
  importRenderer: (address) => (address === undefined ? import('./picture.ts') : import(address)),
  createView: (tools) => new PuckView(tools),
});
