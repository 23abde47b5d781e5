// The lobby of a server: all stages of letting somebody in, over its checks, its cluster, its kept scores and its rooms.

import type { Link } from '@starfray/shared/protocol';
import type { Log } from '../log.ts';
import { createAdmit, type ScoreRestorer } from './admission.ts';
import type { Place } from './join-placement.ts';
import type { Lobby } from './lobby.ts';
import type { IdentifiedJoin, JoinRefusal, PlacedJoin } from './stages.ts';
import type { VisitorChecks } from './visitor-checks.ts';
import { findBan } from './visitor-identity.ts';

export interface ServerLobbyDeps {
  readonly checks: Pick<VisitorChecks, 'identify' | 'bans'>;
  /** Undefined for a server by itself. */
  readonly cluster: { place(join: IdentifiedJoin): Place; suspect(node: string): void } | undefined;
  /** Where points of players are kept whose seat was lost with its process; undefined where they are not kept. */
  readonly scores: (ScoreRestorer & { giveBack(join: PlacedJoin): void }) | undefined;
  readonly rooms: {
    readonly isTickDue: boolean;
    join(join: PlacedJoin, link: Link, notSeated: () => void): JoinRefusal | undefined;
  };
  readonly wallNow: () => number;
  readonly log: Log;
  readonly logAddresses: boolean;
}

export function createLobby({ checks, cluster, scores, rooms, wallNow, log, logAddresses }: ServerLobbyDeps): Lobby {
  const notSeated = (join: PlacedJoin) => scores?.giveBack(join);
  return {
    admit: createAdmit({
      identify: checks.identify,
      place: cluster === undefined ? undefined : (join) => cluster.place(join),
      restorer: scores,
    }),
    join: (join, link) => {
      if (logAddresses) log.info({ address: join.address, kind: join.kind }, 'comes from');
      // A ban may have come while the store was asked for the visitor's points.
      return findBan(checks.bans, join, wallNow()) ?? rooms.join(join, link, () => notSeated(join));
    },
    nodeFailed: (node) => cluster?.suspect(node),
    notSeated,
    isTickDue: () => rooms.isTickDue,
  };
}
