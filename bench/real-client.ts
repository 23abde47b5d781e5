// A real headless client under a bench pilot, on a real socket: it decodes and checks all that it gets.

import { createWebSocketLink, joinUrl, NetClient, subprotocols } from '@starfray/client/net';
import { createRandom, randomBelow } from '@starfray/shared/core';
import { type Arena, input, type StarfrayWorld, starfray } from '@starfray/starfray/rules';
import { createBenchPilot, flyBenchPilot } from './pilot.ts';

export interface RealClient {
  readonly client: NetClient<StarfrayWorld, Arena>;
  /** Flies one tick. */
  readonly fly: () => void;
}

export interface RealClientOptions {
  /** `ws://host:port`. */
  readonly server: string;
  readonly version: string;
  readonly kind: 'human' | 'bot';
  readonly index: number;
  /** Called for each message that it sends. */
  readonly onSend?: () => void;
}

export function joinReal({ server, version, kind, index, onSend }: RealClientOptions): RealClient {
  const random = createRandom(index);
  const client = new NetClient<StarfrayWorld, Arena>({
    game: starfray,
    connect: () => {
      const url = joinUrl({ server, version, kind, name: `Real ${index}` });
      const link = createWebSocketLink(new globalThis.WebSocket(url, subprotocols(starfray.identity)));
      return {
        get isOpen() {
          return link.isOpen;
        },
        get bufferedBytes() {
          return link.bufferedBytes;
        },
        send: (bytes) => {
          onSend?.();
          link.send(bytes);
        },
        sendPair: (first, second) => link.sendPair(first, second),
        close: (code, reason) => link.close(code, reason),
        onMessage: (receive) => link.onMessage(receive),
        onClose: (ended) => link.onClose(ended),
      };
    },
    random: () => randomBelow(random, 1000) / 1000,
    draws: false,
  });
  const pilot = createBenchPilot(100 + index);
  const controls = input.view();
  return {
    client,
    fly: () => {
      flyBenchPilot(pilot, randomBelow(random, 2000) - 1000, randomBelow(random, 2000) - 1000, controls);
      client.setInput(controls);
      client.update(performance.now());
      while (client.takeEvent() !== undefined);
    },
  };
}
