// The desk of a running server by way of its admin API.

import { failure, success } from '@starfray/shared/core';
import * as z from 'zod';
import { type OrderDesk, readBans, readOverview } from './desk.ts';
import { type Answer, askServer, ORDER_PATIENCE_MS, type OwnServer } from './own-server.ts';

const fault = z.object({ faults: z.array(z.string()) });
const kicked = z.object({ kicked: z.number() });
const unbanned = z.object({ ok: z.boolean() });

/** @param token of an admin. Every call rejects with a sentence when the server is not there or refuses. */
export function createHttpDesk(server: OwnServer, token: string): OrderDesk {
  const { url } = server;
  const ask = async (method: string, path: string, body?: object): Promise<Answer> => {
    const answer = await askServer(server, `/api/admin${path}`, { method, token, body, patienceMs: ORDER_PATIENCE_MS });
    if (answer.status === 401)
      throw new Error(`${url} takes no token under this secret: name the --data directory that it runs with`);
    if (answer.status === 404) throw new Error(`${url} has no such API: is it another program, or another version?`);
    if (answer.status >= 500) throw new Error(`${url} could not do it: ${faultsIn(answer)}`);
    return answer;
  };
  const act = async (path: string, body: object): Promise<Answer> => {
    const answer = await ask('POST', path, body);
    if (answer.status >= 400) throw new Error(faultsIn(answer));
    return answer;
  };
  return {
    overview: async () => readOverview((await ask('GET', '/overview')).body),
    bans: async () => readBans(z.object({ bans: z.unknown() }).parse((await ask('GET', '/bans')).body).bans),
    kick: async (target, reason) => kicked.parse((await act('/kick', { ...target, reason })).body).kicked,
    ban: async (order) => {
      const answer = await ask('POST', '/ban', order);
      return fault.safeParse(answer.body).success ? failure(faultsIn(answer)) : success(answer.body);
    },
    unban: async (id) => unbanned.parse((await ask('DELETE', `/bans/${encodeURIComponent(id)}`)).body).ok,
    announce: async (text) => void (await act('/announce', { text })),
    drain: async () => void (await act('/drain', {})),
  };
}

function faultsIn({ status, body }: Answer): string {
  const parsed = fault.safeParse(body);
  return parsed.success ? parsed.data.faults.join('; ') : `it answered with HTTP ${status}`;
}
