// A ban, as the stores keep it, the gate matches it and the admin page shows it.

export const BAN_KINDS = ['account', 'session', 'address', 'token'] as const;

export type BanKind = (typeof BAN_KINDS)[number];

export interface Ban {
  readonly id: string;
  readonly kind: BanKind;
  /** An account, a session, the id of a token, or a network such as `192.0.2.0/24`. */
  readonly value: string;
  /** For the banned player to read. */
  readonly reason: string;
  /** Unix ms. */
  readonly createdAtMs: number;
  /** Unix ms; without it the ban lasts until it is removed. */
  readonly expiresAtMs?: number | undefined;
  /** The admin who gave it. */
  readonly by: string;
}

/** What decides whether a visitor is banned, and what they then read. */
export type BanTerms = Omit<Ban, 'createdAtMs' | 'by'>;

/** A ban as /api/admin gives it: without the key of a session, which is a credential. */
export interface ShownBan extends Omit<Ban, 'value'> {
  readonly value?: string | undefined;
}
