// Letting a visitor in: what is asked before a connection is one, the same for the upgrade and for /api/play. Types alone; the host decides.

import type { JoinRefusal, JoinRequest } from './join-request.ts';

/** What a peer shows at the door. */
export interface Visitor {
  readonly query: URLSearchParams;
  /** The client's own address, behind proxies that are trusted; undefined for a socket that is already gone. */
  readonly address: string | undefined;
  readonly identityToken: string | undefined;
  readonly resumeToken: string | undefined;
  /** Shown beside the address; undefined for none, and then one in the query counts. */
  readonly joinCode?: string | undefined;
  /** Another node of the cluster passed it on: it is not passed on again. */
  readonly isPassedOn: boolean;
  /** Does it only ask, or come in? A question takes nothing. */
  readonly isAsking: boolean;
}

export type Verdict =
  | { readonly kind: 'admitted'; readonly request: JoinRequest }
  /** In order, but at another node: its URL. */
  | { readonly kind: 'elsewhere'; readonly node: string; readonly url: string }
  /** A page, an address or a credential that is no good: answered by HTTP status before the handshake. */
  | {
      readonly kind: 'turned away';
      readonly status: 401 | 403 | 429 | 503;
      readonly reason: string;
      /** When asking again may help; undefined when it will not. */
      readonly retryMs?: number | undefined;
    }
  /** For a person to read: the handshake is completed and closed with the code. */
  | { readonly kind: 'refused'; readonly refusal: JoinRefusal };

/** Judges a visitor. Never rejects. */
export type Admit = (visitor: Visitor) => Promise<Verdict>;
