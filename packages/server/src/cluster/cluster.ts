// What crosses the nodes of a cluster: the nodes and their load, players' scores, announcements. The contract and its
// durations; not how it is kept.

/** A node that has not renewed its lease for this long is gone. */
export const LEASE_MS = 6000;
/** A node renews its lease, and learns of the others, this often: five heartbeats may be lost. */
export const HEARTBEAT_MS = 1000;
/** A score is kept for so long after its last write: as long as a lost connection's seat. */
export const SCORE_MS = 600_000;

/** The origin of a node that is gone is known for so long: pages that it served may live on. */
export const ORIGIN_MS = 7 * 86_400_000;
/** Origins that are known at once, the newest. */
export const MAX_ORIGINS = 200;

export interface NodeInfo {
  /** What the ids of its rooms begin with, before a hyphen: `n`, then 1 to 12 of 0-9 and a-z. */
  readonly id: string;
  /** Where browsers and other nodes reach it: `https://host:port`. */
  readonly advertiseUrl: string;
  readonly region: string | undefined;
  /** Version hash: only alike nodes share players. */
  readonly version: string;
}

export interface RoomLoad {
  /** `<node>-<room>`. */
  readonly id: string;
  readonly mode: string;
  readonly players: number;
  /** Of the players, bots and kept seats aside. */
  readonly humans: number;
  readonly capacity: number;
  /** Takes players who name no room. */
  readonly isOpen: boolean;
}

export interface NodeLoad {
  readonly players: number;
  readonly humans: number;
  readonly bots: number;
  readonly spectators: number;
  readonly maxPlayers: number;
  readonly tickP99Ms: number;
  readonly isDraining: boolean;
  readonly rooms: readonly RoomLoad[];
}

export interface NodeView extends NodeInfo, NodeLoad {
  /** When it last renewed its lease, by the local clock. */
  readonly seenMs: number;
}

export interface Score {
  readonly name: string;
  readonly score: number;
}

export interface ScoreEntry extends Score {
  /** The key that a resume token proves; it is hashed before it leaves the process. */
  readonly key: string;
}

/** What nodes keep copies of, and look at again on news of a change. */
export const CHANGES = ['bans'] as const;

export type Change = (typeof CHANGES)[number];

export interface ClusterState {
  /** The last heartbeat was answered and this node is on the list. */
  readonly isConnected: boolean;
  /** Why not; undefined while connected. */
  readonly lastError: string | undefined;
  /** Since when it has been so, by the local clock. */
  readonly sinceMs: number;
  /** How long the last answered heartbeat took. */
  readonly latencyMs: number;
}

/** Ends what it was returned for; a second call does nothing. */
export type Stop = () => void;

/**
 * One node's membership. After `start` nothing here throws or rejects, and no promise takes much longer than a second:
 * without Redis, lists hold the own node alone, writes answer false and reads undefined, until it is back by itself.
 */
export interface Cluster {
  /** Where it stands; a new object at each change. */
  readonly state: ClusterState;
  /** Joins, once. @throws ClusterFault when it cannot; the object is of no further use then. */
  start(): Promise<void>;
  /** Keeps the load and writes it with each heartbeat; at once when draining begins. */
  publishLoad(load: NodeLoad): void;
  /**
   * All nodes in the order of their ids, the own one included: a local copy, a heartbeat old at most. A node is dropped
   * when the local clock says that its lease has ended, whether Redis is there or not.
   */
  nodes(): readonly NodeView[];
  /**
   * Writes scores in one go, each for SCORE_MS from now; answers whether they were written. Nothing is queued: a second
   * later the caller has newer ones. A key is one node's to write at a time, and that is for the callers to see to.
   */
  saveScores(entries: readonly ScoreEntry[]): Promise<boolean>;
  /** Takes a score out: of all nodes that ask, one gets it. Undefined when there is none, or Redis cannot be asked. */
  takeScore(key: string): Promise<Score | undefined>;
  /** Notes an origin for ORIGIN_MS, and answers all that are noted; undefined when Redis cannot be asked. */
  shareOrigin(origin: string): Promise<readonly string[] | undefined>;
  /** Tells every node's listeners, the own at once; answers whether it went beyond this node. It is not sent again. */
  announce(text: string): Promise<boolean>;
  onAnnouncement(listener: (text: string) => void): Stop;
  /** Tells every node to look again, the own at once; answers whether it went out now, or else it does on reconnection. */
  publishChange(change: Change): Promise<boolean>;
  /** Hears of changes. As news is lost while a connection is, every kind is reported after each connection, the first too. */
  onChange(listener: (change: Change) => void): Stop;
  /** Takes the own node off the list at once, and ends. */
  close(): Promise<void>;
}

export type ClusterFaultCode = 'secret-differs' | 'unreachable' | 'id-taken';

/** Why a node cannot join, as a line for its operator that names the remedy. */
export class ClusterFault extends Error {
  override readonly name = 'ClusterFault';
  readonly code: ClusterFaultCode;

  constructor(code: ClusterFaultCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Calls `run` every `periodMs` until stopped. */
export type Every = (periodMs: number, run: () => void) => Stop;

/** The load of a node that has said nothing yet: it takes nobody. */
export const UNKNOWN_LOAD: NodeLoad = {
  players: 0,
  humans: 0,
  bots: 0,
  spectators: 0,
  maxPlayers: 0,
  tickP99Ms: 0,
  isDraining: false,
  rooms: [],
};
