import { createCodec, createProtocol } from '@starfray/shared/protocol';
import { toyGame } from '@starfray/testing';
import { describe, expect, it } from 'vitest';
import { Leaderboard } from './leaderboard.ts';

const protocol = createProtocol(toyGame);
const codec = createCodec();

function leaderboardOf(scores: readonly number[]): Leaderboard {
  const leaderboard = new Leaderboard(protocol);
  rank(leaderboard, scores);
  return leaderboard;
}

/** Ranks players 1, 2, … by these scores. */
function rank(leaderboard: Leaderboard, scores: readonly number[]): void {
  leaderboard.begin(
    Uint16Array.from(scores, (_, i) => i + 1),
    scores.length,
  );
  leaderboard.work((playerId) => scores[playerId - 1] ?? 0);
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
    rank(
      leaderboard,
      many.map((score, i) => (i === 10 ? score + 1 : score)),
    );
    expect(stamps().map((stamp, i) => stamp === before[i])).toEqual([false, true, true, true]);
    rank(leaderboard, [7, 7]);
    expect(stamps().map((stamp, i) => stamp === before[i])).toEqual([false, false, false, false]);
  });

  it('has no place for a spectator', () => {
    expect(messageOf(leaderboardOf([1]), 0)).toEqual([19, [1, 1], null, null, 1]);
  });
});
