// The rooms of all games of a server as one: what holds for the whole process asks here. Rooms of the first game keep their ids; those of
// another begin with its name, since two games may each have a room `main`.

import type { RoomStatus, RoomsStatus } from '../room/index.ts';
import type { AdminDeskDeps } from './admin-desk.ts';

type DeskRooms = AdminDeskDeps['rooms'];

/** The rooms of one game; `name` is undefined for the first. */
export interface RoomsOfGame {
  readonly name: string | undefined;
  readonly rooms: Pick<DeskRooms, 'all' | 'dismiss'> & {
    status(): RoomsStatus;
    drain(): void;
    readonly isTickDue: boolean;
  };
}

export interface AllRooms extends DeskRooms {
  status(): RoomsStatus;
  isTickDue(): boolean;
  drain(): void;
}

export function joinRooms(games: readonly RoomsOfGame[]): AllRooms {
  return {
    all: () =>
      games.flatMap(({ name, rooms }) =>
        name === undefined
          ? rooms.all()
          : rooms.all().map((room) => ({
              id: roomId(name, room.id),
              players: () => room.players(),
              announce: (text: string) => room.announce(text),
            })),
      ),
    dismiss: (wordsFor, code) => games.reduce((count, { rooms }) => count + rooms.dismiss(wordsFor, code), 0),
    status: () => {
      const all = games.map(({ name, rooms }) => ({ name, status: rooms.status() }));
      return {
        rooms: all.flatMap(({ name, status }): readonly RoomStatus[] =>
          name === undefined ? status.rooms : status.rooms.map((room) => ({ ...room, id: roomId(name, room.id) })),
        ),
        isDraining: all.some(({ status }) => status.isDraining),
        load: {
          level:
            all
              .map(({ status }) => status.load.level)
              .toSorted()
              .at(-1) ?? 0,
          utilization: Math.max(...all.map(({ status }) => status.load.utilization)),
        },
      };
    },
    isTickDue: () => games.some(({ rooms }) => rooms.isTickDue),
    drain: () => {
      for (const { rooms } of games) rooms.drain();
    },
  };
}

/** As a room of a game beside the first is called on the whole server. Nobody can ask for a room by such a name. */
function roomId(name: string, id: string): string {
  return `${name}:${id}`;
}
