import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseNode, chooseRoom, type RoomWish } from './choose-room.ts';
import { type NodeView, type RoomLoad, UNKNOWN_LOAD } from './cluster.ts';

const WISH: RoomWish = { version: 'v1', mode: 'arena', region: undefined };

function node(id: string, rooms: readonly Partial<RoomLoad>[], rest: Partial<NodeView> = {}): NodeView {
  return {
    ...UNKNOWN_LOAD,
    id,
    advertiseUrl: `https://${id}`,
    region: undefined,
    version: 'v1',
    maxPlayers: 1000,
    seenMs: 0,
    rooms: rooms.map((room, i) => ({
      id: `${id}-${i}`,
      mode: 'arena',
      players: 0,
      humans: 0,
      capacity: 10,
      isOpen: true,
      ...room,
    })),
    ...rest,
  };
}

function chosen(nodes: readonly NodeView[], wish = WISH): string | undefined {
  return chooseRoom(nodes, wish)?.room.id;
}

describe('chooseRoom', () => {
  it('[X10] takes the fullest room that has a seat, wherever it is', () => {
    expect(chosen([node('n1', [{ players: 3 }, { players: 10 }]), node('n2', [{ players: 4 }, {}])])).toBe('n2-0');
  });

  it('[X10] passes over closed rooms, draining nodes, full nodes and other versions', () => {
    const open = node('n9', [{ players: 1 }]);
    const full = [{ players: 9 }];
    expect(chosen([node('n1', [{ players: 9, isOpen: false }]), open])).toBe('n9-0');
    expect(chosen([node('n1', full, { isDraining: true }), open])).toBe('n9-0');
    expect(chosen([node('n1', full, { players: 1000 }), open])).toBe('n9-0');
    expect(chosen([node('n1', full, { version: 'v2' }), open])).toBe('n9-0');
  });

  it('[X10] prefers the wished region, and goes elsewhere when that has no seat', () => {
    const far = node('n1', [{ players: 9 }], { region: 'us' });
    expect(chosen([far, node('n2', [{ players: 1 }], { region: 'eu' })], { ...WISH, region: 'eu' })).toBe('n2-0');
    expect(chosen([far, node('n2', [{ players: 10 }], { region: 'eu' })], { ...WISH, region: 'eu' })).toBe('n1-0');
  });

  it('[R79] is one of the wished mode, even where another is fuller', () => {
    const nodes = [node('n1', [{ players: 9 }]), node('n2', [{ players: 1, mode: 'flag' }])];
    expect(chosen(nodes, { ...WISH, mode: 'flag' })).toBe('n2-0');
    expect(chosen(nodes)).toBe('n1-0');
    expect(chosen(nodes, { ...WISH, mode: 'last' })).toBeUndefined();
  });

  it('[X10] gives ties to the lower id, in whatever order the nodes come', () => {
    const nodes = [node('n2', [{ players: 5 }]), node('n1', [{ players: 5 }, { players: 5 }])];
    expect([chosen(nodes), chosen(nodes.toReversed())]).toEqual(['n1-0', 'n1-0']);
  });

  it('[X10] has nothing to choose when every room is full', () => {
    expect([chosen([]), chosen([node('n1', [{ players: 10 }])])]).toEqual([undefined, undefined]);
  });

  const nodes = fc.uniqueArray(
    fc.record({
      id: fc.nat(20).map((i) => `n${i}`),
      // Most of them fit, so that there is often a choice.
      version: fc.constantFrom('v1', 'v1', 'v1', 'v2'),
      region: fc.constantFrom('eu', 'us', undefined),
      isDraining: fc.constantFrom(false, false, false, true),
      players: fc.nat(3),
      maxPlayers: fc.integer({ min: 3, max: 6 }),
      rooms: fc.array(fc.record({ players: fc.nat(4), capacity: fc.nat(4), isOpen: fc.boolean() }), { maxLength: 4 }),
    }),
    { selector: ({ id }) => id, maxLength: 6 },
  );
  const cases = fc
    .tuple(nodes, fc.constantFrom('eu', 'us', undefined))
    .map(([made, region]) => ({ views: made.map(({ id, rooms, ...rest }) => node(id, rooms, rest)), region }));

  it('[X10] never chooses a seat that is none, and none is fuller in the same region', () => {
    fc.assert(
      fc.property(cases, ({ views, region }) => {
        const seats = views
          .filter((view) => view.version === 'v1' && !view.isDraining && view.players < view.maxPlayers)
          .flatMap((view) => view.rooms.map((room) => ({ view, room })))
          .filter(({ room }) => room.isOpen && room.players < room.capacity);
        const choice = chooseRoom(views, { version: 'v1', mode: 'arena', region });
        if (choice === undefined) {
          expect(seats).toEqual([]);
          return;
        }
        expect(seats).toContainEqual({ view: choice.node, room: choice.room });
        const near = seats.filter(({ view }) => region !== undefined && view.region === region);
        const rivals = near.length > 0 ? near : seats;
        expect(rivals.map(({ room }) => room)).toContain(choice.room);
        expect(choice.room.players).toBe(Math.max(...rivals.map(({ room }) => room.players)));
      }),
    );
  });

  it('[X10] chooses the same whatever the order of the nodes', () => {
    fc.assert(
      fc.property(cases, ({ views, region }) => {
        const wish = { version: 'v1', mode: 'arena', region };
        expect(chooseRoom(views.toReversed(), wish)?.room.id).toBe(chooseRoom(views, wish)?.room.id);
        expect(chooseNode(views.toReversed(), wish)?.id).toBe(chooseNode(views, wish)?.id);
      }),
    );
  });
});

describe('chooseNode', () => {
  it('[X10] takes the node with the smallest share of its seats taken, the lower id of two', () => {
    const nodes = [
      node('n3', [], { players: 2, maxPlayers: 10 }),
      node('n2', [], { players: 20, maxPlayers: 100 }),
      node('n1', [], { players: 3, maxPlayers: 10 }),
    ];
    expect(chooseNode(nodes, WISH)?.id).toBe('n2');
  });

  it('[X10] passes over draining nodes, full nodes and other versions, and prefers the region', () => {
    const nodes = [
      node('n1', [], { isDraining: true }),
      node('n2', [], { version: 'v2' }),
      node('n3', [], { players: 1000 }),
      node('n4', [], { players: 10 }),
      node('n5', [], { players: 500, region: 'eu' }),
    ];
    expect(chooseNode(nodes, WISH)?.id).toBe('n4');
    expect(chooseNode(nodes, { ...WISH, region: 'eu' })?.id).toBe('n5');
    expect(chooseNode(nodes.slice(0, 3), WISH)).toBeUndefined();
  });
});
