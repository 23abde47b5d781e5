// Who shot down whom, the newest first, read out politely to those who do not see it.

import { element, icon, type Players, pilotLabel } from '@starfray/client/ui';
import { item } from '@starfray/shared/core';
import { WEAPON } from '../../rules/index.ts';
import { WEAPON_LOOKS } from '../view/weapon-names.ts';

const LINES = 5;
const SHOWN_MS = 7000;

/** What the room learns of the end of a ship; killer 0 means that a rock or the edge did it. */
export interface KillNews {
  readonly killer: number;
  readonly victim: number;
  readonly weapon: number;
  /** Points that the killer got for the bounty on the victim. */
  readonly bounty: number;
}

const CROWN = 'M3 19 H21 M4 16 L3 7 L8 11 L12 4 L16 11 L21 7 L20 16 Z';

interface Wanted {
  readonly player: number;
  readonly tier: number;
}

export class KillFeed {
  private readonly list = element('ul', { class: 'kill-feed' });
  // Around the list, which would be none with another role.
  readonly root = element(
    'div',
    { attributes: { role: 'log', 'aria-live': 'polite', 'aria-label': 'Kill feed' } },
    this.list,
  );
  private readonly lines: { readonly node: HTMLElement; readonly untilMs: number }[] = [];

  /** Adds a line with the sign of the weapon. */
  add({ killer, victim, weapon, bounty }: KillNews, players: Players, ownId: number, nowMs: number): void {
    const node = element('li', { class: lineClass(killer, victim, ownId) });
    if (killer === 0 || killer === victim) {
      node.append(
        ...pilotLabel(players, victim),
        icon(item(WEAPON_LOOKS, WEAPON.none).path),
        element('span', { class: 'visually-hidden', text: 'crashed' }),
      );
    } else {
      const { path, verb } = item(WEAPON_LOOKS, weapon === WEAPON.none ? WEAPON.blaster : weapon);
      node.append(...pilotLabel(players, killer), icon(path));
      node.append(element('span', { class: 'visually-hidden', text: verb }), ...pilotLabel(players, victim));
    }
    if (bounty > 0) node.append(element('span', { class: 'feed-bounty', text: `+${bounty} bounty` }));
    this.push(node, nowMs);
  }

  /** Adds a line: there is a high bounty on somebody now. */
  addWanted({ player, tier }: Wanted, players: Players, ownId: number, nowMs: number): void {
    const node = element('li', { class: player === ownId ? 'is-mine is-wanted' : 'is-wanted' }, icon(CROWN));
    if (player === ownId)
      node.append(element('span', { text: tier === 3 ? 'You are the most wanted' : 'You are wanted' }));
    else node.append(...pilotLabel(players, player), element('span', { text: tier === 3 ? 'most wanted' : 'wanted' }));
    this.push(node, nowMs);
  }

  private push(node: HTMLElement, nowMs: number): void {
    this.list.prepend(node);
    this.lines.push({ node, untilMs: nowMs + SHOWN_MS });
    if (this.lines.length > LINES) this.lines.shift()?.node.remove();
  }

  update(nowMs: number): void {
    for (let oldest = this.lines[0]; oldest !== undefined && oldest.untilMs <= nowMs; oldest = this.lines[0]) {
      oldest.node.remove();
      this.lines.shift();
    }
  }

  clear(): void {
    this.lines.length = 0;
    this.list.replaceChildren();
  }
}

function lineClass(killer: number, victim: number, ownId: number): string {
  if (ownId === 0) return '';
  if (victim === ownId) return 'is-my-death';
  return killer === ownId ? 'is-mine' : '';
}
