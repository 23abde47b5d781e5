import { describe, expect, it } from 'vitest';
import type { RoomStatus } from './room/index.ts';
import { StatusBoard } from './status.ts';

const ROOM: RoomStatus = {
  id: 'main',
  mode: 'arena',
  humans: 2,
  bots: 3,
  fillBots: 4,
  spectators: 1,
  reserved: 0,
  capacity: 100,
  tick: 600,
  tickMs: { p50: 0.123_456, p99: 1 },
  intervalMs: { p50: 33.333_333, p99: 40 },
  snapshots: 0,
  snapshotBytes: 0,
  inputs: 0,
  lostInputs: 0,
  skips: 0,
  desyncs: 5,
  lostMs: 0,
};

const MEMORY = { heapBytes: 1, externalBytes: 2, residentBytes: 3 };

function createBoard() {
  const state = { nowMs: 0, rooms: [ROOM] };
  const capacity = { players: 1000, spectators: 200, roomPlayers: 100 };
  const read = () => ({ rooms: state.rooms, isDraining: false, load: { level: 0, utilization: 0 } as const });
  return {
    state,
    board: new StatusBoard(
      read,
      capacity,
      () => state.nowMs,
      () => MEMORY,
    ),
  };
}

describe('StatusBoard', () => {
  it('counts humans, bots, fill bots and spectators apart, over all rooms', () => {
    const { state, board } = createBoard();
    state.rooms = [ROOM, { ...ROOM, id: 'den', humans: 1 }];
    state.nowMs += 1000;
    expect(board.current()).toMatchObject({ humans: 3, bots: 6, fillBots: 8, spectators: 2, desyncs: 10 });
  });

  it('tells rates from what was counted since the last look but one', () => {
    const { state, board } = createBoard();
    state.nowMs += 10_000;
    state.rooms = [{ ...ROOM, snapshots: 300, snapshotBytes: 20_000, inputs: 600 }];
    expect(board.current().wire).toEqual({ snapshotsPerSecond: 30, bytesPerSecond: 2000, inputsPerSecond: 60 });
  });

  it('takes no room that closed for one that sent less than nothing', () => {
    const { state, board } = createBoard();
    state.nowMs += 10_000;
    state.rooms = [{ ...ROOM, snapshots: 300 }];
    board.current();
    state.nowMs += 10_000;
    state.rooms = [{ ...ROOM, id: 'den', snapshots: 30 }];
    expect(board.current().wire.snapshotsPerSecond).toBe(3);
  });

  it('gives the same answer to those who ask too often', () => {
    const { state, board } = createBoard();
    state.nowMs += 1000;
    const first = board.current();
    state.nowMs += 100;
    state.rooms = [];
    expect(board.current()).toBe(first);
  });

  it('rounds times to microseconds', () => {
    const { state, board } = createBoard();
    state.nowMs += 1000;
    expect(board.current().rooms[0]?.tickMs).toEqual({ p50: 0.123, p99: 1 });
  });
});
