// The bans of now, each with what lifts it, and a form that bans by value.

import type { ShownBan } from '@starfray/shared/admin';
import { byId, byIdOf, element, setHidden, setText } from '../ui/dom.ts';
import type { AdminApi } from './admin-api.ts';
import { faultText } from './answer-words.ts';
import { offerDurations, termOf } from './ban-terms.ts';
import { head, headRow, LivingRows, scrollBox, type TableRow } from './table.ts';
import { endOfBan, timeOfDay } from './words.ts';

/** What can be banned by writing it down. */
const VALUE_KINDS = ['address', 'account', 'token'] as const;

interface BanRow extends TableRow {
  readonly ends: HTMLElement;
}

export class BanPanel {
  private readonly api: AdminApi;
  private readonly done: (text: string) => void;
  private readonly rows: LivingRows<ShownBan, BanRow>;
  private readonly nobody = element('p', { class: 'help', text: 'Nobody is banned.' });
  private readonly count = byId('ban-count');
  private readonly kind = byIdOf('ban-kind', HTMLSelectElement);
  private readonly value = byIdOf('ban-value', HTMLInputElement);
  private readonly reason = byIdOf('ban-reason', HTMLInputElement);
  private readonly duration = byIdOf('ban-duration', HTMLSelectElement);
  private readonly said = byId('ban-said');

  /** `done`: told in words what was done. */
  constructor(root: HTMLElement, api: AdminApi, done: (text: string) => void) {
    this.api = api;
    this.done = done;
    this.rows = new LivingRows(
      ({ id }) => id,
      (ban) => banRow(ban, (button) => void this.lift(ban, button)),
    );
    const heads = ['Kind', 'Whom', 'Reason', 'By', 'Since', 'Ends', 'Deeds'].map(head);
    root.replaceChildren(scrollBox('Bans', element('table', {}, headRow(...heads), this.rows.root)), this.nobody);
    if (this.duration.options.length === 0) offerDurations(this.duration);
  }

  show(bans: readonly ShownBan[], wallMs: number): void {
    this.rows.show(bans, (row, ban) => setText(row.ends, endOfBan(ban.expiresAtMs, wallMs)));
    setText(this.count, String(bans.length));
    setHidden(this.nobody, bans.length > 0);
  }

  /** Bans what the form says, or says why not. */
  async submit(): Promise<void> {
    const kind = VALUE_KINDS.find((known) => known === this.kind.value) ?? 'address';
    const value = this.value.value.trim();
    const answer = await this.api.ban({ kind, value, reason: this.reason.value, ...termOf(this.duration.value) });
    setText(this.said, answer.kind === 'ok' ? '' : faultText(answer));
    if (answer.kind !== 'ok') return;
    this.value.value = '';
    this.reason.value = '';
    this.done(`${value} was banned.`);
  }

  private async lift({ id, kind, value }: ShownBan, button: HTMLButtonElement): Promise<void> {
    button.disabled = true;
    const answer = await this.api.unban(id);
    button.disabled = false;
    this.done(answer.kind === 'ok' ? `The ban of ${value ?? `a ${kind}`} was lifted.` : faultText(answer));
  }
}

function banRow(ban: ShownBan, lift: (button: HTMLButtonElement) => void): BanRow {
  const whom = ban.value ?? 'a seat';
  const button = element('button', {
    text: 'Lift',
    attributes: { type: 'button', 'aria-label': `Lift the ban of ${whom}` },
  });
  button.addEventListener('click', () => lift(button));
  const texts = [ban.kind, whom, ban.reason, ban.by, timeOfDay(ban.createdAtMs)];
  const ends = element('td');
  const root = element(
    'tr',
    {},
    ...texts.map((text) => element('td', { text })),
    ends,
    element('td', { class: 'deeds' }, button),
  );
  return { root, ends };
}
