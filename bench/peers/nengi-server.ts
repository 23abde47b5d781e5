// The scene on nengi: its instance, and its channel that culls by a box about each user. Its own transport, uWebSockets.js, is not in the
// registry, so it is served over ws like the others. Argument: players.

import { createServer } from 'node:http';
import { AABB2D, ChannelAABB2D, Instance, type IServerNetworkAdapter, NetworkEvent, User } from 'nengi';
import { BufferReader, BufferWriter } from 'nengi-buffers';
import { WebSocket, WebSocketServer } from 'ws';
import { createContext, type HeadingCommand, MOVER } from './nengi-scene.ts';
import { Crowd, HEADING_MASK, STEPS_PER_PX, VIEW_HEIGHT_PX, VIEW_WIDTH_PX } from './scene.ts';
import { everyTick, noteSent, serve } from './server-report.ts';

const [players = '500'] = process.argv.slice(2);

type Entity = ReturnType<ChannelAABB2D['addEntity']>;

interface Member {
  readonly id: number;
  readonly entity: Entity;
  readonly view: AABB2D;
}

const crowd = new Crowd(4096, Number(players));
const instance = new Instance(createContext());
const channel = new ChannelAABB2D(instance.localState);
const members = new Map<User, Member>();
let nextId = 0;
// Its types do not admit one that culls; its own examples register them.
instance.registerChannel(channel as unknown as Parameters<Instance['registerChannel']>[0]);
instance.onConnect = async () => true;

const adapter: IServerNetworkAdapter = {
  listen: (port, ready) => void http.listen(port, '127.0.0.1', ready),
  send: ({ socket }, buffer) => {
    if (socket.readyState !== WebSocket.OPEN) return;
    noteSent(buffer.byteLength);
    socket.send(buffer, { binary: true });
  },
  disconnect: ({ socket }) => socket.close(),
  createBuffer: (length) => Buffer.allocUnsafe(length),
  createBufferWriter: (length) => new BufferWriter(Buffer.allocUnsafe(length)),
  createBufferReader: (buffer) => new BufferReader(buffer as Buffer),
};

const http = createServer();
const wss = new WebSocketServer({ server: http, clientTracking: false, perMessageDeflate: false, maxPayload: 1024 });
wss.on('connection', (socket) => {
  const user = new User(socket, adapter);
  // Its writer of buffers takes no -1, which stands for none.
  user.lastReceivedClientTick = 0;
  instance.network.onOpen(user);
  socket.on('message', (data) => {
    if (data instanceof Buffer) instance.network.onMessage(user, data);
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => instance.network.onClose(user));
});

function enter(user: User): void {
  const id = nextId;
  nextId += 1;
  crowd.enter(id);
  const [x, y] = [crowd.x[id] ?? 0, crowd.y[id] ?? 0];
  const entity = channel.addEntity({ nid: 0, ntype: MOVER, x, y });
  // Its boxes leave out their far edge, the scene's hold it.
  const view = new AABB2D(x, y, (VIEW_WIDTH_PX * STEPS_PER_PX) / 2 + 0.5, (VIEW_HEIGHT_PX * STEPS_PER_PX) / 2 + 0.5);
  channel.subscribe(user, view);
  members.set(user, { id, entity, view });
}

function leave(user: User): void {
  const member = members.get(user);
  if (member === undefined) return;
  members.delete(user);
  crowd.leave(member.id);
  channel.unsubscribe(user);
  channel.removeEntity(member.entity);
}

function steer(user: User, { heading }: HeadingCommand): void {
  const member = members.get(user);
  if (member !== undefined) crowd.heading[member.id] = heading & HEADING_MASK;
}

function takeEvents(): void {
  while (!instance.queue.isEmpty()) {
    const { type, user, command } = instance.queue.next();
    if (type === NetworkEvent.UserConnected) enter(user);
    else if (type === NetworkEvent.UserDisconnected) leave(user);
    else if (type === NetworkEvent.Command) steer(user, command);
  }
}

adapter.listen(0, () => {
  const address = http.address();
  serve(typeof address === 'object' && address !== null ? address.port : 0, () => ({
    truth: { places: crowd.places(), views: crowd.views() },
  }));
  everyTick(() => {
    takeEvents();
    crowd.step();
    for (const { id, entity, view } of members.values()) {
      entity.x = crowd.x[id] ?? 0;
      entity.y = crowd.y[id] ?? 0;
      view.x = entity.x;
      view.y = entity.y;
    }
    instance.step();
  });
});
