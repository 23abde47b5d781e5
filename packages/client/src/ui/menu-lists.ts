// What the menu shows beside its form: the games of the server, and the best players. Loaded once the form works, since one can play without.

import { byId } from './dom.ts';
import { GameChoice } from './game-choice.ts';
import { HallOfFame } from './hall-of-fame.ts';
import { type ModeChoice, readModeCounts } from './mode-choice.ts';

export class MenuLists {
  private readonly choice: GameChoice;
  private readonly hall: HallOfFame;
  private readonly showModes: () => void;

  /** @param ask answers the JSON at a path of the server. @param addressOf as `GameChoice` has it. @param modes shows who plays which mode. */
  constructor(ask: (path: string) => Promise<unknown>, addressOf: (href: string) => string, modes: ModeChoice) {
    this.choice = new GameChoice(byId('games'), () => ask('/api/games'), addressOf);
    this.hall = new HallOfFame(byId('hall'), ask);
    this.showModes = () => {
      ask('/api/modes').then(
        (answer) => modes.show(readModeCounts(answer)),
        () => undefined,
      );
    };
  }

  /** Asks for both again. */
  refresh(): void {
    this.refreshGames();
    void this.hall.refresh();
  }

  refreshGames(): void {
    void this.choice.refresh();
    this.showModes();
  }
}
