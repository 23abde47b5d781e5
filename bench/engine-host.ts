// One room of a game, served with nothing that a bench did not ask for: no fill bots, no shedding of load, nobody is turned away.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GameHost, serveGame } from '@starfray/server';
import type { Game, World } from '@starfray/shared/contract';

export interface EngineOptions<W> {
  readonly players: number;
  /** What clients must name. */
  readonly version: string;
  readonly onStep?: (world: W) => void;
}

export function hostGame<W extends World, A>(
  game: Game<W, A>,
  { players, ...options }: EngineOptions<W>,
): Promise<GameHost<W, A>> {
  const clientDir = mkdtempSync(join(tmpdir(), 'starfray-bench-'));
  writeFileSync(join(clientDir, 'index.html'), '<!doctype html><title>bench</title>');
  return serveGame(game, {
    host: '127.0.0.1',
    port: 0,
    clientDir,
    roomPlayers: players,
    maxPlayers: 10_000,
    maxBots: 10_000,
    maxSpectators: 10,
    bots: 0,
    seed: 1,
    connectionsPerAddress: 0,
    joinsPerSecond: 1000,
    shedsLoad: false,
    ...options,
  });
}
