// `starfray token create`: a token under the server's own secret, on stdout.

import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ServerOptions } from '../config/options.ts';
import { createOwnTokens, DEFAULT_AUDIENCE, parseAccount, parseDuration, ROLES, type Role } from '../identity/index.ts';
import { OperatorFault } from '../operator-fault.ts';
import { readSecret } from '../resume-tokens.ts';
import { mendName } from '../session/index.ts';
import { type Environment, type Flags, someOptions, warned } from './effective-options.ts';

const NO_SECRET =
  'a token needs the secret of the server that is to take it: give its --data directory, or its --secret';

/** Prints a token. @throws OperatorFault with everything that is wrong. */
export async function createToken(flags: Flags, environment: Environment): Promise<void> {
  const { options } = warned(await someOptions(['secret', 'data'], flags, environment));
  const faults = [
    ...(options.secret === undefined && options.data === undefined ? [NO_SECRET] : []),
    ...faultsOf(flags),
  ];
  const lifetime = parseDuration(String(flags['expires']));
  if (faults.length > 0 || !lifetime.ok) throw new OperatorFault(faults);
  const secret = await secretOf(options);
  const tokens = createOwnTokens(secret, { audience: DEFAULT_AUDIENCE });
  const name = textOf(flags, 'name');
  const grant = { account: accountOf(flags), name, role: flags['role'] as Role, lifetimeSeconds: lifetime.value };
  console.log(await tokens.issue(grant, Date.now()));
}

/** The secret of a server that has started once. @throws OperatorFault when there is none: a new one would make tokens that nobody takes. */
export async function secretOf({ secret, data }: Pick<ServerOptions, 'secret' | 'data'>): Promise<Uint8Array> {
  if (secret !== undefined) return Buffer.from(secret);
  if (data === undefined) throw new OperatorFault([NO_SECRET]);
  const kept = await readSecret(data);
  if (kept !== undefined) return kept;
  const path = resolve(data);
  const fault = existsSync(path) ? 'no server has kept a secret there' : 'there is no such directory';
  throw new OperatorFault([`--data ${path}: ${fault}: name the directory that the server runs with`]);
}

function faultsOf(flags: Flags): string[] {
  const account = parseAccount(accountOf(flags));
  const name = mendName(textOf(flags, 'name') ?? '');
  const lifetime = parseDuration(String(flags['expires']));
  const role = String(flags['role']);
  return [
    ...(ROLES.some((known) => known === role) ? [] : [`--role ${role}: give one of ${ROLES.join(', ')}`]),
    ...(account.ok ? [] : [`--account ${accountOf(flags)}: ${account.fault}`]),
    ...(name.ok ? [] : [`--name ${textOf(flags, 'name')}: ${name.fault}`]),
    ...(lifetime.ok ? [] : [`--expires ${flags['expires']}: ${lifetime.fault}`]),
  ];
}

// A token without a given account gets one of its own.
function accountOf(flags: Flags): string {
  return textOf(flags, 'account') ?? `${String(flags['role'])}-${randomUUID()}`;
}

function textOf(flags: Flags, name: string): string | undefined {
  const value = flags[name];
  return typeof value === 'string' ? value : undefined;
}
