// How long a ban lasts and by which mark: the choices that both forms of a ban offer.

import type { BanKind } from '@starfray/shared/admin';
import { element } from '../ui/dom.ts';
import type { Player } from './overview.ts';

const DAY_SECONDS = 86_400;
const DURATIONS = [
  ['1 hour', 3600],
  ['1 day', DAY_SECONDS],
  ['7 days', 7 * DAY_SECONDS],
  ['for ever', undefined],
] as const;
const USUAL = '1 day';

/** Seconds of a choice; nothing for one that lasts. */
export function termOf(choice: string): { readonly seconds?: number } {
  const seconds = DURATIONS.find(([text]) => text === choice)?.[1];
  return seconds === undefined ? {} : { seconds };
}

export function offerDurations(select: HTMLSelectElement): void {
  for (const [text] of DURATIONS) select.append(element('option', { text, attributes: { value: text } }));
  select.value = USUAL;
}

/** The marks that a player can be banned by, each with its words: the one that holds best first. */
export function marksToBan(player: Player): readonly { readonly kind: BanKind; readonly text: string }[] {
  const { account, address, canBanSession } = player;
  return [
    ...(account === undefined ? [] : [{ kind: 'account' as const, text: `account ${account}` }]),
    ...(canBanSession ? [{ kind: 'session' as const, text: 'this seat (session)' }] : []),
    ...(address === undefined ? [] : [{ kind: 'address' as const, text: `address ${address}` }]),
  ];
}
