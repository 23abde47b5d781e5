// The scene on Colyseus: one room with a StateView for each client, or rooms of 26 without any. Arguments: view or rooms, players.

import { createServer } from 'node:http';
import { type Client, Room, Server } from '@colyseus/core';
import { type MapSchema, type Schema, StateView, schema, t } from '@colyseus/schema';
import { WebSocketTransport } from '@colyseus/ws-transport';
import { WebSocket } from 'ws';
import { Crowd, HEADING_MASK, TICK_MS } from './scene.ts';
import { noteSent, noteTick, serve } from './server-report.ts';

const ROOM_OF = 26;

const [mode = 'view', players = '500'] = process.argv.slice(2);
const hasViews = mode === 'view';
const Mover = schema({ x: t.uint16(), y: t.uint16() });
const State = schema({ movers: hasViews ? t.map(Mover).view() : t.map(Mover) });

type MoverState = Schema & { x: number; y: number };
type SceneState = Schema & { movers: MapSchema<MoverState> };

const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (this: WebSocket, ...args: Parameters<typeof send>) {
  const [data] = args;
  if (data instanceof Uint8Array) noteSent(data.length);
  return send.apply(this, args);
} as typeof send;

const crowds: Crowd[] = [];

class SceneRoom extends Room {
  override maxClients = hasViews ? 4096 : ROOM_OF;
  private readonly crowd = new Crowd(4096, hasViews ? Number(players) : ROOM_OF);
  private readonly ids = new Map<string, number>();
  private readonly movers = new Map<number, MoverState>();
  private readonly seen = new Map<string, Set<number>>();
  private nextId = 0;
  private isFirst = false;

  override onCreate(): void {
    crowds.push(this.crowd);
    this.isFirst = crowds.length === 1;
    this.state = new State() as unknown as SceneState;
    // Patches go out at the end of a tick, not by a timer of their own.
    this.patchRate = null;
    this.setSimulationInterval(() => this.tick(), TICK_MS);
    this.onMessage('h', (client, heading: number) => {
      const id = this.ids.get(client.sessionId);
      if (id !== undefined) this.crowd.heading[id] = heading & HEADING_MASK;
    });
  }

  override onJoin(client: Client): void {
    const id = this.nextId;
    this.nextId += 1;
    this.ids.set(client.sessionId, id);
    this.crowd.enter(id);
    const mover = new Mover() as unknown as MoverState;
    mover.x = this.crowd.x[id] ?? 0;
    mover.y = this.crowd.y[id] ?? 0;
    this.movers.set(id, mover);
    (this.state as SceneState).movers.set(String(id), mover);
    if (hasViews) client.view = new StateView();
    this.seen.set(client.sessionId, new Set());
  }

  override onLeave(client: Client): void {
    const id = this.ids.get(client.sessionId);
    if (id === undefined) return;
    this.ids.delete(client.sessionId);
    this.seen.delete(client.sessionId);
    this.crowd.leave(id);
    this.movers.delete(id);
    (this.state as SceneState).movers.delete(String(id));
  }

  private tick(): void {
    if (this.isFirst) noteTick();
    const { crowd } = this;
    crowd.step();
    for (const [id, mover] of this.movers) {
      mover.x = crowd.x[id] ?? 0;
      mover.y = crowd.y[id] ?? 0;
    }
    if (hasViews) for (const client of this.clients) this.updateView(client);
    this.broadcastPatch();
  }

  private updateView(client: Client): void {
    const { view } = client;
    const id = this.ids.get(client.sessionId);
    const seen = this.seen.get(client.sessionId);
    if (view === undefined || id === undefined || seen === undefined) return;
    const count = this.crowd.look(id);
    const now = new Set(this.crowd.seen.subarray(0, count));
    for (const other of seen) {
      if (now.has(other)) continue;
      seen.delete(other);
      const mover = this.movers.get(other);
      if (mover !== undefined) view.remove(mover);
    }
    for (const other of now) {
      if (seen.has(other)) continue;
      seen.add(other);
      const mover = this.movers.get(other);
      if (mover !== undefined) view.add(mover);
    }
  }
}

const http = createServer();
const server = new Server({
  transport: new WebSocketTransport({ server: http }),
  greet: false,
  gracefullyShutdown: false,
});
server.define('scene', SceneRoom);
await server.listen(0, '127.0.0.1');
const address = http.address();
serve(typeof address === 'object' && address !== null ? address.port : 0, () => ({
  truth: {
    places: crowds.flatMap((crowd) => crowd.places()),
    // Without views everybody sees the whole room.
    views: crowds.flatMap((crowd) => (hasViews ? crowd.views() : [crowd.places()])),
  },
}));
