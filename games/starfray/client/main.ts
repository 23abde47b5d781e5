// The first script of Starfray's page: the menu, and the list of actions that its help is made of.

import { startPage } from '@starfray/client/start';
import { ACTIONS } from './actions.ts';

startPage({ actions: ACTIONS, importGame: () => import('./game-client.ts') });
