// Says that a shard storm gathers, and then that it is there: where it is, the map shows.

import { element, setHidden, setText } from '@starfray/client/ui';
import { pointAt } from '@starfray/client/view';
import { storm, TICKS_PER_SECOND } from '../../rules/index.ts';
import { type ClientView, STORM_KIND } from '../view/client-view.ts';

const MOVING = 'Shard storm: find it on the map';
/** A storm that is there is news for so long. */
const NEWS_TICKS = 6 * TICKS_PER_SECOND;

/** What is said of a storm with so many ticks to wait and to live; nothing when it is no news any more. */
export function stormLine(wait: number, life: number, fullLife: number): string {
  if (wait > 0) return `A shard storm gathers: ${Math.ceil(wait / TICKS_PER_SECOND)} s`;
  return fullLife - life < NEWS_TICKS ? MOVING : '';
}

export class StormNotice {
  readonly root = element('p', { class: 'storm-notice' });
  // Read out once for each line that has no number in it.
  readonly spoken = element('p', { class: 'visually-hidden', attributes: { role: 'status' } });
  private readonly row = storm.view();
  private readonly fullLife = storm.columns[storm.columnNames.indexOf('life')]?.most ?? 0;

  update(client: ClientView): void {
    let line = '';
    let isGathering = false;
    for (const entity of client.drawn) {
      if (entity.kind !== STORM_KIND) continue;
      const { wait, life } = pointAt(this.row, entity.row);
      line = stormLine(wait, life, this.fullLife);
      isGathering = wait > 0;
      break;
    }
    setText(this.root, line);
    setHidden(this.root, line === '');
    setText(this.spoken, isGathering ? 'A shard storm gathers' : line);
  }
}
