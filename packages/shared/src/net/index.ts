// Layer 2: the wire, as both ends know it.

export { ByteWriter } from './byte-writer.ts';
export { type Codec, createCodec } from './codec.ts';
export { conditionLink, type LineTimers } from './conditioned-link.ts';
export { foldChecksum, HeldRows, NO_SLOT, privateHash, type RowKinds, rowHash } from './held-rows.ts';
export { type InputFrame, InputReader } from './input-reader.ts';
export {
  CHECKSUM_INTERVAL_MS,
  CLOSE,
  type CloseCode,
  DISPLACE_RATIO,
  FULL_SNAPSHOTS_PER_SECOND,
  HEARTBEAT_MS,
  HEARTBEAT_TIMEOUT_MS,
  HIDDEN_SHIP_MS,
  IDLE_SEAT_MS,
  INPUT_FLOOD_MS,
  INPUT_REFILL_RATIO,
  INPUT_REPEAT_TICKS,
  LOST_SEAT_MS,
  MAX_ASPECT,
  MAX_BANS,
  MAX_BASELINE_AGE,
  MAX_BELIEVED_JITTER_TICKS,
  MAX_BUFFERED_BYTES,
  MAX_CANDIDATES,
  MAX_CLOSE_REASON_BYTES,
  MAX_CONTROL_FRAMES,
  MAX_COUNTED_ADDRESSES,
  MAX_DISPLACED,
  MAX_DRAW_DELAY_TICKS,
  MAX_EVENT_AGE_MS,
  MAX_EVENTS_PER_TICK,
  MAX_FORWARDED_CHARS,
  MAX_FORWARDED_HOPS,
  MAX_IDENTITY_TOKEN,
  MAX_INBOUND_BYTES,
  MAX_INPUT_LEAD_TICKS,
  MAX_INTRODUCED,
  MAX_NAME_GRAPHEMES,
  MAX_NAME_UNITS,
  MAX_NEWS_AGE_MS,
  MAX_NODE_NAME,
  MAX_NOTICE_UNITS,
  MAX_OFFERED_PROTOCOLS,
  MAX_OUTBOUND_BYTES,
  MAX_PING_MS,
  MAX_PROXY_HEADER_BYTES,
  MAX_RESUME_TOKEN,
  MAX_REWIND_TICKS,
  MAX_ROOM_ID,
  MAX_ROOM_NAME,
  MAX_SEEN_BEHIND,
  MAX_SEEN_ENTITIES,
  MAX_SLOTS,
  MAX_UNACKNOWLEDGED,
  MAX_UNREAD_BYTES,
  MAX_VERIFIED_TOKENS,
  MAX_WAITING_EVENTS,
  MIN_ASPECT,
  PROBE_LEAST_MS,
  PROBE_MOST_MS,
  PROTOCOL_VERSION,
  PROXY_HEADER_TIMEOUT_MS,
  QUIET_FRAMES,
  QUIET_MS,
  SEEN_STEPS,
  STALL_SLACK_MS,
  UPGRADE_BURST_RATIO,
  UPGRADE_REFILL_RATIO,
} from './limits.ts';
export { type Conditions, LINE_PROFILES, Line, type LineProfile, PERFECT } from './line.ts';
export type { Link } from './link.ts';
export { createMemoryPair, type MemoryPair } from './memory-link.ts';
export {
  type ClientMessage,
  createProtocol,
  type GameShape,
  type Protocol,
  type ServerMessage,
  SNAPSHOT_TYPE,
} from './messages.ts';
export { applyResidual, readFullRow, writeFullRow, writeResidual } from './residual.ts';
export {
  type AppliedSnapshot,
  applySnapshot,
  type ReceivedEvent,
  type SnapshotHeader,
  SnapshotWriter,
} from './snapshot.ts';
export { versionHash } from './version-hash.ts';
