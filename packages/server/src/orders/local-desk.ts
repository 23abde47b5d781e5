// The desk of a server in this very process.

import type { AdminDesk } from '../http/index.ts';
import { type OrderDesk, readBans, readOverview } from './desk.ts';

/** `by` is who the audit log names. */
export function createLocalDesk(admin: AdminDesk, by: string): OrderDesk {
  return {
    overview: async () => readOverview(admin.overview()),
    bans: async () => readBans(await admin.bans()),
    kick: (target, reason) => admin.kick(by, target, reason),
    ban: (order) => admin.ban(by, order, undefined),
    unban: (id) => admin.unban(by, id),
    announce: (text) => admin.announce(by, text),
    drain: () => admin.drain(by),
  };
}
