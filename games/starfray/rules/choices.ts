// The choice of an upgrade, over a pilot's own rows alone, so that a client may run it ahead.

import type { CockpitRow, ShipRow } from './rows.ts';
import { MAX_UPGRADES } from './tuning.ts';
import { fitUpgrade, type Upgraded, upgradeCount } from './upgrades.ts';

type Offers = Pick<CockpitRow, 'offer1' | 'offer2' | 'offer3'>;

/** Choices that a pilot has earned and not made yet. */
export function choicesLeft({ level }: { readonly level: number }, ship: Upgraded): number {
  return Math.min(level, MAX_UPGRADES) - upgradeCount(ship);
}

/** The upgrade that is offered at a place from 1, counted from 1; 0 for none. */
export function offerAt({ offer1, offer2, offer3 }: Readonly<Offers>, place: number): number {
  if (place === 1) return offer1;
  return place === 2 ? offer2 : offer3;
}

/** Puts an offer at a place from 1. */
export function setOffer(own: Offers, place: number, upgrade: number): void {
  if (place === 1) own.offer1 = upgrade;
  else if (place === 2) own.offer2 = upgrade;
  else own.offer3 = upgrade;
}

/** Takes the offer that the input `choose` has changed to. Held, or without an offer, it does nothing. */
export function chooseUpgrade(ship: ShipRow, own: CockpitRow, choose: number): void {
  if (choose === own.chose) return;
  own.chose = choose;
  const upgrade = choose === 0 ? 0 : offerAt(own, choose);
  if (upgrade === 0) return;
  fitUpgrade(ship, own, upgrade - 1);
  own.offer1 = 0;
  own.offer2 = 0;
  own.offer3 = 0;
}
