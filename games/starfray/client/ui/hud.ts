// The head-up display as a whole: which panels there are, where they stand, and what each shows every frame.

import type { DrawnEvent } from '@starfray/client/net';
import type { HudOptions, Memory } from '@starfray/client/page';
import { element, HudFrame, LeaderboardPanel, type NetGraph, setText } from '@starfray/client/ui';
import { pointAt, readEvent } from '@starfray/client/view';
import { cockpit, died, kill, placed, ship, wanted } from '../../rules/index.ts';
import type { ClientView } from '../view/client-view.ts';
import type { Deeds, HowTo } from '../view/lessons.ts';
import type { ModeView } from '../view/mode-view.ts';
import { Talk } from '../view/talk.ts';
import { DeathScreen } from './death-screen.ts';
import { FirstMinute } from './first-minute.ts';
import { Gauges } from './gauges.ts';
import { KillFeed } from './kill-feed.ts';
import { LevelGauge } from './level-gauge.ts';
import { MinimapPanel } from './minimap-panel.ts';
import { ModePanel } from './mode-panel.ts';
import { StormNotice } from './storm-notice.ts';
import { TalkWheel } from './talk-wheel.ts';
import { UpgradeChoice } from './upgrade-choice.ts';
import { WantedShips } from './wanted-ships.ts';
import { WeaponSlot } from './weapon-slot.ts';

/** What the picture shows of the world, in position units. */
export interface ViewExtent {
  readonly width: number;
  readonly height: number;
}

export class Hud {
  readonly death: DeathScreen;
  readonly choice = new UpgradeChoice();
  readonly talk = new Talk();
  readonly talkWheel: TalkWheel;
  private readonly frame: HudFrame;
  private readonly weapon = new WeaponSlot();
  private readonly level = new LevelGauge();
  private readonly gauges = new Gauges(this.level.root);
  private readonly wanted = new WantedShips();
  private readonly bounty = element('span', { class: 'score-bounty' });
  private readonly storm = new StormNotice();
  private readonly score = element('span', { class: 'score-value', text: '0' });
  private readonly rank = element('span', { class: 'score-rank' });
  private readonly leaderboard = new LeaderboardPanel();
  private readonly killFeed = new KillFeed();
  private readonly minimap = new MinimapPanel(this.wanted);
  private readonly mode = new ModePanel();
  private readonly firstMinute: FirstMinute;
  private readonly ownShip = ship.view();
  private readonly ownCockpit = cockpit.view();

  constructor(options: HudOptions, memory: Memory) {
    this.firstMinute = new FirstMinute(memory.read('taught') === 'yes', () => memory.write('taught', 'yes'));
    this.talkWheel = new TalkWheel(this.talk, memory);
    const score = element(
      'div',
      { class: 'score', attributes: { 'aria-label': 'Score' } },
      this.score,
      this.rank,
      this.bounty,
    );
    this.death = new DeathScreen(options.inviteLink);
    this.frame = new HudFrame(options, {
      topLeft: [score, this.killFeed.root],
      topRight: [this.leaderboard.root],
      bottomRight: [this.minimap.root],
      middle: [
        this.gauges.root,
        this.choice.root,
        this.weapon.root,
        this.storm.root,
        this.storm.spoken,
        this.firstMinute.root,
        this.mode.root,
        this.talkWheel.root,
        this.death.root,
      ],
      buttons: [this.talkWheel.button],
    });
  }

  /** The graph behind F3. */
  openGraph(): Promise<NetGraph> {
    return this.frame.openGraph();
  }

  setVisible(isVisible: boolean): void {
    this.frame.setVisible(isVisible);
    if (isVisible) return;
    this.killFeed.clear();
    this.wanted.clear();
  }

  showMuted(isMuted: boolean): void {
    this.frame.showMuted(isMuted);
  }

  /** Takes in an event of the game. */
  tell(event: DrawnEvent, client: ClientView, nowMs: number): void {
    const killed = readEvent(event, kill);
    if (killed !== undefined) {
      this.killFeed.add(killed, client.players, client.playerId, nowMs);
      this.wanted.forget(killed.victim);
    }
    const risen = readEvent(event, wanted);
    if (risen !== undefined) {
      this.wanted.note(risen, nowMs);
      if (risen.isNew === 1) this.killFeed.addWanted(risen, client.players, client.playerId, nowMs);
    }
    const out = readEvent(event, placed);
    if (out !== undefined) this.mode.tellPlace(out.place);
    const death = readEvent(event, died);
    if (death === undefined) return;
    this.death.open(death, client.players, nowMs);
    if (death.killer !== 0 && death.killer !== client.playerId) client.askPing(death.killer);
  }

  /** The lessons of the first minute, by what was done since the last picture. */
  teach(deeds: Deeds, isFlying: boolean, howTo: HowTo, nowMs: number): void {
    this.firstMinute.update(deeds, isFlying, howTo, nowMs);
  }

  update(client: ClientView, mode: ModeView, view: ViewExtent, isTouch: boolean, nowMs: number): void {
    const { own, status } = client;
    const isSpectator = status.state === 'joined' && status.role === 'spectator';
    this.showOwn(own);
    const isPlayer = status.state === 'joined' && !isSpectator;
    // A pilot who is out of a round waits for no ship: the death screen would hide what there is to watch.
    const waits = isPlayer && !this.mode.isOut(mode, client.playerId, own !== undefined);
    if (!waits) this.death.close();
    this.mode.update(mode, client.playerId, own !== undefined, client.players);
    this.death.watch(waits && own === undefined && client.stats.snapshots > 0, nowMs);
    this.talkWheel.update(isPlayer && own !== undefined);
    this.showRank(client);
    this.leaderboard.update(client.leaderboard, client.players, client.playerId);
    this.killFeed.update(nowMs);
    this.storm.update(client);
    this.minimap.update(client, mode, view.width, view.height, nowMs);
    this.death.update(client, nowMs, isTouch);
    this.frame.update(client, nowMs);
  }

  private showOwn(own: ClientView['own']): void {
    if (own === undefined) {
      this.gauges.update(undefined, undefined);
      this.weapon.update(0, 0, true);
      this.choice.update(0, []);
      return;
    }
    const body = pointAt(this.ownShip, own.body);
    const cabin = pointAt(this.ownCockpit, own.own);
    const { score, bounty, level, progress, offer1, offer2, offer3, energy, charges, specialWait } = cabin;
    this.gauges.update(body, energy);
    this.weapon.update(body.carries, charges, specialWait === 0);
    this.level.update(level, progress, body.upgrades);
    this.choice.update(level, [offer1, offer2, offer3]);
    setText(this.score, String(score));
    setText(this.bounty, bounty === 0 ? '' : `Bounty ${bounty}`);
    if (body.hull > 0) this.death.close();
  }

  private showRank({ leaderboard }: ClientView): void {
    const own = leaderboard.own;
    setText(this.rank, own === undefined ? '' : `#${own.rank} of ${leaderboard.players}`);
  }
}
