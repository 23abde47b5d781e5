import { SILENT_LOG } from '@starfray/server';
import { findNodeOf, HEARTBEAT_MS, LEASE_MS, SCORE_MS } from '@starfray/server/cluster';
import { describe, expect, it } from 'vitest';
import { UNKNOWN_LOAD } from '../../packages/server/src/cluster/cluster.ts';
import { MemoryCluster, MemoryHub } from '../support/memory-cluster.ts';

/** A hub with a clock that a test moves on, and members whose heartbeats it can stop. */
function createWorld() {
  let nowMs = 0;
  const beats = new Map<string, () => void>();
  const hub = new MemoryHub(() => nowMs, SILENT_LOG);
  const start = async (id: string): Promise<MemoryCluster> => {
    const node = { id, advertiseUrl: `https://${id}`, region: undefined, version: 'v1' };
    const member = new MemoryCluster(hub, { node, secret: new Uint8Array(32) }, (_periodMs, run) => {
      beats.set(id, run);
      return () => beats.delete(id);
    });
    await member.start();
    return member;
  };
  const elapse = (ms: number): void => {
    for (const endMs = nowMs + ms; nowMs < endMs; nowMs = Math.min(endMs, nowMs + HEARTBEAT_MS)) {
      for (const beat of beats.values()) beat();
    }
  };
  return { start, elapse, die: (id: string) => beats.delete(id) };
}

describe('a cluster in memory', () => {
  it('[X2] drops a member that no longer renews its lease when it ends, and not before', async () => {
    const { start, elapse, die } = createWorld();
    const first = await start('n1');
    await start('n2');
    elapse(60_000);
    expect(first.nodes().map(({ id }) => id)).toEqual(['n1', 'n2']);
    die('n2');
    elapse(LEASE_MS - HEARTBEAT_MS - 1);
    expect(first.nodes().map(({ id }) => id)).toEqual(['n1', 'n2']);
    elapse(HEARTBEAT_MS + 1);
    expect(first.nodes().map(({ id }) => id)).toEqual(['n1']);
  });

  it('[X4] gives an id to another once its lease has ended, and not before', async () => {
    const { start, elapse, die } = createWorld();
    await start('n1');
    die('n1');
    await expect(start('n1')).rejects.toMatchObject({ code: 'id-taken' });
    elapse(LEASE_MS);
    await start('n1');
  });

  it('[X5] keeps a score for ten minutes after its last write', async () => {
    const { start, elapse } = createWorld();
    const member = await start('n1');
    const save = () => member.saveScores([{ key: 'k1', name: 'Ada', score: 5 }]);
    await save();
    elapse(SCORE_MS - 1);
    await save();
    elapse(SCORE_MS - 1);
    expect(await member.takeScore('k1')).toEqual({ name: 'Ada', score: 5 });
    await save();
    elapse(SCORE_MS);
    expect(await member.takeScore('k1')).toBeUndefined();
  });

  it('[X1] reports draining at once, and any other load with the next heartbeat', async () => {
    const { start, elapse } = createWorld();
    const [first, second] = [await start('n1'), await start('n2')];
    second.publishLoad({ ...UNKNOWN_LOAD, humans: 3 });
    expect(findNodeOf(first.nodes(), 'n2-main')?.humans).toBe(0);
    elapse(HEARTBEAT_MS);
    expect(findNodeOf(first.nodes(), 'n2-main')?.humans).toBe(3);
    second.publishLoad({ ...UNKNOWN_LOAD, isDraining: true });
    expect(findNodeOf(first.nodes(), 'n2-main')?.isDraining).toBe(true);
  });

  it('takes only ids that can be distinguished from the rest of a room id', async () => {
    const { start } = createWorld();
    for (const id of ['', 'n', 'main', 'n-1', 'n1-2', 'N1', `n${'x'.repeat(33)}`])
      await expect(start(id)).rejects.toThrow(/no node id/);
  });
});
