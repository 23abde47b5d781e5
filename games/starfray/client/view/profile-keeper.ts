// Keeps the profile up to what happens: kills by weapon, and runs as they end.

import type { DrawnEvent } from '@starfray/client/net';
import { pointAt, readEvent } from '@starfray/client/view';
import { cockpit, died, kill } from '../../rules/index.ts';
import type { ClientView } from './client-view.ts';
import type { Profile } from './profile.ts';

export class ProfileKeeper {
  private readonly profile: Profile;
  private readonly onLine: (line: string) => void;
  private readonly row = cockpit.view();
  /** Of the own ship when there last was one. */
  private points = 0;

  /** `onLine` is called with what to show of it: at once, and whenever that has changed. */
  constructor(profile: Profile, onLine: (line: string) => void) {
    this.profile = profile;
    this.onLine = onLine;
    onLine(profile.line());
  }

  update({ own, playerId }: ClientView): void {
    if (own !== undefined && playerId !== 0) this.points = pointAt(this.row, own.own).score;
  }

  tell(event: DrawnEvent, { playerId }: ClientView): void {
    const ended = readEvent(event, kill);
    if (ended !== undefined && ended.killer === playerId && ended.victim !== playerId) {
      this.profile.addKill(ended.weapon);
    }
    const death = readEvent(event, died);
    if (death === undefined) return;
    const { flownTicks, kills, level } = death;
    this.profile.addRun({ flownTicks, kills, level, points: this.points });
    this.onLine(this.profile.line());
  }
}
