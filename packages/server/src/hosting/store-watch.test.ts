import { expect, it } from 'vitest';
import { createMemoryStore } from '../store/index.ts';
import { watchStore } from './store-watch.ts';

const ENTRY = { atMs: 1, by: 'Ann', action: 'announce', subject: 'all', detail: '' };

it('[P14] counts what a store refuses, by why, and is otherwise the same store', async () => {
  const { store, read } = watchStore(createMemoryStore(() => 5000));
  await store.audit(ENTRY);
  expect(await store.auditLog(10)).toEqual([ENTRY]);
  expect(read()).toEqual({ pending: 0, lastCommitMs: 5000, refusals: new Map() });
  await store.close();
  await expect(store.audit(ENTRY)).rejects.toMatchObject({ code: 'closed' });
  await expect(store.bans(0)).rejects.toMatchObject({ code: 'closed' });
  expect(read().refusals).toEqual(new Map([['closed', 2]]));
});
