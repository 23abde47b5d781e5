// Names of nodes with hyphens in them: no room of one node is ever taken for a room of another.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findNodeOf } from '../cluster/index.ts';
import { checkNodeId } from '../cluster/node-list.ts';
import { createNodeId } from '../hosting/membership.ts';
import { type Place, placeJoin } from './join-placement.ts';
import { readJoinQuery } from './join-query.ts';

type Node = NonNullable<ReturnType<typeof findNodeOf>>;

function node(name: string, rooms: readonly string[] = ['main']): Node {
  const id = createNodeId(name);
  const load = { players: 1, humans: 1, bots: 0, spectators: 0, maxPlayers: 100, tickP99Ms: 1, isDraining: false };
  const open = rooms.map((room) => ({
    id: `${id}-${room}`,
    mode: 'arena',
    players: 1,
    humans: 1,
    capacity: 10,
    isOpen: true,
  }));
  return { id, advertiseUrl: `http://${name}`, region: undefined, version: 'v', seenMs: 0, ...load, rooms: open };
}

/** Where a room leads to that is asked for at the node `asked`, and by which name: as the address of an upgrade has it. */
function ask(room: string, asked: Node, nodes: readonly Node[]): string {
  const request = readJoinQuery(new URLSearchParams({ room, v: 'v' }));
  if (!request.ok) return request.fault.reason;
  const place: Place = placeJoin(
    { ...request.value, stage: 'identified' },
    { nodes, ownId: asked.id, version: 'v', firstMode: 'arena', keepsSeat: () => false },
  );
  return place.kind === 'there' ? `at ${place.node.id}` : `here as ${place.join.room}`;
}

const A = node('a', ['main', 'b-main']);
const AB = node('a-b');
const NODES = [A, AB];

it('[H4] the room of a node leads to that node, and never to one whose name goes on behind a hyphen', () => {
  expect(ask(`${AB.id}-main`, A, NODES)).toBe(`at ${AB.id}`);
  expect(ask(`${A.id}-main`, AB, NODES)).toBe(`at ${A.id}`);
  // A room of a may be named like the rest of the name of a-b.
  expect(ask(`${A.id}-b-main`, AB, NODES)).toBe(`at ${A.id}`);
  expect(ask(`${A.id}-b-main`, A, NODES)).toBe(`here as ${A.id}-b-main`);
  expect(NODES.flatMap(({ rooms }) => rooms.map(({ id }) => findNodeOf(NODES, id)?.id))).toEqual([A.id, A.id, AB.id]);
});

it('[H4] a room of a node that is gone opens here, whatever node is left', () => {
  expect(ask(`${AB.id}-main`, A, [A])).toBe(`here as ${A.id}-${AB.id}-main`);
});

it('[H4] different names are different ids, and each can be told from the room behind it', () => {
  const names = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/);
  fc.assert(
    fc.property(names, names, fc.stringMatching(/^[a-z0-9_-]{1,48}$/), (one, other, room) => {
      const [first, second] = [node(one), node(other)];
      checkNodeId(first.id);
      expect(first.id === second.id).toBe(one === other);
      const id = `${first.id}-${room}`;
      expect(findNodeOf([second, first], id)?.id).toBe(first.id);
      expect(readJoinQuery(new URLSearchParams({ room: id }))).toMatchObject({ ok: true, value: { room: id } });
      if (one !== other) expect(ask(id, second, [first, second])).toBe(`at ${first.id}`);
    }),
    { seed: 14, numRuns: 300, examples: [['a-b', 'ab', 'main']] },
  );
});

it('[H4] a node and a region can be asked for by any name that they can have', () => {
  const query = new URLSearchParams({ node: createNodeId('starfray-6d4b75cb6d-hwqkf'), region: 'eu-west-1' });
  expect(readJoinQuery(query)).toMatchObject({ value: { node: 'nstarfray_6d4b75cb6d_hwqkf', region: 'eu-west-1' } });
});
