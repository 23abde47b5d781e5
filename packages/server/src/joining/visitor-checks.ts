// What checks visitors, built from a server's options: the signers of tokens, the proxies that are believed, and the bans of now.

import type { IncomingMessage } from 'node:http';
import type { BanTerms } from '@starfray/shared/admin';
import { flagOf, type ServerOptions } from '../config/options.ts';
import {
  type BanList,
  type ClientAddress,
  createAddressReader,
  createNetworkCheck,
  createOwnTokens,
  createProviderTokens,
  createVerifier,
  DEFAULT_AUDIENCE,
  type Network,
  type OwnTokens,
  type ProviderTokens,
  parseProvider,
  parseTrustedProxy,
  readBans,
  readBlockedNames,
  type Verifier,
} from '../identity/index.ts';
import { OperatorFault } from '../operator-fault.ts';
import { createIdentify, type Identify } from './visitor-identity.ts';

type CheckOptions = Partial<
  Pick<
    ServerOptions,
    | 'guests'
    | 'botsNeedToken'
    | 'trustProxy'
    | 'proxyProtocol'
    | 'authSecret'
    | 'authJwks'
    | 'authIssuer'
    | 'authAudience'
    | 'authRoleClaim'
    | 'authAdmins'
  >
>;

export interface VisitorChecks {
  readonly identify: Identify;
  readonly verifier: Verifier;
  readonly ownTokens: OwnTokens;
  readonly addressOf: (request: IncomingMessage) => ClientAddress;
  /** Is this the address of a proxy that is trusted? */
  readonly isProxy: (address: string) => boolean;
  /** From now on these are banned. Those that cannot be used are left out, a line each; the others hold. */
  setBans(bans: readonly BanTerms[]): readonly string[];
  readonly bans: BanList;
  /** From now on names with these words come in no more; players who are in keep theirs. */
  setBlockedNames(list: string): void;
  /** Is this the address of a TCP proxy that must send a PROXY header? Undefined where none is expected. */
  readonly isTcpProxy: ((address: string) => boolean) | undefined;
  /** Their networks. */
  readonly tcpProxies: readonly Network[];
  /** The networks of the proxies that are believed. */
  readonly proxies: readonly Network[];
}

export interface VisitorChecksDeps {
  /** Tokens are signed under keys derived from it. */
  readonly secret: Uint8Array;
  /** Secrets whose tokens count, too. */
  readonly others: readonly Uint8Array[];
  readonly readResume: (token: string) => string | undefined;
  /** Milliseconds: since 1970 by the wall clock, and monotonic. */
  readonly wallNow: () => number;
  readonly now: () => number;
}

/** What is wrong with these options, a line each. */
export function findCheckFaults(options: CheckOptions): string[] {
  const proxies = (['trustProxy', 'proxyProtocol'] as const).flatMap((name) =>
    (options[name] ?? []).map((text) => [`${flagOf(name)} ${text}`, parseTrustedProxy(text)] as const),
  );
  const provider = providerOf(options);
  return [
    ...proxies.flatMap(([text, parsed]) => (parsed.ok ? [] : [`${text}: ${parsed.fault}`])),
    ...(provider === undefined || provider.ok ? [] : provider.fault),
  ];
}

/** @throws OperatorFault for options that `findCheckFaults` finds fault with. */
export function createVisitorChecks(deps: VisitorChecksDeps, options: CheckOptions): VisitorChecks {
  const faults = findCheckFaults(options);
  if (faults.length > 0) throw new OperatorFault(faults.join('; '));
  const trusted = networksOf(options.trustProxy);
  const tcpProxies = networksOf(options.proxyProtocol);
  const readAddress = createAddressReader(trusted);
  const ownTokens = createOwnTokens(deps.secret, { audience: DEFAULT_AUDIENCE, others: deps.others });
  const verifier = createVerifier({ own: ownTokens, provider: createProvider(options, deps.now), now: deps.now });
  let bans = readBans([]).list;
  let isBlockedName = readBlockedNames('');
  const identify = createIdentify(
    {
      verifier,
      bans: () => bans,
      isBlockedName: (name) => isBlockedName(name),
      readResume: deps.readResume,
      wallNow: deps.wallNow,
    },
    { guests: options.guests ?? true, botsNeedToken: options.botsNeedToken ?? false },
  );
  return {
    identify,
    verifier,
    ownTokens,
    proxies: [...trusted, ...tcpProxies],
    tcpProxies,
    isTcpProxy: tcpProxies.length === 0 ? undefined : createNetworkCheck(tcpProxies),
    addressOf: ({ socket, headers }) => readAddress(socket.remoteAddress, headers),
    isProxy: createNetworkCheck(trusted),
    setBans: (all) => {
      const read = readBans(all);
      bans = read.list;
      return read.faults;
    },
    setBlockedNames: (list) => {
      isBlockedName = readBlockedNames(list);
    },
    get bans() {
      return bans;
    },
  };
}

function networksOf(texts: readonly string[] = []): Network[] {
  return texts.flatMap((text) => {
    const parsed = parseTrustedProxy(text);
    return parsed.ok ? parsed.value : [];
  });
}

function providerOf({ authSecret, authJwks, authIssuer, authAudience, authRoleClaim, authAdmins }: CheckOptions) {
  if (authSecret === undefined && authJwks === undefined && authIssuer === undefined) return undefined;
  return parseProvider({
    secret: authSecret,
    jwksUrl: authJwks,
    issuer: authIssuer,
    audience: authAudience,
    roleClaim: authRoleClaim,
    admins: authAdmins,
  });
}

function createProvider(options: CheckOptions, now: () => number): ProviderTokens | undefined {
  const settings = providerOf(options);
  return settings?.ok === true
    ? createProviderTokens(settings.value, { now, fetch: (url, init) => fetch(url, init) })
    : undefined;
}
