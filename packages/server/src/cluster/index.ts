// Layer 4: what crosses the nodes of a cluster.

export { chooseNode, chooseRoom, type RoomChoice, type RoomWish } from './choose-room.ts';
export {
  CHANGES,
  type Change,
  type Cluster,
  ClusterFault,
  type ClusterFaultCode,
  type ClusterState,
  type Every,
  HEARTBEAT_MS,
  LEASE_MS,
  type NodeInfo,
  type NodeLoad,
  type NodeView,
  type RoomLoad,
  SCORE_MS,
  type Score,
  type ScoreEntry,
  type Stop,
} from './cluster.ts';
export { findNodeOf } from './node-list.ts';
// The class itself is imported where a cluster is joined: a server by itself reads none of its code.
export type { RedisClusterDeps } from './redis-cluster.ts';
export { createScoreNames } from './secret-digest.ts';
