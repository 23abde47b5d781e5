// The weapon from a crate that the own ship carries, and its charges as dots that can be counted.

import { element, icon, setHidden, setText } from '@starfray/client/ui';
import { WEAPON_LOOKS } from '../view/weapon-names.ts';

const MAX_DOTS = 3;

export class WeaponSlot {
  readonly root = element('div', { class: 'weapon-slot', attributes: { role: 'status' } });
  private readonly sign = element('span', { class: 'weapon-sign' });
  private readonly name = element('span', { class: 'weapon-name' });
  private readonly words = element('span', { class: 'visually-hidden' });
  private readonly dots = Array.from({ length: MAX_DOTS }, () => element('span', { class: 'weapon-dot' }));
  private weapon = -1;
  private charges = -1;

  constructor() {
    this.root.append(
      this.sign,
      this.name,
      element('span', { class: 'weapon-dots', attributes: { 'aria-hidden': 'true' } }, ...this.dots),
      this.words,
    );
  }

  /** Shows a weapon and its charges; nothing for weapon 0. `isReady` is false while it cannot be used again yet. */
  update(weapon: number, charges: number, isReady: boolean): void {
    this.root.classList.toggle('is-waiting', !isReady);
    if (weapon === this.weapon && charges === this.charges) return;
    if (weapon !== this.weapon) this.showWeapon(weapon);
    this.charges = charges;
    for (const [i, dot] of this.dots.entries()) dot.classList.toggle('is-full', i < charges);
    setText(this.words, weapon === 0 ? '' : `, ${charges} left`);
  }

  private showWeapon(weapon: number): void {
    this.weapon = weapon;
    setHidden(this.root, weapon === 0);
    const look = WEAPON_LOOKS[weapon];
    if (weapon === 0 || look === undefined) return;
    this.sign.replaceChildren(icon(look.path));
    setText(this.name, look.name);
    this.root.dataset['weapon'] = String(weapon);
  }
}
