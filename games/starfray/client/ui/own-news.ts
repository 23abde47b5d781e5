// What happens to the own ship, for those who do not see it: said, and felt in the hands.

import type { DrawnEvent } from '@starfray/client/net';
import type { Moment, PageTools } from '@starfray/client/page';
import { pointAt, readEvent } from '@starfray/client/view';
import { died, ship } from '../../rules/index.ts';
import type { ClientView } from '../view/client-view.ts';

const WORDS = {
  crashed: 'Ship lost. You crashed.',
  shotDown: (killer: string) => `Ship lost. Shot down by ${killer}.`,
  score: (score: number) => ` Score ${score}.`,
  mayReturn: { keys: 'Press fire to fly again.', pad: 'Press fire to fly again.', touch: 'Tap to fly again.' },
  back: 'You fly again.',
} as const;

export class OwnNews {
  private readonly announcer: PageTools<never>['announcer'];
  private readonly haptics: PageTools<never>['devices']['haptics'];
  private readonly row = ship.view();
  private hull = 0;
  private isLost = false;
  private mayReturn = false;

  constructor(announcer: PageTools<never>['announcer'], haptics: PageTools<never>['devices']['haptics']) {
    this.announcer = announcer;
    this.haptics = haptics;
  }

  tell(event: DrawnEvent, { players, playerId }: ClientView): void {
    const death = readEvent(event, died);
    if (death === undefined) return;
    const { killer, score } = death;
    const isOwnFault = killer === 0 || killer === playerId;
    const cause = isOwnFault ? WORDS.crashed : WORDS.shotDown(players.get(killer)?.name ?? '');
    this.isLost = true;
    this.announcer.say(cause + WORDS.score(score));
    this.haptics.pulse('death');
  }

  /** @param mayReturn a press of fire brings the ship back */
  update({ own }: ClientView, mayReturn: boolean, hands: Moment['hands']): void {
    const hull = own === undefined ? 0 : pointAt(this.row, own.body).hull;
    if (hull > 0 && hull < this.hull) this.haptics.pulse('hit');
    if (mayReturn && !this.mayReturn) this.announcer.say(WORDS.mayReturn[hands]);
    if (hull > 0 && this.isLost) this.announcer.say(WORDS.back);
    this.isLost &&= hull === 0;
    this.hull = hull;
    this.mayReturn = mayReturn;
  }
}
