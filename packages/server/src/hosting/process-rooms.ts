// The rooms of this process, made from the server's options: its clocks, its seeds and its load.

import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { Game, World } from '@starfray/shared/contract';
import { createCodec, createProtocol } from '@starfray/shared/protocol';
import { countFrontEnds, createThreadLoad, type FrontSeats, sharedNow } from '../front-end/index.ts';
import type { Log } from '../log.ts';
import { addressKey } from '../net/index.ts';
import { FarFrontEnds, type RoomCounts, Rooms, type TickStages, type Visit } from '../room/index.ts';
import type { ServeSettings } from '../serve-options.ts';
import type { ResumeTokens } from '../session/index.ts';

export interface ProcessRoomsDeps {
  readonly now: () => number;
  readonly log: Log;
  /** Version hash of the rules and the protocol. */
  readonly version: string;
  readonly tokens: ResumeTokens;
  readonly stages: TickStages;
  readonly onVisit: (visit: Visit) => void;
  /** In a cluster. */
  readonly nodeId: string | undefined;
  /** Players in rooms of the server's other games; undefined where there are none. */
  readonly elsewhere: (() => RoomCounts) | undefined;
}

export function createRooms<W extends World, A>(
  game: Game<W, A>,
  options: ServeSettings<W>,
  { now, log, version, tokens, stages, onVisit, nodeId, elsewhere }: ProcessRoomsDeps,
): { readonly rooms: Rooms<W, A>; readonly frontSeats: FrontSeats | undefined } {
  const threads = options.frontEnd === undefined ? 0 : countFrontEnds(options.threads, availableParallelism());
  const far = new FarFrontEnds<MessagePort>({ now, sharedNow, takeMessage: receiveMessageOnPort });
  const readLoad = createThreadLoad();
  const seed = options.seed ?? randomInt(2 ** 32);
  const { createFillBot, onStep } = options;
  const rooms = new Rooms(
    {
      game,
      codec: createCodec(),
      protocol: createProtocol(game),
      now,
      log,
      ...(createFillBot !== undefined && {
        spawnBot: (join, number) => createFillBot({ join, now, number, seed: seed + number }),
      }),
      ...(onStep !== undefined && { onStep }),
      tokens,
      onVisit,
      timer: stages,
      frontEnds: threads,
    },
    {
      roomPlayers: options.roomPlayers,
      roomPrefix: nodeId === undefined ? undefined : `${nodeId}-`,
      maxPlayers: options.maxPlayers,
      maxSpectators: options.maxSpectators,
      maxBots: options.maxBots,
      bots: options.bots,
      seed,
      elsewhere,
      joinCode: options.joinCode,
      versionHash: version,
      joinsPerSecond: options.joinsPerSecond,
      addressKey: options.connectionsPerAddress === 0 ? undefined : addressKey,
      shedsLoad: options.shedsLoad,
      absence: options.absence,
      utilization: () => Math.max(readLoad().utilization, far.utilization),
      random: Math.random,
      wakeThreads: () => far.ring(),
    },
  );
  return { rooms, frontSeats: threads === 0 ? undefined : far };
}
