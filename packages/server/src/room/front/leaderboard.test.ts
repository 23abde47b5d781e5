import { defineEntity, EntityTable, smooth } from '@starfray/shared/contract';
import { px } from '@starfray/shared/core';
import { createCodec, createProtocol } from '@starfray/shared/protocol';
import { toyGame } from '@starfray/testing';
import { describe, expect, it } from 'vitest';
import { densityMessage, Leaderboard } from './leaderboard.ts';

const protocol = createProtocol(toyGame);
const codec = createCodec();

function leaderboardOf(scores: readonly number[]): Leaderboard {
  const leaderboard = new Leaderboard(protocol);
  leaderboard.update(
    scores.map((_, i) => i + 1),
    (playerId) => scores[playerId - 1] ?? 0,
  );
  return leaderboard;
}

function messageOf(leaderboard: Leaderboard, playerId: number): unknown {
  const { bytes, length } = leaderboard.messageFor(playerId);
  return codec.unpack(bytes.subarray(0, length));
}

describe('the leaderboard', () => {
  it('names the ten best, ties by id, and tells each its own place', () => {
    const leaderboard = leaderboardOf([5, 9, 9, 0, 1, 2, 3, 4, 6, 7, 8, 10]);
    const best = [12, 10, 2, 9, 3, 9, 11, 8, 10, 7, 9, 6, 1, 5, 8, 4, 7, 3, 6, 2];
    expect(leaderboard.named()).toEqual(best.filter((_, i) => i % 2 === 0));
    expect(messageOf(leaderboard, 4)).toEqual([19, best, 12, 0, 12]);
  });

  it('changes its stamp for whom something changed, and for nobody else', () => {
    const many = [50, 40, 30, 20, 19, 18, 17, 16, 15, 14, 3, 2, 1];
    const leaderboard = leaderboardOf(many);
    const stamps = () => [11, 12, 13, 0].map((playerId) => leaderboard.stampFor(playerId));
    const before = stamps();
    leaderboard.update(
      many.map((_, i) => i + 1),
      (playerId) => (many[playerId - 1] ?? 0) + (playerId === 11 ? 1 : 0),
    );
    expect(stamps().map((stamp, i) => stamp === before[i])).toEqual([false, true, true, true]);
    leaderboard.update([1, 2], () => 7);
    expect(stamps().map((stamp, i) => stamp === before[i])).toEqual([false, false, false, false]);
  });

  it('has no place for a spectator', () => {
    expect(messageOf(leaderboardOf([1]), 0)).toEqual([19, [1, 1], null, null, 1]);
  });
});

describe('the density', () => {
  const side = px(1600);
  const place = { x: smooth(0, side), y: smooth(0, side) };
  const boat = defineEntity({ name: 'boat', fields: place, interest: { rank: 0, most: 9 } });
  const crumb = defineEntity({ name: 'crumb', fields: place, interest: { rank: 1, most: 9 } });

  it('counts the declared kinds in squares, row by row, up to the edges', () => {
    const table = new EntityTable([boat, crumb], 8);
    const put = (kind: typeof boat | typeof crumb, x: number, y: number) => {
      const row = kind.view(table.ints, table.base(table.spawn(kind, 1)));
      [row.x, row.y] = [px(x), px(y)];
    };
    for (const [x, y] of [
      [0, 0],
      [99, 99],
      [100, 0],
      [0, 100],
      [1600, 1600],
    ] as const)
      put(boat, x, y);
    put(crumb, 0, 0);
    const [, counts] = densityMessage(protocol, table, [boat, crumb], [boat], side) as [number, number[]];
    expect(counts.length).toBe(256);
    expect(Object.entries(counts).filter(([, count]) => count > 0)).toEqual([
      ['0', 2],
      ['1', 1],
      ['16', 1],
      ['255', 1],
    ]);
  });
});
