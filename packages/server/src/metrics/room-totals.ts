// What all rooms have ever done, although rooms come and go: what each has added since it was last looked at.

import type { RoomStatus } from '../room/index.ts';

const COUNTED = ['tick', 'snapshots', 'snapshotBytes', 'inputs', 'lostInputs', 'skips', 'desyncs', 'lostMs'] as const;

type Counted = (typeof COUNTED)[number];
export type Totals = { readonly [name in Counted]: number };

export class RoomTotals {
  private totals = Object.fromEntries(COUNTED.map((name) => [name, 0])) as Totals;
  private last = new Map<string, RoomStatus>();

  /** Never less than before. What a room did between the last look and its end is not known. */
  look(rooms: readonly RoomStatus[]): Totals {
    const added = COUNTED.map((name) => [name, this.totals[name] + sum(rooms, (room) => this.growth(room, name))]);
    this.totals = { ...this.totals, ...Object.fromEntries(added) };
    this.last = new Map(rooms.map((room) => [room.id, room]));
    return this.totals;
  }

  // A room that counts less than before is another one by the same name.
  private growth(room: RoomStatus, name: Counted): number {
    const before = this.last.get(room.id);
    return before === undefined || room.tick < before.tick ? room[name] : Math.max(0, room[name] - before[name]);
  }
}

function sum<T>(items: readonly T[], amountOf: (item: T) => number): number {
  return items.reduce((total, item) => total + amountOf(item), 0);
}
