// The parts of a head-up display that any game has: corners for its panels, buttons, the connection, and notices.

import type { HudOptions } from '../page/game-client.ts';
import type { ClientView } from '../view/client-view.ts';
import { Announcement } from './announcement.ts';
import { ConnectionOverlay } from './connection-overlay.ts';
import { byId, element, setHidden } from './dom.ts';
import { ICONS, iconButton, setIcon } from './icon-button.ts';
import type { Invite } from './invite.ts';
import type { NetGraph } from './net-graph.ts';
import { NetNotice } from './net-notice.ts';
import { NetPanel } from './net-panel.ts';

/** The panels of a game. */
export interface HudPanels {
  readonly topLeft?: readonly Node[];
  readonly topRight?: readonly Node[];
  readonly bottomRight?: readonly Node[];
  /** Behind the buttons that every game has. */
  readonly buttons?: readonly Node[];
  /** Over the picture, below whatever is wrong with the connection. */
  readonly middle?: readonly Node[];
}

export class HudFrame {
  private invite: Promise<Invite | undefined> | undefined;
  private graph: Promise<NetGraph> | undefined;
  private shownGraph: NetGraph | undefined;
  private readonly root = byId('hud');
  private readonly net = new NetPanel();
  private readonly connection: ConnectionOverlay;
  private readonly mute: HTMLButtonElement;
  private readonly notice = new NetNotice();
  private readonly announcement = new Announcement();
  private readonly watching = element('p', { class: 'notice notice-watching', text: 'You are watching' });

  constructor({ isMuted, onMute, onLeave, onPlay, onSettings, inviteLink }: HudOptions, panels: HudPanels) {
    const { topLeft = [], topRight = [], bottomRight = [], middle = [], buttons: more = [] } = panels;
    this.connection = new ConnectionOverlay(onLeave);
    this.mute = iconButton(ICONS.loud, 'Mute', onMute);
    this.showMuted(isMuted);
    const play = element('button', { text: 'Play', attributes: { type: 'button' } });
    play.addEventListener('click', onPlay);
    this.watching.append(play);
    const buttons = element(
      'div',
      { class: 'hud-buttons' },
      iconButton(ICONS.leave, 'Leave the game', onLeave),
      this.mute,
      iconButton(ICONS.gear, 'Settings', onSettings),
      iconButton(ICONS.invite, 'Invite', () => void this.fetchInvite().then((invite) => invite?.offer(inviteLink()))),
      ...more,
    );
    this.root.append(
      element('div', { class: 'hud-corner hud-top-left' }, ...topLeft),
      element('div', { class: 'hud-corner hud-top-right' }, ...topRight),
      element('div', { class: 'hud-corner hud-bottom-right' }, ...bottomRight),
      element('div', { class: 'hud-corner hud-bottom-left' }, this.net.root, buttons),
      element('div', { class: 'notice-strip' }, this.announcement.root, this.watching, this.notice.root),
      ...middle,
      this.connection.root,
    );
  }

  setVisible(isVisible: boolean): void {
    setHidden(this.root, !isVisible);
    if (isVisible) void this.fetchInvite();
  }

  showMuted(isMuted: boolean): void {
    setIcon(this.mute, isMuted ? ICONS.muted : ICONS.loud, isMuted ? 'Sound on' : 'Mute');
    this.mute.setAttribute('aria-pressed', String(isMuted));
  }

  /** The graph behind F3, which is fetched when it is first wanted: few ever look at it. */
  openGraph(): Promise<NetGraph> {
    this.graph ??= this.fetchGraph().catch((error: unknown) => {
      // The next press tries again.
      this.graph = undefined;
      throw error;
    });
    return this.graph;
  }

  update(client: ClientView<unknown>, nowMs: number): void {
    const { status } = client;
    this.net.update(client.stats, nowMs);
    this.connection.update(status, nowMs);
    setHidden(this.watching, !(status.state === 'joined' && status.role === 'spectator'));
    this.notice.update(client.stats, nowMs);
    this.announcement.update(client.notice, nowMs);
    this.shownGraph?.update(client, nowMs);
  }

  // The menu does without it, and a click must find it there: browsers copy only while a click is fresh.
  private fetchInvite(): Promise<Invite | undefined> {
    this.invite ??= import('./invite.ts').then(
      ({ Invite }) => {
        const invite = new Invite();
        this.root.append(invite.panel);
        return invite;
      },
      // The next click tries again.
      () => {
        this.invite = undefined;
        return undefined;
      },
    );
    return this.invite;
  }

  private async fetchGraph(): Promise<NetGraph> {
    const { NetGraph } = await import('./net-graph.ts');
    this.shownGraph = new NetGraph();
    this.root.append(this.shownGraph.root);
    return this.shownGraph;
  }
}
