// The head-up display as a whole: which panels there are, where they stand, and what each shows every frame.

import { cockpit, died, kill, ship } from '@starfray/starfray/rules';
import type { DrawnEvent } from '../net/client-state.ts';
import { type ClientView, pointAt, readEvent } from '../view/client-view.ts';
import { Announcement } from './announcement.ts';
import { ConnectionOverlay } from './connection-overlay.ts';
import { DeathScreen } from './death-screen.ts';
import { byId, element, setHidden, setText } from './dom.ts';
import { Gauges } from './gauges.ts';
import { ICONS, iconButton, setIcon } from './icon-button.ts';
import { Invite } from './invite.ts';
import { KillFeed } from './kill-feed.ts';
import { LeaderboardPanel } from './leaderboard-panel.ts';
import { MinimapPanel } from './minimap-panel.ts';
import { NetGraph } from './net-graph.ts';
import { NetNotice } from './net-notice.ts';
import { NetPanel } from './net-panel.ts';

export interface HudOptions {
  readonly isMuted: boolean;
  readonly onMute: () => void;
  readonly onLeave: () => void;
  /** A spectator wants to fly again. */
  readonly onFly: () => void;
  readonly inviteLink: () => string;
}

/** What the picture shows of the world, in position units. */
export interface ViewExtent {
  readonly width: number;
  readonly height: number;
}

export class Hud {
  /** Shown and hidden by F3. */
  readonly graph = new NetGraph();
  readonly death = new DeathScreen();
  private readonly root = byId('hud');
  private readonly gauges = new Gauges();
  private readonly score = element('span', { class: 'score-value', text: '0' });
  private readonly rank = element('span', { class: 'score-rank' });
  private readonly leaderboard = new LeaderboardPanel();
  private readonly killFeed = new KillFeed();
  private readonly minimap = new MinimapPanel();
  private readonly net = new NetPanel();
  private readonly connection: ConnectionOverlay;
  private readonly mute: HTMLButtonElement;
  private readonly notice = new NetNotice();
  private readonly announcement = new Announcement();
  private readonly watching = element('p', { class: 'notice notice-watching', text: 'You are watching' });
  private readonly ownShip = ship.view();
  private readonly ownCockpit = cockpit.view();

  constructor({ isMuted, onMute, onLeave, onFly, inviteLink }: HudOptions) {
    const invite = new Invite();
    this.connection = new ConnectionOverlay(onLeave);
    this.mute = iconButton(ICONS.loud, 'Mute', onMute);
    this.showMuted(isMuted);
    const fly = element('button', { text: 'Fly', attributes: { type: 'button' } });
    fly.addEventListener('click', onFly);
    this.watching.append(fly);
    const buttons = element(
      'div',
      { class: 'hud-buttons' },
      iconButton(ICONS.leave, 'Leave the game', onLeave),
      this.mute,
      iconButton(ICONS.invite, 'Invite', () => void invite.offer(inviteLink())),
    );
    const score = element('div', { class: 'score', attributes: { 'aria-label': 'Score' } }, this.score, this.rank);
    this.root.append(
      element('div', { class: 'hud-corner hud-top-left' }, score, this.killFeed.root),
      element('div', { class: 'hud-corner hud-top-right' }, this.leaderboard.root),
      element('div', { class: 'hud-corner hud-bottom-right' }, this.minimap.root),
      element('div', { class: 'hud-corner hud-bottom-left' }, this.net.root, buttons),
      element('div', { class: 'notice-strip' }, this.announcement.root, this.watching, this.notice.root),
      this.gauges.root,
      this.death.root,
      this.connection.root,
      this.graph.root,
      invite.panel,
    );
  }

  setVisible(isVisible: boolean): void {
    setHidden(this.root, !isVisible);
    if (!isVisible) this.killFeed.clear();
  }

  showMuted(isMuted: boolean): void {
    setIcon(this.mute, isMuted ? ICONS.muted : ICONS.loud, isMuted ? 'Sound on' : 'Mute');
    this.mute.setAttribute('aria-pressed', String(isMuted));
  }

  /** Takes in an event of the game. */
  tell(event: DrawnEvent, client: ClientView, nowMs: number): void {
    const killed = readEvent(event, kill);
    if (killed !== undefined) this.killFeed.add(killed.killer, killed.victim, client.players, client.playerId, nowMs);
    const death = readEvent(event, died);
    if (death === undefined) return;
    this.death.open(death, client.players, nowMs);
    if (death.killer !== 0 && death.killer !== client.playerId) client.askPing(death.killer);
  }

  update(client: ClientView, view: ViewExtent, isTouch: boolean, nowMs: number): void {
    const { own, status } = client;
    const isSpectator = status.state === 'joined' && status.role === 'spectator';
    if (own === undefined) this.gauges.update(undefined);
    else {
      const { hull } = pointAt(this.ownShip, own.body);
      const { energy, score } = pointAt(this.ownCockpit, own.own);
      this.gauges.update({ hull, energy });
      setText(this.score, String(score));
      if (hull > 0) this.death.close();
    }
    const isPlayer = status.state === 'joined' && !isSpectator;
    if (!isPlayer) this.death.close();
    this.death.watch(isPlayer && own === undefined && client.stats.snapshots > 0, nowMs);
    this.showRank(client);
    this.leaderboard.update(client.leaderboard, client.players, client.playerId);
    this.killFeed.update(nowMs);
    this.minimap.update(client, view.width, view.height, nowMs);
    this.net.update(client.stats, nowMs);
    this.death.update(client, nowMs, isTouch);
    this.connection.update(status, nowMs);
    setHidden(this.watching, !isSpectator);
    this.notice.update(client.stats, nowMs);
    this.announcement.update(client.notice, nowMs);
    this.graph.update(client, nowMs);
  }

  private showRank({ leaderboard }: ClientView): void {
    const own = leaderboard.own;
    setText(this.rank, own === undefined ? '' : `#${own.rank} of ${leaderboard.players}`);
  }
}
