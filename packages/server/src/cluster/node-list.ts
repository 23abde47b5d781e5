// The list of nodes as a member sees it: its own, and the others whose leases last by its own clock.

import { MAX_NODE_NAME } from '@starfray/shared/protocol';
import { LEASE_MS, type NodeView } from './cluster.ts';

const NODE_ID = new RegExp(`^n[0-9a-z_]{1,${MAX_NODE_NAME}}$`);

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
  if (!NODE_ID.test(id)) throw new Error(`${id} is no node id: n, then 1 to ${MAX_NODE_NAME} of 0-9, a-z and _`);
}
