// Hull and energy of the own ship, as bars that can be read without colour.

import { element, setHidden, setText } from '@starfray/client/ui';
import { ENERGY_FULL, HULL_FULL } from '../../rules/index.ts';

const LOW_HULL = 0.34;

interface Gauge {
  readonly root: HTMLElement;
  readonly fill: HTMLElement;
  readonly ghost: HTMLElement;
  readonly value: HTMLElement;
  readonly meter: HTMLElement;
  shown: number;
}

export class Gauges {
  readonly root = element('div', { class: 'gauges' });
  private readonly hull = makeGauge('Hull', 'gauge-hull');
  private readonly energy = makeGauge('Energy', 'gauge-energy');

  constructor() {
    this.root.append(this.hull.root, this.energy.root);
  }

  /** Shows an own ship's state; nothing without one. */
  update(own: { readonly hull: number; readonly energy: number } | undefined): void {
    setHidden(this.root, own === undefined);
    if (own === undefined) return;
    show(this.hull, own.hull / HULL_FULL);
    show(this.energy, own.energy / ENERGY_FULL);
    this.hull.root.classList.toggle('is-low', own.hull / HULL_FULL <= LOW_HULL);
  }
}

function makeGauge(label: string, name: string): Gauge {
  const fill = element('div', { class: 'gauge-fill' });
  const ghost = element('div', { class: 'gauge-ghost' });
  const meter = element(
    'div',
    {
      class: 'gauge-track',
      attributes: { role: 'meter', 'aria-label': label, 'aria-valuemin': '0', 'aria-valuemax': '100' },
    },
    ghost,
    fill,
  );
  const value = element('span', { class: 'gauge-value' });
  const root = element(
    'div',
    { class: `gauge ${name}` },
    element('span', { class: 'gauge-label', text: label }),
    meter,
    value,
  );
  return { root, fill, ghost, value, meter, shown: -1 };
}

function show(gauge: Gauge, part: number): void {
  const percent = Math.round(part * 100);
  if (percent === gauge.shown) return;
  gauge.shown = percent;
  gauge.fill.style.transform = `scaleX(${part})`;
  gauge.ghost.style.transform = `scaleX(${part})`;
  gauge.meter.setAttribute('aria-valuenow', String(percent));
  setText(gauge.value, String(percent));
}
