// What the sockets need of the rooms behind them.

import type { Link } from '@starfray/shared/protocol';
import type { Admit, JoinRefusal, JoinRequest } from '../session/index.ts';

export interface Lobby {
  /** Judges a visitor before there is a connection. */
  readonly admit: Admit;
  /** Told of a node of the cluster to which nothing could be passed on. */
  nodeFailed?(node: string): void;
  /** Told of a request that was admitted and came to nothing: refused after all, or gone meanwhile. */
  notSeated?(request: JoinRequest): void;
  /** Does a tick wait to be run? Handshakes then wait for it; never unless given. */
  isTickDue?(): boolean;
  /** Seats a link, or says why not; the caller then closes it. */
  join(request: JoinRequest, link: Link): JoinRefusal | undefined;
}
