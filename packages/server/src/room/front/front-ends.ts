// The front ends of one room, as its simulation sees them: the one in its own thread, and those of other threads.

import type { Link } from '@starfray/shared/protocol';
import type { Player, RosterListener } from '../../session/index.ts';
import type { FrontPort, Health } from './ports.ts';

/** Where a client is connected: at a front end, under a number. */
export interface Place {
  readonly front: FrontPort;
  readonly client: number;
}

/** The front end in the thread of the simulation. */
export interface LocalFront extends FrontPort {
  /** Keeps a link until `seated` is called for its number. `heard` is what it has sent already. */
  expect(client: number, link: Link, heard: readonly Uint8Array[]): void;
}

export class FrontEnds implements RosterListener {
  private readonly local: LocalFront;
  private readonly nextNumber: () => number;
  private readonly all: FrontPort[];

  /** @param nextNumber answers a number that no other client of this process has. */
  constructor(local: LocalFront, nextNumber: () => number) {
    this.local = local;
    this.nextNumber = nextNumber;
    this.all = [local];
  }

  /** Where the client of a link is connected. `heard` is what it has sent already. */
  placeOf(link: Link, heard: readonly Uint8Array[]): Place {
    const client = this.nextNumber();
    this.local.expect(client, link, heard);
    return { front: this.local, client };
  }

  arrived(player: Player): void {
    for (const front of this.all) front.arrived(player);
  }

  departed(playerId: number, tick: number): void {
    for (const front of this.all) front.departed(playerId, tick);
  }

  tellAll(bytes: Uint8Array): void {
    for (const front of this.all) front.tellAll(bytes);
  }

  health(health: Health): void {
    for (const front of this.all) front.health(health);
  }
}
