import { expect, it } from 'vitest';
import { createMemoryStore } from '../store/index.ts';
import { watchStore } from './store-watch.ts';

const RESULT = {
  id: '1',
  pilot: 'account:ann',
  isIdentified: true,
  name: 'Ann',
  mode: 'ffa',
  score: 1,
  tallies: {},
  seconds: 1,
  endedAtMs: 1,
};
const ENTRY = { atMs: 1, by: 'Ann', action: 'announce', subject: 'all', detail: '' };

it('[P14] counts what a store refuses, by why, and is otherwise the same store', async () => {
  const { store, read } = watchStore(createMemoryStore(() => 5000));
  await store.audit(ENTRY);
  expect(await store.auditLog(10)).toEqual([ENTRY]);
  expect(read()).toEqual({ pending: 0, lastCommitMs: 5000, refusals: new Map() });
  await store.close();
  const refused = [
    store.addResult(RESULT),
    store.leaderboard({ mode: 'ffa', period: 'all', limit: 1, nowMs: 0 }),
    store.profile('account:ann'),
    store.addBan({ id: 'a', kind: 'account', value: 'eve', reason: '', createdAtMs: 1, by: 'Ann' }),
    store.removeBan('a'),
    store.bans(0),
    store.audit(ENTRY),
    store.auditLog(1),
  ];
  for (const outcome of await Promise.allSettled(refused)) {
    expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'closed' } });
  }
  expect(read().refusals).toEqual(new Map([['closed', refused.length]]));
});
