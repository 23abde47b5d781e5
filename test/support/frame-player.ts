// A player that speaks the protocol by hand and sends input frames at once, as many as it is asked for: faster than any client flies.

import { encodeMessage, INVALID } from '@starfray/shared/contract';
import { CLOSE, createCodec, createProtocol } from '@starfray/shared/protocol';
import { input, starfray } from '@starfray/starfray/rules';
import { WebSocket } from 'ws';
import { closed } from './hosted.ts';

export interface FramePlayer {
  readonly playerId: number;
  /** How its connection ended, if it has. */
  readonly end: number | undefined;
  /** Writes so many frames to the socket before it returns, for ticks after those of the frames before. `aim` is in all of them. */
  fly(frames: number, aim: number): void;
  /** Leaves for good. */
  close(): void;
}

/** Joins at `ws://host:port`; resolves with the welcome. */
export async function joinWithFrames(url: string, name: string): Promise<FramePlayer> {
  const [protocol, codec] = [createProtocol(starfray), createCodec()];
  const { ticksPerFrame } = starfray.rates;
  const socket = new WebSocket(`${url}/ws?snapshots=full&kind=bot&name=${name}`, ['starfray']);
  let end: number | undefined;
  void closed(socket).then(({ code }) => {
    end = code;
  });
  const playerId = await new Promise<number>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', (code) => reject(new Error(`closed with ${code}`)));
    socket.on('message', (bytes: Buffer) => {
      const message = protocol.decodeServer(codec.unpack(bytes));
      if (message !== INVALID && message.name === 'welcome') resolve(message.playerId);
    });
  });
  let next = 1;
  return {
    playerId,
    get end() {
      return end;
    },
    fly(frames, aim) {
      const ints = Int32Array.from(input.idle);
      input.view(ints, 0).aim = aim;
      const controls = Array.from({ length: ticksPerFrame }, () => [...ints]).flat();
      for (let i = 0; i < frames; i += 1) {
        socket.send(
          codec.pack(encodeMessage(protocol.client.input, { acknowledged: 0, tick: next, seenBehind: 0, controls })),
        );
        next += ticksPerFrame;
      }
    },
    close: () => socket.close(CLOSE.normal),
  };
}
