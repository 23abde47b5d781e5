// Which event makes which sound, and where it is heard.

import { placeSound, type Speaker } from '@starfray/client/audio';
import type { DrawnEvent } from '@starfray/client/net';
import { pointAt, readEvent, toPx } from '@starfray/client/view';
import { beam, blast, bump, died, explosion, hit, pickup, pulse, said, ship, WEAPON } from '../../rules/index.ts';
import type { ClientView } from '../view/client-view.ts';
import type { WorldWatch } from '../view/world-watch.ts';
import { Mood } from './mood.ts';
import type { SoundName } from './sounds.ts';

/** Others' shots are quieter than what happens to oneself. */
const OTHER_SHOT_VOLUME = 0.6;

export class Soundscape {
  private readonly speaker: Speaker<SoundName>;
  private readonly mood = new Mood();
  private readonly row = ship.view();
  private wasBoosting = false;

  constructor(speaker: Speaker<SoundName>) {
    this.speaker = speaker;
  }

  tell(event: DrawnEvent, client: ClientView): void {
    const struck = readEvent(event, hit);
    if (struck !== undefined && struck.victim !== client.playerId) this.at('hit', struck.x, struck.y, client);
    const bumped = readEvent(event, bump);
    if (bumped !== undefined) this.at('bump', bumped.x, bumped.y, client);
    const phrase = readEvent(event, said);
    if (phrase !== undefined) this.at('say', phrase.x, phrase.y, client);
    const blown = readEvent(event, explosion);
    if (blown !== undefined) this.at('explosion', blown.x, blown.y, client);
    this.tellArsenal(event, client);
    // News of a stall, in which one may have come back already.
    if (event.kind === died && client.own === undefined) this.speaker.play('death');
    if (event.kind === pickup) this.speaker.play('pickup');
  }

  /** `seconds` since the last picture. */
  update(client: ClientView, watch: WorldWatch, seconds: number): void {
    if (watch.hasFired) this.speaker.play('ownShot');
    if (watch.wound > 0) this.speaker.play('wound');
    if (watch.isBorn) this.speaker.play('spawn');
    this.playArsenal(client, watch);
    for (let i = 0; i < watch.muzzleCount; i += 1) {
      const muzzle = watch.muzzles[i];
      if (muzzle !== undefined) this.at('shot', muzzle.x, muzzle.y, client, OTHER_SHOT_VOLUME);
    }
    const body = client.own === undefined ? undefined : pointAt(this.row, client.own.body);
    this.mood.update(watch, body?.hull, seconds);
    this.speaker.follow(this.mood.fight);
    const isBoosting = body?.boosting === 1;
    if (isBoosting && !this.wasBoosting) this.speaker.play('boost');
    this.wasBoosting = isBoosting;
  }

  // One's own rail and repulsor are heard when they are used.
  private tellArsenal(event: DrawnEvent, client: ClientView): void {
    const ended = readEvent(event, blast);
    if (ended !== undefined) this.at(ended.isHarmful === 1 ? 'blast' : 'swept', ended.x, ended.y, client);
    const fired = readEvent(event, beam);
    if (fired !== undefined && fired.player !== client.playerId) this.at('rail', fired.x, fired.y, client);
    const pushed = readEvent(event, pulse);
    if (pushed !== undefined && pushed.player !== client.playerId) this.at('repulsor', pushed.x, pushed.y, client);
  }

  private playArsenal(client: ClientView, watch: WorldWatch): void {
    if (watch.released === WEAPON.rail) this.speaker.play('rail');
    if (watch.released === WEAPON.repulsor) this.speaker.play('repulsor');
    if (watch.taken > 0) this.speaker.play('crate');
    for (let i = 0; i < watch.launchCount; i += 1) {
      const launch = watch.launches[i];
      if (launch === undefined) break;
      this.at(launch.weapon === WEAPON.missile ? 'missile' : 'mine', launch.x, launch.y, client);
    }
  }

  private at(name: SoundName, x: number, y: number, { camera }: ClientView, share = 1): void {
    if (camera === undefined) return;
    const heard = placeSound(toPx(x - camera.x), toPx(y - camera.y));
    this.speaker.play(name, { volume: heard.volume * share, pan: heard.pan });
  }
}
