// Every number that bounds a peer, each with its reason, and the protocol version.

/** Raised by every change of the wire that old clients cannot read. */
export const PROTOCOL_VERSION = 4;

/** Inbound frames: the largest lawful one, an input frame, is below 100 bytes. ws would take 100 MiB. */
export const MAX_INBOUND_BYTES = 1024;

/** A snapshot of 96 entities in full is below 4 KiB; anything near this is not from our server. */
export const MAX_OUTBOUND_BYTES = 64 * 1024;

/** A close frame's reason may be 123 bytes: the WebSocket protocol's own bound. */
export const MAX_CLOSE_REASON_BYTES = 123;

/** Graphemes in a name: what fits a name plate. */
export const MAX_NAME_GRAPHEMES = 16;
/** UTF-16 units in a name: sixteen of the longest emoji sequences. */
export const MAX_NAME_UNITS = 256;

/** Entities a client is shown at once, and the slots it keeps them in: an entity set fits 16 bytes of mask. */
export const MAX_SEEN_ENTITIES = 96;
export const MAX_SLOTS = 128;
/** In a crowd, one that comes in must be nearer than one that goes by this ratio, or seats would flicker. */
export const DISPLACE_RATIO = 0.85;
/** Entities that a crowd may push out of one client's view in one snapshot: bounds the bytes of churn. */
export const MAX_DISPLACED = 8;
/** Entities looked at before choosing: bounds the work of a crowd of any size. */
export const MAX_CANDIDATES = 256;

/** Oldest baseline for a delta, in ticks: past states are kept this long. Older clients get full rows. */
export const MAX_BASELINE_AGE = 16;
/** A client is skipped while its oldest unacknowledged snapshot is older than its smoothed RTT plus this. */
export const STALL_SLACK_MS = 250;
/**
 * A skipped client gets one snapshot so long after the last, then after twice as long each time up to the most: below 4 KiB each, so that a
 * page that stands still for an hour finds 2 MiB at the worst, and a line that is dead takes up four of them.
 */
export const MIN_PROBE_MS = 1000;
export const MAX_PROBE_MS = 8000;
/** A client is skipped while its own transport says that it holds this much. */
export const MAX_BUFFERED_BYTES = 64 * 1024;
/** Beyond this, which only other messages than snapshots can reach, a client is taken for one that does not read. */
export const MAX_UNREAD_BYTES = 256 * 1024;
/** Snapshots in flight that are remembered per client: 4 s of them, longer than any RTT that plays. */
export const MAX_UNACKNOWLEDGED = 128;

/**
 * Events that wait for a skipped client, and how long. What happened at a place, and what is cosmetic, explains nothing any more
 * after a second; what goes to one player or to the room otherwise is news, and waits longer than a client waits for its line: without
 * it a player who dies in a tunnel never learns by whom.
 */
export const MAX_WAITING_EVENTS = 64;
export const MAX_EVENT_AGE_MS = 1000;
export const MAX_NEWS_AGE_MS = 10_000;
/** Players introduced by one message: more than one snapshot, its events and the leaderboard can name. */
export const MAX_INTRODUCED = 512;
/**
 * A newcomer to a crowd is sent the next 512 names while its transport holds at most this much: all names of a full room, 100 KB and more, at once
 * would bring it near MAX_UNREAD_BYTES.
 */
export const MAX_UNREAD_NAMES_BYTES = 16 * 1024;
/** Events one simulated tick may bring forth in a room. */
export const MAX_EVENTS_PER_TICK = 2048;

/** The age of a picture is given in parts of a tick. */
export const SEEN_STEPS = 8;
/** The furthest back that a picture may be claimed to lie behind the newest snapshot, in 1/8 tick: beyond all that is believed. */
export const MAX_SEEN_BEHIND = 255;
/** UTF-16 units of an announcement: two lines on a phone. */
export const MAX_NOTICE_UNITS = 200;
/** A round trip is given as at most this: a player further away is gone. */
export const MAX_PING_MS = 9999;
/** A client may draw so many ticks behind the newest snapshot, to smooth over jitter: 200 ms. */
export const MAX_DRAW_DELAY_TICKS = 12;
/**
 * So far behind the newest snapshot that it acknowledged, and a frame, a client's picture is believed to lie for the sake of its jitter.
 * Lines that are no more than restless need up to 3 ticks; only after a stall, for a moment, more. A program that makes its line look
 * restless would profit from all that it may draw behind.
 */
export const MAX_BELIEVED_JITTER_TICKS = 4;
/** A picture older than this is believed to be this old: nobody is hit where he was longer ago. */
export const MAX_REWIND_TICKS = 18;

/** Ticks of input a client may be ahead: 64 ticks are one second. Beyond, a frame is refused as nonsense. */
export const MAX_INPUT_LEAD_TICKS = 64;
/** Ticks a missing input repeats the last one after the next frame was due; then the idle input follows. */
export const INPUT_REPEAT_TICKS = 15;
/**
 * While nothing changes a client still sends every so many frames, and in games of fewer frames a second so often: it is taken for one
 * that gets nothing, and skipped, soon after (STALL_SLACK_MS).
 */
export const QUIET_FRAMES = 6;
export const QUIET_MS = 200;
/**
 * Records in the ring that takes the inputs of one front end to the simulation: a quarter of a second of them for each player, which a
 * simulation that stands still leaves there. One in so many is kept free for what is not an input: a lost input is made up for by the next
 * one, a player's leaving and coming back is not.
 */
export const INPUT_RING_PER_PLAYER = 8;
export const MIN_INPUT_RING = 256;
export const INPUT_RING_RESERVED_SHARE = 8;
/** Input bucket: refills at this multiple of the frame rate, so that clock drift never hurts. */
export const INPUT_REFILL_RATIO = 1.5;
/** A bucket that stays empty this long closes the connection: no stall delivers that much. */
export const INPUT_FLOOD_MS = 10_000;
/**
 * So many messages that found the bucket empty close it at once: a line that stood still for as long as a connection lives without a
 * sign delivers 900, of which the bucket takes 675.
 */
export const MAX_EXCESS_MESSAGES = 1000;
/** Messages kept of one who waits for a seat: a client says little before its welcome. The others are dropped. */
export const MAX_EARLY_MESSAGES = 16;
/** Bytes read of a connection that is being closed: what was under way, and the peer's own close. Then reading stops. */
export const MAX_CLOSING_BYTES = 16 * 1024;

/** Ping interval of the server, and the silence after which a connection is dead. */
export const HEARTBEAT_MS = 5_000;
export const HEARTBEAT_TIMEOUT_MS = 15_000;

/** Pings and pongs a client may send in each heartbeat interval: libraries send one or two, a flood costs us answers. */
export const MAX_CONTROL_FRAMES = 100;

/** Upgrades an address may try at once, and each second, as multiples of its connection limit: all may come back twice. */
export const UPGRADE_BURST_RATIO = 3;
export const UPGRADE_REFILL_RATIO = 0.1;
/** Addresses counted at once, about 100 bytes each: the longest quiet ones are forgotten first. */
export const MAX_COUNTED_ADDRESSES = 16_384;

/**
 * HTTP leaves the tick its time. In a period as long as a tick at most so many requests are passed to the parser, and so many answered:
 * an answer costs 0.1 to 0.3 ms, a refusal or an upgrade's parsing a quarter of that. One address gets half of the answers while others
 * wait, too.
 */
export const HTTP_PERIOD_MS = 1000 / 60;
export const HTTP_REQUESTS_PER_PERIOD = 32;
export const HTTP_ANSWERS_PER_PERIOD = 16;
export const HTTP_REQUESTS_PER_ADDRESS = 8;
/** An upgrade to WebSocket costs as much as so many answers: the handshake, its limits and a seat in the line take 0.5 to 0.8 ms. */
export const HTTP_ANSWERS_PER_UPGRADE = 3;
/**
 * Requests of an address at once and each second, as multiples of its connection limit: a whole class opens the page, each with ten
 * requests. What goes beyond waits; a connection that had to wait for so many requests is ended.
 */
export const HTTP_BURST_RATIO = 10;
export const HTTP_REFILL_RATIO = 1;
export const MAX_OVERDRAWN_REQUESTS = 100;
/** HTTP connections of an address, and new ones each second, as multiples of its connection limit: a browser opens six. */
export const HTTP_CONNECTIONS_RATIO = 6;
export const HTTP_CONNECTS_RATIO = 0.5;
/** Bytes read of requests whose turn has not come, per connection: two reads of a socket. Then its client sends too much. */
export const MAX_WAITING_REQUEST_BYTES = 128 * 1024;
/** The body of a request: an admin's announcement is below it. */
export const MAX_REQUEST_BODY_BYTES = 1024;
/** An answer of which nothing is read for this long is given up. */
export const HTTP_STALL_MS = 60_000;

/** A snapshot for clients that decode only full ones: 10 a second. */
export const FULL_SNAPSHOTS_PER_SECOND = 10;
/** Between two checksums to a client. */
export const CHECKSUM_INTERVAL_MS = 1000;
/** Between two full snapshots by which a client that is out of step is mended. */
export const MEND_INTERVAL_MS = 1000;

/** How long the entity of a hidden tab stays, unless its game says otherwise; and how long an idle player keeps a seat that others wait for. */
export const HIDDEN_ENTITY_MS = 30_000;
export const IDLE_SEAT_MS = 5 * 60_000;
/** After the last sign of life of a connection its seat, with name and score, is kept this long. */
export const LOST_SEAT_MS = 10 * 60_000;
/** Characters of a room's name: what fits a link that people read out. */
export const MAX_ROOM_NAME = 48;
/** Characters of a node's name, and of a region's: a pod's name in Kubernetes, `starfray-6d4b75cb6d-hwqkf`, has about 25. */
export const MAX_NODE_NAME = 32;
/** Characters of a room's id: `n`, a node's name, a hyphen, and whatever was asked for, which may itself look like an id. */
export const MAX_ROOM_ID = 128;

/** Characters of a resume token. */
export const MAX_RESUME_TOKEN = 128;

/** Characters of an identity token: a provider's with a dozen claims and an RSA signature is below 1,500. */
export const MAX_IDENTITY_TOKEN = 2048;
/** Subprotocols of an upgrade that are looked at: a client offers three. */
export const MAX_OFFERED_PROTOCOLS = 8;
/** Verified tokens remembered at once, about 500 bytes each: all players of a server may come back at the same time. */
export const MAX_VERIFIED_TOKENS = 1000;
/** A PROXY header of version 2: addresses, and what proxies add of TLS and of themselves. The specification sends at most 536 at once. */
export const MAX_PROXY_HEADER_BYTES = 2048;
/** It is the first thing that a proxy sends, by itself. */
export const PROXY_HEADER_TIMEOUT_MS = 5000;
/** Bytes remembered of what a front end last relayed for a client: frames that are sent before the handshake is answered. */
export const MAX_RELAYED_TAIL_BYTES = 4096;
/** Bans that are in force at once. About 300 bytes each, read again every minute; more is a job for a firewall. */
export const MAX_BANS = 10_000;
/** The end of X-Forwarded-For that is read, and how many proxies may stand before a server: three are many. */
export const MAX_FORWARDED_CHARS = 1024;
export const MAX_FORWARDED_HOPS = 16;

/** Screen shapes that are honoured, as width / height: a phone held upright to a very wide desk. */
export const MIN_ASPECT = 9 / 19;
export const MAX_ASPECT = 19 / 9;
