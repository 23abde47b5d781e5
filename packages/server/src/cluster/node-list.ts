// The list of nodes as a member sees it: its own, and the others whose leases last by its own clock.

import { LEASE_MS, type NodeView } from './cluster.ts';

/** The own node and the living others, in the order of ids. */
export function livingNodes(own: NodeView, others: readonly NodeView[], nowMs: number): readonly NodeView[] {
  const living = others.filter(({ id, seenMs }) => id !== own.id && nowMs - seenMs < LEASE_MS);
  return [own, ...living].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** The node that a room's id begins with. */
export function findNodeOf(nodes: readonly NodeView[], roomId: string): NodeView | undefined {
  const end = roomId.indexOf('-');
  return end < 0 ? undefined : nodes.find(({ id }) => id === roomId.slice(0, end));
}

/** @throws when an id would not be told from the room that follows it. */
export function checkNodeId(id: string): void {
  if (!/^n[0-9a-z]{1,12}$/.test(id)) throw new Error(`${id} is no node id: n, then 1 to 12 of 0-9 and a-z`);
}
