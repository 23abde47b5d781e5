// Starfray's page: the game's rules, picture, HUD and sounds on the page that any game has.

import { starfray } from '@starfray/starfray/rules';
import { ACTIONS } from './input/actions.ts';
import { startPage } from './page/page.ts';
import { StarfrayView } from './starfray-view.ts';

startPage({
  game: starfray,
  actions: ACTIONS,
  importSounds: async () => (await import('./audio/sounds.ts')).SOUNDS,
  importRenderer: (address) => (address === undefined ? import('./scene/picture.ts') : import(address)),
  createView: (tools) => new StarfrayView(tools),
});
