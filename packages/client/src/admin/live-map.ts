// Where everybody in a room is. A pointer or the arrow keys tell who a mark is; Enter or a press selects.

import { element, setText } from '../ui/dom.ts';
import { cleared } from './canvas.ts';
import { type MapMark, markAfter, markAt, marksOf } from './map-marks.ts';
import type { PlayerLine } from './player-lines.ts';

const REACH_PX = 16;
const SIZE_PX = 5;
const CELLS = 8;
const FONT = '13px system-ui, sans-serif';
const COLORS = { human: '#5ff2ff', bot: '#ff5fd7', 'fill bot': '#9db2cf' } as const;
const LEGEND = [
  ['human', 'people'],
  ['bot', 'bots'],
  ['fill-bot', 'fill bots'],
] as const;

export class LiveMap {
  private readonly canvas = element('canvas', { class: 'live-map', attributes: { role: 'img', tabindex: '0' } });
  private readonly pointedName = element('p', { class: 'pointed', attributes: { role: 'status' } });
  private lines: readonly PlayerLine[] = [];
  private marks: readonly MapMark[] = [];
  private selected: string | undefined;
  private pointed: string | undefined;

  constructor(root: HTMLElement, onSelect: (key: string) => void) {
    const legend = element('p', { class: 'legend' });
    for (const [kind, text] of LEGEND) {
      legend.append(element('span', {}, element('span', { class: `mark mark-${kind}` }), new Text(text)));
    }
    root.append(this.canvas, legend, this.pointedName);
    this.canvas.addEventListener('pointermove', (event) => this.point(this.under(event)));
    this.canvas.addEventListener('pointerleave', () => this.point(undefined));
    this.canvas.addEventListener('blur', () => this.point(undefined));
    this.canvas.addEventListener('click', (event) => {
      const mark = this.under(event);
      this.point(mark);
      if (mark !== undefined) onSelect(mark.key);
    });
    this.canvas.addEventListener('keydown', (event) => this.onKey(event, onSelect));
  }

  show(lines: readonly PlayerLine[], selected: string | undefined): void {
    this.lines = lines;
    this.selected = selected;
    this.draw();
  }

  private onKey(event: KeyboardEvent, onSelect: (key: string) => void): void {
    const step = STEPS[event.key];
    if (step !== undefined) this.point(markAfter(this.marks, this.pointed, step));
    else if (event.key === 'Enter' && this.pointed !== undefined) onSelect(this.pointed);
    else return;
    event.preventDefault();
  }

  private under({ offsetX, offsetY }: MouseEvent): MapMark | undefined {
    return markAt(this.marks, offsetX, offsetY, REACH_PX);
  }

  private point(mark: MapMark | undefined): void {
    if (mark?.key === this.pointed) return;
    this.pointed = mark?.key;
    this.draw();
  }

  private draw(): void {
    const surface = cleared(this.canvas);
    if (surface === undefined) return;
    const { context, width } = surface;
    this.marks = marksOf(this.lines, width);
    this.canvas.setAttribute(
      'aria-label',
      `Map with ${this.marks.length} players. Arrow keys go from one to the next, Enter selects.`,
    );
    drawGrid(context, width);
    for (const mark of this.marks) drawMark(context, mark);
    const pointed = this.marks.find(({ key }) => key === this.pointed);
    for (const mark of this.marks.filter(({ key }) => key === this.selected || key === this.pointed)) {
      drawRing(context, mark, mark.key === this.selected);
      drawName(context, mark, width);
    }
    setText(this.pointedName, pointed === undefined ? '' : describe(pointed.line));
  }
}

const STEPS: Readonly<Record<string, 1 | -1>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

function describe({ name, kind, score, state }: PlayerLine): string {
  return `${name}: ${kind}, ${score} points, ${state}`;
}

function drawGrid(context: CanvasRenderingContext2D, size: number): void {
  context.strokeStyle = 'rgb(126 170 255 / 14%)';
  context.lineWidth = 1;
  context.beginPath();
  for (let i = 1; i < CELLS; i += 1) {
    const at = Math.round((size * i) / CELLS) + 0.5;
    context.moveTo(at, 0);
    context.lineTo(at, size);
    context.moveTo(0, at);
    context.lineTo(size, at);
  }
  context.stroke();
}

// People are filled arrowheads, bots hollow squares, fill bots crosses.
function drawMark(context: CanvasRenderingContext2D, { line, x, y }: MapMark): void {
  context.globalAlpha = line.state === 'playing' ? 1 : 0.5;
  context.strokeStyle = COLORS[line.kind];
  context.fillStyle = COLORS[line.kind];
  context.lineWidth = 2;
  const r = SIZE_PX;
  context.beginPath();
  if (line.kind === 'human') {
    context.moveTo(x, y - r * 1.3);
    context.lineTo(x + r, y + r);
    context.lineTo(x, y + r / 2);
    context.lineTo(x - r, y + r);
    context.fill();
  } else if (line.kind === 'bot') {
    context.strokeRect(x - r * 0.8, y - r * 0.8, r * 1.6, r * 1.6);
  } else {
    context.moveTo(x - r * 0.7, y - r * 0.7);
    context.lineTo(x + r * 0.7, y + r * 0.7);
    context.moveTo(x + r * 0.7, y - r * 0.7);
    context.lineTo(x - r * 0.7, y + r * 0.7);
    context.stroke();
  }
  context.globalAlpha = 1;
}

function drawRing(context: CanvasRenderingContext2D, { x, y }: MapMark, isSelected: boolean): void {
  context.strokeStyle = '#ffc857';
  context.lineWidth = isSelected ? 2.5 : 1;
  context.beginPath();
  context.arc(x, y, SIZE_PX * 2.2, 0, Math.PI * 2);
  context.stroke();
}

function drawName(context: CanvasRenderingContext2D, { line, x, y }: MapMark, size: number): void {
  context.font = FONT;
  const width = context.measureText(line.name).width + 8;
  const left = Math.min(size - width, Math.max(0, x - width / 2));
  const top = y < 40 ? y + 14 : y - 32;
  context.fillStyle = 'rgb(4 8 20 / 85%)';
  context.fillRect(left, top, width, 18);
  context.fillStyle = '#e9f3ff';
  context.fillText(line.name, left + 4, top + 13);
}
