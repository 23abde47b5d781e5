// Layer 4: who somebody is, whether they are banned, and where they come from. The only folder that knows jose.

export { type BanReading, readBans } from './ban-reading.ts';
export { banWords } from './ban-words.ts';
export {
  type BanList,
  createBanList,
  parseBanValue,
  type Suspect,
} from './bans.ts';
export { type NameCheck, readBlockedNames } from './blocked-names.ts';
export {
  type AddressReader,
  type ClientAddress,
  createAddressReader,
  createNetworkCheck,
  parseTrustedProxy,
} from './client-address.ts';
export { parseDuration } from './duration.ts';
export { type Network, overlaps, parseNetwork } from './ip-address.ts';
export { createOwnTokens, DEFAULT_AUDIENCE, type Grant, type OwnTokens } from './own-tokens.ts';
export type { KeyDeps } from './provider-keys.ts';
export { type ProviderSettings, parseProvider, type RawProvider } from './provider-settings.ts';
export { createProviderTokens, type ProviderTokens } from './provider-tokens.ts';
export {
  bearerTokenIn,
  type Identity,
  identityTokenIn,
  parseAccount,
  ROLES,
  type Role,
  type TokenFault,
  type TokenFaultCode,
} from './token.ts';
export { createVerifier, type Verifier, type VerifierDeps } from './verifier.ts';
