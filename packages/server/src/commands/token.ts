// `starfray token create`: a token under the server's own secret, on stdout.

import { randomUUID } from 'node:crypto';
import { createOwnTokens, DEFAULT_AUDIENCE, parseAccount, parseDuration, ROLES, type Role } from '../identity/index.ts';
import { loadSecret } from '../resume-tokens.ts';
import { mendName } from '../session/index.ts';
import { type Environment, type Flags, optionsOf } from './effective-options.ts';
import { OperatorFault } from './operator-fault.ts';

const NO_SECRET =
  'a token needs the secret of the server that is to take it: give its --data directory, or its --secret';

/** Prints a token. @throws OperatorFault with everything that is wrong. */
export async function createToken(flags: Flags, environment: Environment): Promise<void> {
  const { options } = await optionsOf(flags, environment);
  const faults = [
    ...(options.secret === undefined && options.data === undefined ? [NO_SECRET] : []),
    ...faultsOf(flags),
  ];
  const lifetime = parseDuration(String(flags['expires']));
  if (faults.length > 0 || !lifetime.ok) throw new OperatorFault(faults);
  const secret = options.secret === undefined ? await loadSecret(options.data) : Buffer.from(options.secret);
  const tokens = createOwnTokens(secret, { audience: DEFAULT_AUDIENCE });
  const name = textOf(flags, 'name');
  const grant = { account: accountOf(flags), name, role: flags['role'] as Role, lifetimeSeconds: lifetime.value };
  console.log(await tokens.issue(grant, Date.now()));
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

// Whoever is given no account has one of their own.
function accountOf(flags: Flags): string {
  return textOf(flags, 'account') ?? `${String(flags['role'])}-${randomUUID()}`;
}

function textOf(flags: Flags, name: string): string | undefined {
  const value = flags[name];
  return typeof value === 'string' ? value : undefined;
}
