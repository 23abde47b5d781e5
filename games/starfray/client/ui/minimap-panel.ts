// The minimap: rocks, the crowd's density, ships in view, and the frame of what the picture shows; of a large arena what is near, with the
// whole in its corner.

import { element } from '@starfray/client/ui';
import { cssColor, pointAt } from '@starfray/client/view';
import { at } from '@starfray/shared/core';
import { type Arena, STORM_RADIUS, ship, storm, TEAM_LIST } from '../../rules/index.ts';
import { type ClientView, SHIP_KIND, STORM_KIND } from '../view/client-view.ts';
import { CROWN } from '../view/crown.ts';
import { densitySquares, type MapPart, mapPart, toMap, viewFrame } from '../view/minimap-geometry.ts';
import type { ModeView } from '../view/mode-view.ts';
import { shipColor, shipHue } from '../view/ship-colors.ts';
import type { WantedShips } from './wanted-ships.ts';

const REFRESH_MS = 100;
/** Side of the overview as a share of the map's. */
const OVERVIEW_SHARE = 0.34;

export class MinimapPanel {
  readonly root = element('canvas', {
    class: 'minimap',
    attributes: { role: 'img', 'aria-label': 'Map of the arena' },
  });
  private readonly wanted: WantedShips;
  private readonly context = this.root.getContext('2d');
  private readonly row = ship.view();
  private readonly stormRow = storm.view();
  private refreshAtMs = 0;
  private rocks: { readonly arena: Arena; readonly size: number; readonly image: HTMLCanvasElement } | undefined;

  constructor(wanted: WantedShips) {
    this.wanted = wanted;
  }

  /** Redraws ten times a second. `viewWidth`, `viewHeight`: what the picture shows, in position units. */
  update(client: ClientView, mode: ModeView, viewWidth: number, viewHeight: number, nowMs: number): void {
    const { arena, camera } = client;
    if (nowMs < this.refreshAtMs || arena === undefined || camera === undefined || this.context === null) return;
    this.refreshAtMs = nowMs + REFRESH_MS;
    const size = this.fitCanvas();
    const { context } = this;
    const part = mapPart(camera, arena.side);
    // Of the whole arena, at the scale of the part that is shown.
    const whole = toMap(arena.side, part.side, size);
    context.clearRect(0, 0, size, size);
    context.save();
    context.translate(-toMap(part.left, part.side, size), -toMap(part.top, part.side, size));
    drawDensity(context, client.density.counts, whole);
    context.drawImage(this.rockImage(arena, Math.round(whole)), 0, 0);
    const frame = viewFrame(camera, viewWidth, viewHeight, part.side, size);
    strokeFrame(context, frame.x, frame.y, frame.width, frame.height, size / 180);
    drawMode(context, mode, (position) => toMap(position, part.side, size), size);
    this.drawShips(context, client, part, size);
    this.drawWanted(context, part, size, nowMs);
    context.restore();
    if (part.side < arena.side) drawOverview(context, client, arena, part, size);
  }

  private drawShips(context: CanvasRenderingContext2D, client: ClientView, part: MapPart, size: number): void {
    const dot = size / 45;
    const place = (position: number) => toMap(position, part.side, size);
    for (const entity of client.drawn) {
      if (entity.kind !== SHIP_KIND || entity.isOwn) continue;
      const row = pointAt(this.row, entity.row);
      const info = client.players.get(row.player);
      context.fillStyle = cssColor(shipColor(shipHue(row.team, info?.hue, 0)));
      context.fillRect(place(row.x) - dot / 2, place(row.y) - dot / 2, dot, dot);
    }
    this.drawStorms(context, client, part, size);
    if (client.own === undefined) return;
    const own = pointAt(this.row, client.own.body);
    context.fillStyle = '#fff';
    context.strokeStyle = '#5ff2ff';
    context.lineWidth = size / 90;
    context.beginPath();
    context.arc(place(own.x), place(own.y), dot * 0.9, 0, Math.PI * 2);
    context.fill();
    context.stroke();
  }

  // A crown where a wanted ship was last seen, at the rim of the map where it is beyond.
  private drawWanted(context: CanvasRenderingContext2D, part: MapPart, size: number, nowMs: number): void {
    const edge = size / 22;
    for (const { x, y, tier } of this.wanted.at(nowMs)) {
      const left =
        clampTo(toMap(x - part.left, part.side, size), edge, size - edge) + toMap(part.left, part.side, size);
      const top = clampTo(toMap(y - part.top, part.side, size), edge, size - edge) + toMap(part.top, part.side, size);
      drawCrown(context, left, top, (size / 26) * (tier === 3 ? 1.3 : 1));
    }
  }

  // A ring, and the way that it will go.
  private drawStorms(context: CanvasRenderingContext2D, client: ClientView, part: MapPart, size: number): void {
    const place = (position: number) => toMap(position, part.side, size);
    context.strokeStyle = 'rgb(99 245 200 / 95%)';
    context.lineWidth = size / 110;
    for (const entity of client.drawn) {
      if (entity.kind !== STORM_KIND) continue;
      const { x, y, vx, vy, life } = pointAt(this.stormRow, entity.row);
      context.beginPath();
      context.arc(place(x), place(y), place(STORM_RADIUS), 0, Math.PI * 2);
      context.moveTo(place(x), place(y));
      context.lineTo(place(x + vx * life), place(y + vy * life));
      context.stroke();
    }
  }

  private fitCanvas(): number {
    const size = Math.max(1, Math.round(this.root.clientWidth * Math.min(3, window.devicePixelRatio)));
    if (this.root.width !== size) {
      this.root.width = size;
      this.root.height = size;
    }
    return size;
  }

  // Rocks never move: they are drawn once per arena and size.
  private rockImage(arena: Arena, size: number): HTMLCanvasElement {
    if (this.rocks !== undefined && this.rocks.arena === arena && this.rocks.size === size) return this.rocks.image;
    const image = element('canvas');
    image.width = size;
    image.height = size;
    const context = image.getContext('2d');
    if (context !== null) {
      context.fillStyle = 'rgb(126 150 190 / 60%)';
      for (let rock = 0; rock < arena.rockCount; rock += 1) {
        const radius = Math.max(this.root.width / 160, toMap(at(arena.rockRadius, rock), arena.side, size));
        context.beginPath();
        context.arc(
          toMap(at(arena.rockX, rock), arena.side, size),
          toMap(at(arena.rockY, rock), arena.side, size),
          radius,
          0,
          Math.PI * 2,
        );
        context.fill();
      }
      drawPads(context, arena, size, this.root.width / 60);
    }
    this.rocks = { arena, size, image };
    return image;
  }
}

// Flags by their marks, and the ring.
function drawMode(
  context: CanvasRenderingContext2D,
  { flags, ring }: ModeView,
  place: (position: number) => number,
  size: number,
): void {
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.font = `700 ${Math.round(size / 9)}px sans-serif`;
  for (const { team, x, y } of flags) {
    const side = TEAM_LIST[team - 1];
    if (side === undefined) continue;
    context.fillStyle = `hsl(${side.hue} 95% 68%)`;
    context.fillText(side.mark, place(x), place(y));
  }
  if (ring === undefined) return;
  context.strokeStyle = '#ff8a3d';
  context.lineWidth = size / 60;
  context.beginPath();
  context.arc(place(ring.x), place(ring.y), Math.max(1, place(ring.radius)), 0, Math.PI * 2);
  context.stroke();
}

function clampTo(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}

function drawCrown(context: CanvasRenderingContext2D, x: number, y: number, half: number): void {
  context.beginPath();
  for (const [i, [dx, dy]] of CROWN.entries()) {
    if (i === 0) context.moveTo(x + dx * half, y + dy * half);
    else context.lineTo(x + dx * half, y + dy * half);
  }
  context.closePath();
  context.fillStyle = '#ffc857';
  context.strokeStyle = '#1a1204';
  context.lineWidth = half / 4;
  context.fill();
  context.stroke();
}

// Where crates grow: diamonds, so that they are no rocks.
function drawPads(
  context: CanvasRenderingContext2D,
  { side, padCount, padX, padY }: Arena,
  size: number,
  reach: number,
): void {
  context.strokeStyle = 'rgb(255 214 120 / 90%)';
  context.lineWidth = reach / 2.5;
  for (let pad = 0; pad < padCount; pad += 1) {
    const x = toMap(at(padX, pad), side, size);
    const y = toMap(at(padY, pad), side, size);
    context.beginPath();
    context.moveTo(x, y - reach);
    context.lineTo(x + reach, y);
    context.lineTo(x, y + reach);
    context.lineTo(x - reach, y);
    context.closePath();
    context.stroke();
  }
}

function drawDensity(context: CanvasRenderingContext2D, counts: readonly number[], size: number): void {
  context.fillStyle = 'rgb(255 95 215 / 45%)';
  for (const square of densitySquares(counts, size)) {
    context.globalAlpha = 0.15 + 0.6 * square.strength;
    context.fillRect(square.x, square.y, square.size, square.size);
  }
  context.globalAlpha = 1;
}

function strokeFrame(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  lineWidth: number,
): void {
  context.strokeStyle = 'rgb(233 243 255 / 55%)';
  context.lineWidth = lineWidth;
  context.strokeRect(x, y, width, height);
}

// The whole arena in the lower left corner: where the crowd is, and which part of it the map shows.
function drawOverview(
  context: CanvasRenderingContext2D,
  { density }: ClientView,
  { side }: Arena,
  part: MapPart,
  mapSize: number,
): void {
  const size = mapSize * OVERVIEW_SHARE;
  context.save();
  context.translate(0, mapSize - size);
  context.fillStyle = 'rgb(5 9 22 / 88%)';
  context.fillRect(0, 0, size, size);
  drawDensity(context, density.counts, size);
  strokeFrame(context, 0, 0, size, size, mapSize / 180);
  context.fillStyle = 'rgb(233 243 255 / 16%)';
  const shown = [toMap(part.left, side, size), toMap(part.top, side, size), toMap(part.side, side, size)] as const;
  context.fillRect(shown[0], shown[1], shown[2], shown[2]);
  strokeFrame(context, shown[0], shown[1], shown[2], shown[2], mapSize / 130);
  context.restore();
}
