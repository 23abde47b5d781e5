// What the menu shows beside its form: the games of the server, and the best players. Loaded once the form works, since one can play without.

import { byId } from './dom.ts';
import { GameChoice } from './game-choice.ts';
import { HallOfFame } from './hall-of-fame.ts';

export class MenuLists {
  private readonly choice: GameChoice;
  private readonly hall: HallOfFame;

  /** @param ask answers the JSON at a path of the server. @param addressOf as `GameChoice` has it. */
  constructor(ask: (path: string) => Promise<unknown>, addressOf: (href: string) => string) {
    this.choice = new GameChoice(byId('games'), () => ask('/api/games'), addressOf);
    this.hall = new HallOfFame(byId('hall'), ask);
  }

  /** Asks for both again. */
  refresh(): void {
    this.refreshGames();
    void this.hall.refresh();
  }

  refreshGames(): void {
    void this.choice.refresh();
  }
}
