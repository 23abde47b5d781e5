// Starfray's page: the game's rules, picture, HUD and sounds on the page that any game has.

import { startPage } from '@starfray/client/page';
import { starfray } from '../rules/index.ts';
import { ACTIONS } from './actions.ts';
import { StarfrayView } from './starfray-view.ts';

startPage({
  game: starfray,
  actions: ACTIONS,
  importSounds: async () => (await import('./audio/sounds.ts')).SOUNDS,
  importScore: async () => (await import('./audio/score.ts')).SCORE,
  importRenderer: (address) => (address === undefined ? import('./picture.ts') : import(address)),
  createView: (tools) => new StarfrayView(tools),
});
