// Starfray on the page: what it makes of a frame, and which controls it sends.

import { helpLine } from '@starfray/client/input';
import type { DrawnEvent, NetClient } from '@starfray/client/net';
import {
  type GameView,
  type Moment,
  type PageDevices,
  type PageTools,
  readMatch,
  type Screen,
} from '@starfray/client/page';
import { type PictureState, pointAt, readEvent } from '@starfray/client/view';
import type { RowPlace } from '@starfray/shared/contract';
import { type Arena, input, type StarfrayWorld, said, ship, starfray } from '../rules/index.ts';
import { ACTIONS } from './actions.ts';
import { Soundscape } from './audio/soundscape.ts';
import type { Frame } from './scene/world-scene.ts';
import { Hud } from './ui/hud.ts';
import { OwnNews } from './ui/own-news.ts';
import { AimTargets } from './view/aim-targets.ts';
import { DeedWatch } from './view/deed-watch.ts';
import { readMode } from './view/mode-view.ts';
import { Profile } from './view/profile.ts';
import { ProfileKeeper } from './view/profile-keeper.ts';
import { type Report, reportOf } from './view/report.ts';
import { WorldWatch } from './view/world-watch.ts';

/** Under a thumb or by keys the picture leads less than to a mouse at its edge. */
const STICK_AIM = 0.7;

type Client = NetClient<StarfrayWorld, Arena>;

export class StarfrayView implements GameView<Client> {
  readonly hud: Hud;
  private readonly screen: Screen<Frame>;
  private readonly devices: PageDevices;
  private readonly soundscape: Soundscape;
  private readonly watch = new WorldWatch();
  private readonly deeds = new DeedWatch();
  private readonly profile: ProfileKeeper;
  private readonly targets = new AimTargets();
  private readonly news: OwnNews;
  private readonly row = input.view();
  private readonly shipRow = ship.view();
  /** Since the last frame. */
  private events: DrawnEvent[] = [];

  constructor({ speaker, devices, screen, hud, announcer, memory, tellOfPerson }: PageTools<Frame>) {
    this.screen = screen;
    this.devices = devices;
    this.soundscape = new Soundscape(speaker);
    this.hud = new Hud(hud, memory);
    this.profile = new ProfileKeeper(new Profile(memory), tellOfPerson);
    this.news = new OwnNews(announcer, devices.haptics);
    devices.touchBy('talk', this.hud.talkWheel.button);
    for (const [i, button] of this.hud.choice.buttons.entries()) devices.touchBy(`choose-${i + 1}`, button);
    devices.touchBy('fire', this.hud.death.flyAgain);
  }

  get tapsAnywhere(): boolean {
    return this.hud.death.isOpen;
  }

  controls(client: Client): RowPlace {
    const { own } = client;
    const { x, y } = this.screen.placeOf(own === undefined ? undefined : pointAt(this.shipRow, own.body));
    const { row, devices } = this;
    const { controls } = devices;
    controls.targets = controls.wantsTargets ? this.targets.of(client) : undefined;
    controls.read(x, y);
    row.thrust = controls.value('thrust');
    row.aim = controls.value('aim');
    row.fire = controls.value('fire');
    row.boost = controls.value('boost');
    row.special = controls.value('special');
    row.say = this.hud.talk.update(controls.value('talk') === 1, row.aim, performance.now());
    row.choose = controls.chosen('choose-1', 'choose-2', 'choose-3');
    return row;
  }

  tell(event: DrawnEvent, client: Client, nowMs: number): void {
    const phrase = readEvent(event, said);
    if (phrase !== undefined && phrase.player !== client.playerId && !this.hud.talkWheel.isHearing) return;
    this.events.push(event);
    this.soundscape.tell(event, client);
    this.profile.tell(event, client);
    this.hud.tell(event, client, nowMs);
    this.news.tell(event, client);
  }

  show(client: Client, moment: Moment): void {
    const { watch, screen, events } = this;
    watch.update(client);
    this.profile.update(client);
    const mode = readMode(client, readMatch(starfray, client.arena, client.held));
    this.soundscape.update(client, watch, moment.seconds);
    screen.draw(
      { client, watch, events, mode, ...this.aim(client.own !== undefined), seconds: moment.seconds },
      moment,
    );
    const deeds = this.deeds.take(client, watch, events, moment.seconds);
    this.hud.teach(deeds, client.own !== undefined, (name) => this.howTo(name, moment.hands), moment.nowMs);
    events.length = 0;
    this.hud.update(client, mode, screen.extent, moment.isTouch, moment.nowMs);
    this.news.update(client, this.hud.death.mayReturn(moment.nowMs), moment.hands);
  }

  clear(): void {
    this.watch.clear();
  }

  report(client: Client, picture: PictureState): Report {
    return reportOf(client, readMatch(starfray, client.arena, client.held), picture);
  }

  private howTo(name: string, hands: Moment['hands']): string {
    const action = ACTIONS.find((one) => one.name === name);
    return action === undefined ? '' : helpLine(action, this.devices.bindings, hands);
  }

  // Where the pilot aims, -1..1 of the half picture; nowhere without a ship.
  private aim(hasShip: boolean): { readonly aimX: number; readonly aimY: number } {
    const { mouse, controls } = this.devices;
    if (!hasShip) return { aimX: 0, aimY: 0 };
    if (controls.aimByKeys !== undefined) {
      const angle = (controls.aimByKeys / 512) * Math.PI;
      return { aimX: Math.cos(angle) * STICK_AIM, aimY: Math.sin(angle) * STICK_AIM };
    }
    const stick = controls.aimStick;
    if (stick !== undefined) return { aimX: stick.x * STICK_AIM, aimY: stick.y * STICK_AIM };
    if (mouse.x === undefined || mouse.y === undefined) return { aimX: 0, aimY: 0 };
    const { width, height } = this.screen.size;
    return { aimX: (mouse.x / width) * 2 - 1, aimY: (mouse.y / height) * 2 - 1 };
  }
}
