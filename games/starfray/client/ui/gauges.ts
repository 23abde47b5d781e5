// Hull and energy of the own ship, as bars that can be read without colour.

import { element, setHidden, setText } from '@starfray/client/ui';
import { energyFull, hullFull } from '../../rules/index.ts';

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

  /** `below`: what stands under the bars and is shown with them. */
  constructor(below: HTMLElement) {
    this.root.append(this.hull.root, this.energy.root, below);
  }

  /** Shows an own ship's state; nothing without one. */
  update(body: { readonly hull: number; readonly upgrades: number } | undefined, energy: number | undefined): void {
    setHidden(this.root, body === undefined);
    if (body === undefined || energy === undefined) return;
    const part = body.hull / hullFull(body);
    show(this.hull, part, body.hull);
    show(this.energy, energy / energyFull(body));
    this.hull.root.classList.toggle('is-low', part <= LOW_HULL);
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

// `shown`: the number beside the bar, where it is not the percentage.
function show(gauge: Gauge, part: number, shown?: number): void {
  const percent = Math.round(part * 100);
  const number = shown ?? percent;
  if (percent === gauge.shown && gauge.value.textContent === String(number)) return;
  gauge.shown = percent;
  gauge.fill.style.transform = `scaleX(${part})`;
  gauge.ghost.style.transform = `scaleX(${part})`;
  gauge.meter.setAttribute('aria-valuenow', String(percent));
  setText(gauge.value, String(number));
}
