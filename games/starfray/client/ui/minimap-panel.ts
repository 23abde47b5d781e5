// The minimap: rocks, the crowd's density, ships in view, and the frame of what the picture shows.

import { element } from '@starfray/client/ui';
import { cssColor, pointAt } from '@starfray/client/view';
import { at } from '@starfray/shared/core';
import { type Arena, ship } from '../../rules/index.ts';
import { type ClientView, SHIP_KIND } from '../view/client-view.ts';
import { densitySquares, toMap, viewFrame } from '../view/minimap-geometry.ts';
import { shipColor } from '../view/ship-colors.ts';

const REFRESH_MS = 100;

export class MinimapPanel {
  readonly root = element('canvas', {
    class: 'minimap',
    attributes: { role: 'img', 'aria-label': 'Map of the arena' },
  });
  private readonly context = this.root.getContext('2d');
  private readonly row = ship.view();
  private refreshAtMs = 0;
  private rocks: { readonly arena: Arena; readonly size: number; readonly image: HTMLCanvasElement } | undefined;

  /** Redraws ten times a second. `viewWidth`, `viewHeight`: what the picture shows, in position units. */
  update(client: ClientView, viewWidth: number, viewHeight: number, nowMs: number): void {
    const { arena, camera } = client;
    if (nowMs < this.refreshAtMs || arena === undefined || camera === undefined || this.context === null) return;
    this.refreshAtMs = nowMs + REFRESH_MS;
    const size = this.fitCanvas();
    const { context } = this;
    context.clearRect(0, 0, size, size);
    context.fillStyle = 'rgb(255 95 215 / 45%)';
    for (const square of densitySquares(client.density.counts, size)) {
      context.globalAlpha = 0.15 + 0.6 * square.strength;
      context.fillRect(square.x, square.y, square.size, square.size);
    }
    context.globalAlpha = 1;
    context.drawImage(this.rockImage(arena, size), 0, 0);
    const frame = viewFrame(camera, viewWidth, viewHeight, arena.side, size);
    context.strokeStyle = 'rgb(233 243 255 / 55%)';
    context.lineWidth = size / 180;
    context.strokeRect(frame.x, frame.y, frame.width, frame.height);
    this.drawShips(client, arena, size);
  }

  private drawShips(client: ClientView, arena: Arena, size: number): void {
    const { context } = this;
    if (context === null) return;
    const dot = size / 45;
    for (const entity of client.drawn) {
      if (entity.kind !== SHIP_KIND || entity.isOwn) continue;
      const row = pointAt(this.row, entity.row);
      const info = client.players.get(row.player);
      context.fillStyle = cssColor(shipColor(info?.hue ?? 0));
      context.fillRect(toMap(row.x, arena.side, size) - dot / 2, toMap(row.y, arena.side, size) - dot / 2, dot, dot);
    }
    if (client.own === undefined) return;
    const own = pointAt(this.row, client.own.body);
    const x = toMap(own.x, arena.side, size);
    const y = toMap(own.y, arena.side, size);
    context.fillStyle = '#fff';
    context.strokeStyle = '#5ff2ff';
    context.lineWidth = size / 90;
    context.beginPath();
    context.arc(x, y, dot * 0.9, 0, Math.PI * 2);
    context.fill();
    context.stroke();
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
        const radius = Math.max(size / 160, toMap(at(arena.rockRadius, rock), arena.side, size));
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
    }
    this.rocks = { arena, size, image };
    return image;
  }
}
