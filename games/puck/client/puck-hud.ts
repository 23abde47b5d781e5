// Puck's head-up display: the frame of any game with its match, the energy for boosts, and the goals.

import type { HudOptions, MatchState, NetClient } from '@starfray/client/page';
import { element, HudFrame, MatchPanel, type NetGraph, setText } from '@starfray/client/ui';
import { BOOST_RESTART_ENERGY, ENERGY_FULL, type PuckWorld, type Rink, TEAMS } from '../rules/index.ts';

const SHOWN_MS = 2500;

export class PuckHud {
  private readonly frame: HudFrame;
  private readonly match = new MatchPanel();
  private readonly bar = element('div', { class: 'energy-fill' });
  private readonly energy = element('div', {
    class: 'energy',
    attributes: { role: 'meter', 'aria-label': 'Energy', 'aria-valuemin': '0', 'aria-valuemax': '100' },
  });
  private readonly goal = element('p', { class: 'goal-line', attributes: { role: 'status' } });
  private untilMs = 0;

  constructor(options: HudOptions) {
    this.energy.append(this.bar);
    this.goal.hidden = true;
    this.frame = new HudFrame(options, { middle: [this.energy, this.goal, this.match.root] });
  }

  openGraph(): Promise<NetGraph> {
    return this.frame.openGraph();
  }

  setVisible(isVisible: boolean): void {
    this.frame.setVisible(isVisible);
  }

  showMuted(isMuted: boolean): void {
    this.frame.showMuted(isMuted);
  }

  announce(team: number, scorer: string | undefined, nowMs: number): void {
    const side = TEAMS[team - 1];
    if (side === undefined) return;
    setText(this.goal, `${side.mark} Goal for the ${side.name}${scorer === undefined ? '' : `: ${scorer}`}`);
    this.goal.style.color = `hsl(${side.hue} 90% 70%)`;
    this.goal.hidden = false;
    this.untilMs = nowMs + SHOWN_MS;
  }

  update(
    client: NetClient<PuckWorld, Rink>,
    match: MatchState | undefined,
    energy: number | undefined,
    nowMs: number,
  ): void {
    if (nowMs > this.untilMs) this.goal.hidden = true;
    this.energy.hidden = energy === undefined;
    if (energy !== undefined) {
      const percent = Math.round((100 * energy) / ENERGY_FULL);
      this.bar.style.width = `${percent}%`;
      this.energy.setAttribute('aria-valuenow', String(percent));
      this.energy.classList.toggle('is-low', energy < BOOST_RESTART_ENERGY);
    }
    this.match.update(match);
    this.frame.update(client, nowMs);
  }
}
