// A thread of the `starfray` command that takes connections, with the games that it serves.

import { puckGame } from '@starfray/puck/rules';
import { frontGame, runFrontEnd } from '@starfray/server/front-end';
import { starfray } from '@starfray/starfray/rules';

runFrontEnd([frontGame(starfray), frontGame(puckGame)]);
