// The connection for the curious, behind F3: round trip, jitter, lead and delay over the last ten seconds, and the rest in figures.

import type { ClientView } from '../view/client-view.ts';
import { closeOnEscape, element, setHidden, setText } from './dom.ts';

const SAMPLE_MS = 100;
const SAMPLES = 100;
const WIDTH = 260;
const HEIGHT = 72;
/** Milliseconds at the top of the graph, at least. */
const MIN_SCALE_MS = 100;
const LINES = [
  ['rttMs', 'round trip', '#45e0ff'],
  ['jitterMs', 'jitter', '#ffb347'],
  ['interpolationDelayMs', 'delay', '#c58cff'],
] as const;

type Sampled = (typeof LINES)[number][0];

export class NetGraph {
  readonly root = element('aside', { class: 'net-graph', attributes: { 'aria-label': 'Network' } });
  private readonly canvas = element('canvas', { attributes: { width: String(WIDTH), height: String(HEIGHT) } });
  private readonly figures = element('pre');
  private readonly samples: Record<Sampled, number>[] = [];
  private sampledMs = 0;
  private lastBytes = 0;
  private bytesPerSecond = 0;

  constructor() {
    const legend = element('p');
    for (const [, label, color] of LINES) {
      const name = element('span', { text: label });
      name.style.color = color;
      legend.append(name, ' ');
    }
    this.root.append(this.canvas, legend, this.figures);
    setHidden(this.root, true);
    closeOnEscape(this.root);
  }

  /** For developers: a choice of networks to try. */
  offerProfiles(names: readonly string[], chosen: string, onChoose: (name: string) => void): void {
    const select = element('select', { attributes: { 'aria-label': 'Network to try' } });
    for (const name of names) select.append(element('option', { text: name, attributes: { value: name } }));
    select.value = chosen;
    select.addEventListener('change', () => onChoose(select.value));
    this.root.append(select);
  }

  toggle(): void {
    setHidden(this.root, !this.root.hidden);
  }

  update(client: ClientView<unknown>, nowMs: number): void {
    if (nowMs - this.sampledMs < SAMPLE_MS) return;
    const { stats } = client;
    const seconds = (nowMs - this.sampledMs) / 1000;
    this.sampledMs = nowMs;
    const bytes = Math.max(0, stats.bytesReceived - this.lastBytes) / seconds;
    this.lastBytes = stats.bytesReceived;
    this.bytesPerSecond += (bytes - this.bytesPerSecond) / 8;
    const { rttMs, jitterMs, interpolationDelayMs } = stats;
    this.samples.push({ rttMs, jitterMs, interpolationDelayMs });
    if (this.samples.length > SAMPLES) this.samples.shift();
    if (this.root.hidden) return;
    this.draw();
    setText(this.figures, this.describe(client));
  }

  private describe({ stats, held }: ClientView<unknown>): string {
    const lines: readonly (readonly [string, string])[] = [
      ['round trip', `${stats.rttMs.toFixed(0)} ms`],
      ['jitter', `${stats.jitterMs.toFixed(1)} ms`],
      ['lead', `${stats.leadTicks} ticks`],
      ['delay', `${stats.interpolationDelayMs.toFixed(0)} ms`],
      ['extrapolated', `${stats.extrapolatedMs.toFixed(0)} ms`],
      ['corrections', `${stats.corrections.count}, at most ${stats.corrections.maxPx.toFixed(1)} px`],
      ...Object.entries(stats.corrections.causes).map(([cause, count]) => [`  ${cause}`, String(count)] as const),
      ['received', `${(this.bytesPerSecond / 1024).toFixed(1)} KiB/s`],
      ['desyncs', String(stats.desyncs)],
      ['server tick', `${held?.tick ?? 0}${stats.serverLoad > 0 ? `, sheds load (${stats.serverLoad})` : ''}`],
    ];
    return lines.map(([name, value]) => `${name.padEnd(12)} ${value}`).join('\n');
  }

  private draw(): void {
    const context = this.canvas.getContext('2d');
    if (context === null) return;
    context.clearRect(0, 0, WIDTH, HEIGHT);
    const most = Math.max(MIN_SCALE_MS, ...this.samples.flatMap((sample) => LINES.map(([key]) => sample[key])));
    for (const [key, , color] of LINES) {
      context.strokeStyle = color;
      context.beginPath();
      for (const [i, sample] of this.samples.entries()) {
        context.lineTo((i / (SAMPLES - 1)) * WIDTH, HEIGHT - 1 - (sample[key] / most) * (HEIGHT - 2));
      }
      context.stroke();
    }
  }
}
