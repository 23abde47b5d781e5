// A player that speaks the protocol by hand: it joins with a resume token or without, and reads what it is given.

import { INVALID } from '@starfray/shared/contract';
import { CLOSE, createCodec, createProtocol, type ServerMessage } from '@starfray/shared/protocol';
import { starfray } from '@starfray/starfray/rules';
import { WebSocket } from 'ws';

export interface HandPlayer {
  /** The token of the seat that it was given. */
  readonly resume: string;
  readonly name: string;
  readonly score: number;
  /** Ends the connection as a broken line does: the seat is kept. */
  cut(): Promise<void>;
  /** Leaves for good. */
  leave(): Promise<void>;
}

/** Joins at `http://host:port`; resolves when name and points of its own were heard. */
export async function joinByHand(url: string, resume?: string, query = ''): Promise<HandPlayer> {
  const [protocol, codec] = [createProtocol(starfray), createCodec()];
  const protocols = ['starfray', ...(resume === undefined ? [] : [`resume.${resume}`])];
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/ws?snapshots=full&kind=bot${query}`, protocols);
  let welcome: Extract<ServerMessage, { name: 'welcome' }> | undefined;
  let name: string | undefined;
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const score = await new Promise<number>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', (code, reason) => reject(new Error(`closed with ${code}: ${reason.toString()}`)));
    socket.on('message', (bytes: Buffer) => {
      const message = protocol.decodeServer(codec.unpack(bytes));
      if (message === INVALID) return;
      if (message.name === 'welcome') welcome = message;
      if (message.name === 'players') {
        name ??= message.entries.find(({ id }) => id === welcome?.playerId)?.nickname;
      }
      if (message.name === 'leaderboard' && message.ownScore !== undefined && name !== undefined)
        resolve(message.ownScore);
    });
  });
  if (welcome === undefined || name === undefined) throw new Error('nothing was said before the leaderboard');
  return {
    resume: welcome.resume,
    name,
    score,
    cut: () => {
      socket.terminate();
      return ended;
    },
    leave: () => {
      socket.close(CLOSE.normal);
      return ended;
    },
  };
}
