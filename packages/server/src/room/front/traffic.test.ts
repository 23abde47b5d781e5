import { describe, expect, it } from 'vitest';
import { PLAYER_STATS_LENGTH, PlayerStats } from './player-stats.ts';
import { sumOfTraffic, Traffic } from './traffic.ts';

describe('what a front end counts', () => {
  it('[TH7] is read in another thread as it was written', () => {
    const memory = new SharedArrayBuffer(Traffic.byteLength);
    const [written, read] = [new Traffic(memory), new Traffic(memory)];
    written.noteSent(100);
    written.noteSent(50);
    written.noteSkip();
    written.noteInput();
    written.noteFarInput();
    written.noteLostInput();
    written.noteDesync();
    const counts = { sent: 2, bytes: 150, skips: 1, inputs: 1, farInputs: 1, lostInputs: 1, desyncs: 1 };
    expect(sumOfTraffic([read])).toEqual(counts);
    expect(sumOfTraffic([read, new Traffic()])).toEqual(counts);
  });

  it('[TH7] has the round trip of each player, which is unknown again once its connection is lost', () => {
    const memory = [
      new SharedArrayBuffer(4 * PLAYER_STATS_LENGTH),
      new SharedArrayBuffer(8 * PLAYER_STATS_LENGTH),
    ] as const;
    const [written, read] = [0, 1].map(() => new PlayerStats(new Int32Array(memory[0]), new Float64Array(memory[1])));
    written?.note(7, 40, 1000);
    written?.note(4095, 20, 10);
    expect([read?.pingMs(7), read?.bytes(7), read?.pingMs(4095), read?.pingMs(8)]).toEqual([40, 1000, 20, 0]);
    written?.lose(7);
    expect([read?.pingMs(7), read?.bytes(7)]).toEqual([0, 1000]);
    written?.clear(7);
    expect(read?.bytes(7)).toBe(0);
  });
});
