// Letting somebody in as the sockets see it: one call that judges a visitor, and one that seats its link.

import type { Link } from '@starfray/shared/protocol';
import type { Admit, JoinRefusal, PlacedJoin } from './stages.ts';

export interface Lobby {
  /** Judges a visitor before there is a connection. */
  readonly admit: Admit;
  /** Reports a node of the cluster to which nothing could be passed on. */
  nodeFailed?(node: string): void;
  /** Reports a join that was admitted and came to nothing: refused after all, or gone meanwhile. */
  notSeated?(join: PlacedJoin): void;
  /** Is a tick waiting to run? Handshakes then wait for it; without this they never do. */
  isTickDue?(): boolean;
  /** Seats a link, or answers why not; the caller then closes it. */
  join(join: PlacedJoin, link: Link): JoinRefusal | undefined;
}
