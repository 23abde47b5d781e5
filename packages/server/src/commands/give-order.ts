// `starfray kick|ban|unban|bans|announce|drain|players`: an order to a running server, under a token that this command makes for itself.

import { userInfo } from 'node:os';
import { type Result, success } from '@starfray/shared/core';
import { createOwnTokens, DEFAULT_AUDIENCE } from '../identity/index.ts';
import { OperatorFault } from '../operator-fault.ts';
import { carryOut } from '../orders/carry-out.ts';
import type { OrderDesk } from '../orders/desk.ts';
import { createHttpDesk } from '../orders/http-desk.ts';
import { type Order, parseOrder } from '../orders/order.ts';
import { ORDER_PATIENCE_MS } from '../orders/own-server.ts';
import { type Environment, type Flags, someOptions, warned } from './effective-options.ts';
import { meetServer, PLACE_OPTIONS } from './find-server.ts';
import { secretOf } from './token.ts';

/** Long enough for one order, on clocks that differ a little. */
const TOKEN_SECONDS = 60;

/** Carries out an order and prints what came of it. @throws OperatorFault when the words, the secret or the server are not right. */
export async function giveOrder(words: readonly string[], flags: Flags, environment: Environment): Promise<void> {
  const order = parseOrder(words);
  if (!order.ok) throw new OperatorFault([order.fault]);
  const { options, given } = warned(await someOptions([...PLACE_OPTIONS, 'secret'], flags, environment));
  const tokens = createOwnTokens(await secretOf(options), { audience: DEFAULT_AUDIENCE });
  const grant = { account: adminName(), role: 'admin', lifetimeSeconds: TOKEN_SECONDS } as const;
  const done = await meetServer(options, given, flags, ORDER_PATIENCE_MS)
    .then(async (server) => {
      const desk = createHttpDesk(server, await tokens.issue(grant, Date.now()));
      return flags['json'] === true ? asJson(order.value, desk) : carryOut(order.value, desk);
    })
    .catch((error: Error) => {
      throw error instanceof OperatorFault ? error : new OperatorFault([error.message]);
    });
  if (!done.ok) throw new OperatorFault([done.fault]);
  for (const line of done.value) console.log(line);
}

// For the orders that list something; the others have no such flag.
async function asJson({ kind }: Order, desk: OrderDesk): Promise<Result<readonly string[], string>> {
  return success([JSON.stringify(kind === 'bans' ? { bans: await desk.bans() } : await desk.overview())]);
}

// The audit log names the user of this machine; not every container has one.
function adminName(): string {
  try {
    return `cli:${userInfo()
      .username.replace(/[^!-~]/g, '_')
      .slice(0, 40)}`;
  } catch {
    return 'cli';
  }
}
