// The front ends of a server of Starfray; a message on the channel `bad days` has one of them do what threads do on bad days.

import { workerData } from 'node:worker_threads';
import { createThreadRooms, frontGame, runFrontEnd } from '@starfray/server/front-end';
import type { Link } from '@starfray/shared/protocol';
import { starfray } from '@starfray/starfray/rules';
import type { BadDay } from './bad-days.ts';

/** Among the snapshots of a tick: the next one is never sent. */
let endsAtSend = false;

runFrontEnd([frontGame(starfray)], (game, deps) => {
  const rooms = createThreadRooms(game, deps);
  return { take: (link, join) => rooms.take(mortal(link), join) };
});

const channel = new BroadcastChannel('bad days');
channel.onmessage = ({ data }: { readonly data: unknown }) => {
  const { frontEnd, kind } = data as BadDay;
  if (frontEnd !== (workerData as { readonly frontEnd: number }).frontEnd) return;
  if (kind === 'killed') endsAtSend = true;
  if (kind === 'hangs') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3000);
};

/** The link itself, whose snapshots end the thread when that was asked for. */
function mortal(link: Link): Link {
  const sendPart = link.sendPart?.bind(link);
  if (sendPart === undefined) throw new TypeError('a WebSocket sends parts');
  link.sendPart = (bytes, start, end) => {
    if (endsAtSend) process.exit(7);
    sendPart(bytes, start, end);
  };
  return link;
}
