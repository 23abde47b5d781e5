// Two minutes of a room's tick times, below and above the budget.

import { element, setText } from '../ui/dom.ts';
import { cleared, type Surface } from './canvas.ts';
import { HISTORY_MS, scaleMs, type TickSample } from './tick-history.ts';
import { milliseconds } from './words.ts';

/** One tick of 60 a second. */
const BUDGET_MS = 1000 / 60;
const FONT = '12px system-ui, sans-serif';
/** Told apart by the dashes as well. */
const LINES = [
  { key: 'p99', color: '#ff5fd7', dash: [5, 3] },
  { key: 'p50', color: '#5ff2ff', dash: [] },
] as const;

export class TickGraph {
  private readonly canvas = element('canvas', { class: 'tick-graph', attributes: { role: 'img' } });
  private readonly legend = element('p', { class: 'legend' });
  private readonly figures = { p50: element('span'), p99: element('span') };

  constructor(root: HTMLElement) {
    const budget = element('span', { text: `budget ${milliseconds(BUDGET_MS)}` });
    for (const [key, words] of Object.entries({ ...this.figures, budget })) {
      this.legend.append(element('span', {}, element('span', { class: `stroke stroke-${key}` }), words));
    }
    root.append(this.canvas, this.legend);
  }

  /** `samples`: the oldest first. */
  draw(samples: readonly TickSample[], nowMs: number): void {
    const last = samples.at(-1);
    const p50 = `p50 ${milliseconds(last?.p50 ?? 0)}`;
    const p99 = `p99 ${milliseconds(last?.p99 ?? 0)}`;
    setText(this.figures.p50, p50);
    setText(this.figures.p99, p99);
    this.canvas.setAttribute('aria-label', `Tick time over two minutes, now ${p50}, ${p99}`);
    const surface = cleared(this.canvas);
    if (surface === undefined) return;
    const scale = scaleMs(samples, BUDGET_MS);
    drawBudget(surface, scale);
    for (const line of LINES) drawLine(surface, line, samples, scale, nowMs);
  }
}

function drawBudget({ context, width, height }: Surface, scale: number): void {
  const y = height * (1 - BUDGET_MS / scale);
  context.strokeStyle = '#ffc857';
  context.lineWidth = 1;
  context.setLineDash([2, 4]);
  context.beginPath();
  context.moveTo(0, y);
  context.lineTo(width, y);
  context.stroke();
  context.font = FONT;
  context.fillStyle = '#ffc857';
  context.fillText(milliseconds(BUDGET_MS), 4, y + 14);
  context.fillStyle = '#9db2cf';
  context.textAlign = 'right';
  context.fillText('now', width - 4, 12);
  context.textAlign = 'left';
  context.fillText('2 min ago', 4, 12);
}

function drawLine(
  { context, width, height }: Surface,
  { key, color, dash }: (typeof LINES)[number],
  samples: readonly TickSample[],
  scale: number,
  nowMs: number,
): void {
  context.strokeStyle = color;
  context.lineWidth = 1.5;
  context.setLineDash(dash);
  context.beginPath();
  for (const sample of samples) {
    context.lineTo(width * (1 - (nowMs - sample.atMs) / HISTORY_MS), height * (1 - sample[key] / scale));
  }
  context.stroke();
  context.setLineDash([]);
}
