// The level of the run: a bar of what is gathered towards the next one, and the upgrades that the ship has.

import { element, icon, setHidden, setText } from '@starfray/client/ui';
import { levelNeed, UPGRADES } from '../../rules/index.ts';
import { UPGRADE_WORDS } from './upgrade-words.ts';

export class LevelGauge {
  readonly root: HTMLElement;
  private readonly fill = element('div', { class: 'gauge-fill' });
  private readonly meter = element(
    'div',
    {
      class: 'gauge-track',
      attributes: { role: 'meter', 'aria-label': 'To the next level', 'aria-valuemin': '0', 'aria-valuemax': '100' },
    },
    this.fill,
  );
  private readonly value = element('span', { class: 'gauge-value' });
  private readonly list = element('ul', { class: 'upgrades', attributes: { 'aria-label': 'Upgrades' } });
  private percent = -1;
  private upgrades = 0;

  constructor() {
    const bar = element(
      'div',
      { class: 'gauge gauge-level' },
      element('span', { class: 'gauge-label', text: 'Level' }),
      this.meter,
      this.value,
    );
    this.root = element('div', { class: 'level' }, bar, this.list);
    setHidden(this.list, true);
  }

  update(level: number, progress: number, upgrades: number): void {
    const percent = Math.round((100 * progress) / levelNeed(level));
    if (percent !== this.percent) {
      this.percent = percent;
      this.fill.style.transform = `scaleX(${percent / 100})`;
      this.meter.setAttribute('aria-valuenow', String(percent));
    }
    setText(this.value, String(level));
    if (upgrades === this.upgrades) return;
    this.upgrades = upgrades;
    setHidden(this.list, upgrades === 0);
    this.list.replaceChildren(
      ...UPGRADES.flatMap((upgrade, bit) => ((upgrades & (1 << bit)) === 0 ? [] : [drawn(upgrade)])),
    );
  }
}

function drawn(upgrade: (typeof UPGRADES)[number]): HTMLElement {
  const { name, gives, costs, drawing } = UPGRADE_WORDS[upgrade];
  return element(
    'li',
    { attributes: { title: `${name}: ${gives}, ${costs}` } },
    icon(drawing),
    element('span', { class: 'visually-hidden', text: name }),
  );
}
