// Layer 1: what the server and its admin page both know.

export { BAN_KINDS, type Ban, type BanKind, type BanTerms, type ShownBan } from './ban.ts';
export { MAX_ADMIN_REASON, MAX_ANNOUNCEMENT } from './texts.ts';
