// What the sockets need of the rooms behind them.

import type { Link } from '@starfray/shared/net';
import type { JoinRefusal, JoinRequest } from '../session/index.ts';

export interface Lobby {
  /** The key that a resume token proves; undefined for one that this server did not issue. */
  readResume(token: string): string | undefined;
  /** Seats a link, or says why not; the caller then closes it. */
  join(request: JoinRequest, link: Link): JoinRefusal | undefined;
}
