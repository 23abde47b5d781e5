// The stages of letting somebody in, as types. Each stage is a function from one type to the next, or to a typed refusal:
//
//   Visitor -> JoinQuery         readJoinQuery (join-query.ts): what the address asks for
//           -> IdentifiedJoin    createIdentify (visitor-identity.ts): the visitor's identity, proven and not banned
//           -> PlacedJoin        placeJoin (join-placement.ts): in this process; otherwise the visitor is sent to another node
//           -> seated            JoinSeating (join-seating.ts): a seat in a room, now or in its turn
//
// `admission.ts` runs the first three, for the upgrade and for /api/play alike; a `Lobby` (lobby.ts) is all of it, as the sockets see it.

/** What a peer shows with its request. */
export interface Visitor {
  readonly query: URLSearchParams;
  /** The client's own address, behind proxies that are trusted; undefined for a socket that is already gone. */
  readonly address: string | undefined;
  readonly identityToken: string | undefined;
  readonly resumeToken: string | undefined;
  /** Shown beside the address; when undefined, one in the query counts. */
  readonly joinCode?: string | undefined;
  /** Another node of the cluster passed it on: it is not passed on again. */
  readonly isPassedOn: boolean;
  /** Does it only ask, or come in? A question takes nothing. */
  readonly isAsking: boolean;
}

export type JoinKind = 'human' | 'bot' | 'spectator';

/** What every stage knows of a join. */
interface Join {
  readonly kind: JoinKind;
  /** Room asked for; undefined means: whichever is best. */
  readonly room: string | undefined;
  /** Mode asked for, by its name; undefined means: that of the room, or the first. */
  readonly mode?: string | undefined;
  /** Already mended; undefined means: name me. */
  readonly name: string | undefined;
  /** Version hash of the client's build; undefined for a client that only reads full snapshots. */
  readonly version: string | undefined;
  /** `full`: ten full snapshots a second and nothing to predict. */
  readonly snapshots: 'delta' | 'full';
  readonly joinCode: string | undefined;
  /** Node of a cluster, and region, asked for; undefined means: whichever is best. */
  readonly node?: string | undefined;
  readonly region?: string | undefined;
}

/** Stage 1: what the address asks for, read and validated. Nothing in it is proven. */
export interface JoinQuery extends Join {
  readonly stage: 'query';
}

/** What is proven about a visitor. */
interface Proof {
  /** Key of the seat to come back to, proven by a token. */
  readonly resume?: string | undefined;
  /** The account that a token proved; undefined for a guest. */
  readonly account?: string | undefined;
  /** The id of the token that proved it. */
  readonly tokenId?: string | undefined;
  /** Where the connection comes from. */
  readonly address?: string | undefined;
}

/** Stage 2: kind and name are what the visitor may have, and no ban covers it. */
export interface IdentifiedJoin extends Join, Proof {
  readonly stage: 'identified';
}

/** Stage 3: it belongs in this process; `room` is the whole name of one, if any was asked for. */
export interface PlacedJoin extends Join, Proof {
  readonly stage: 'placed';
  /** Points to begin with, brought from a seat that is gone. */
  readonly score?: number | undefined;
}

/** What a ban can match: the proof behind a join or a seat. The key is empty where there is no seat to come back to. */
export interface SeatMarks {
  readonly key: string;
  readonly account: string | undefined;
  readonly tokenId: string | undefined;
  readonly address: string | undefined;
}

/** A refusal that a person can read: it becomes a close code with a JSON reason, or the answer of /api/play. */
export interface JoinRefusal {
  readonly code: number;
  readonly reason: string;
  /** When asking again may help; undefined when it will not. */
  readonly retryMs: number | undefined;
}

/** For a person to read: the handshake is completed and closed with the code. */
export interface Refused {
  readonly kind: 'refused';
  readonly refusal: JoinRefusal;
}

/** A page, an address or a credential that is no good: answered by HTTP status before the handshake. */
export interface TurnedAway {
  readonly kind: 'turned away';
  readonly status: 401 | 403 | 429 | 503;
  readonly reason: string;
  /** When asking again may help; undefined when it will not. */
  readonly retryMs?: number | undefined;
}

/** Admissible, but at another node: its URL. */
interface SentElsewhere {
  readonly kind: 'elsewhere';
  readonly node: string;
  readonly url: string;
}

/** What the first three stages make of a visitor. */
export type Verdict =
  | { readonly kind: 'admitted'; readonly request: PlacedJoin }
  | SentElsewhere
  | TurnedAway
  | Refused;

/** Runs the first three stages. Never rejects. */
export type Admit = (visitor: Visitor) => Promise<Verdict>;
