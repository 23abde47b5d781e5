// What is asked before a player is shown out, or banned.

import { MAX_ADMIN_REASON } from '@starfray/shared/admin';
import { element } from '../ui/dom.ts';
import type { AdminApi, Answer } from './admin-api.ts';
import { marksToBan, offerDurations, termOf } from './ban-terms.ts';
import type { Question } from './modal.ts';
import type { PlayerLine } from './player-lines.ts';

/** `done`: told in words what was done. */
export function kickQuestion(line: PlayerLine, api: AdminApi, done: (text: string) => void): Question {
  const reason = reasonField();
  return {
    title: `Kick ${line.name}?`,
    body: [
      element('p', { class: 'help', text: 'Shown out at once. Nothing keeps them from coming back.' }),
      ...reason.nodes,
    ],
    deed: 'Kick',
    act: async () => {
      const answer = await api.kick(line, reason.input.value);
      if (answer.kind === 'ok')
        done(answer.value > 0 ? `${line.name} was kicked.` : `${line.name} was not here any more.`);
      return answer;
    },
  };
}

/** `done`: told in words what was done. */
export function banQuestion(line: PlayerLine, api: AdminApi, done: (text: string) => void): Question {
  const reason = reasonField();
  const marks = marksToBan(line);
  const fields = marks.map(({ kind, text }, i) => {
    const radio = element('input', { attributes: { type: 'radio', name: 'mark', value: kind, id: `mark-${kind}` } });
    radio.checked = i === 0;
    return {
      kind,
      radio,
      label: element('label', { class: 'check', attributes: { for: radio.id } }, radio, new Text(text)),
    };
  });
  const duration = element('select', { attributes: { id: 'duration' } });
  offerDurations(duration);
  return {
    title: `Ban ${line.name}?`,
    body: [
      ...reason.nodes,
      element('fieldset', {}, element('legend', { text: 'By' }), ...fields.map(({ label }) => label)),
      label('For', duration.id),
      duration,
    ],
    deed: 'Ban',
    act: async (): Promise<Answer<unknown>> => {
      const kind = fields.find(({ radio }) => radio.checked)?.kind;
      if (kind === undefined) return { kind: 'refused', faults: ['that player has nothing to be banned by'] };
      const { room, playerId } = line;
      const order = { kind, reason: reason.input.value, player: { room, playerId }, ...termOf(duration.value) };
      const answer = await api.ban(order);
      if (answer.kind === 'ok') done(`${line.name} was banned by ${kind}.`);
      return answer;
    },
  };
}

function reasonField(): { readonly input: HTMLInputElement; readonly nodes: readonly Node[] } {
  const attributes = {
    id: 'reason',
    type: 'text',
    maxlength: String(MAX_ADMIN_REASON),
    required: '',
    autocomplete: 'off',
  };
  const input = element('input', { attributes });
  return { input, nodes: [label('Reason, which they read', input.id), input] };
}

function label(text: string, id: string): HTMLLabelElement {
  return element('label', { text, attributes: { for: id } });
}
