// The file that describes a fleet: its members, how long they play, and what must hold. All mistakes in it are reported at once.

import { failure, type Result, success } from '@starfray/shared/core';
import { LINE_PROFILES, type LineProfile } from '@starfray/shared/protocol';
import * as z from 'zod';

/** All members together: a load test, and no attack. */
const MAX_MEMBERS = 5000;
const MAX_SECONDS = 3600;

const PROFILES = Object.keys(LINE_PROFILES) as [LineProfile, ...LineProfile[]];
const count = z.int().min(1).max(MAX_MEMBERS);
const net = z.enum(PROFILES).default('perfect');

const honest = z.discriminatedUnion('kind', [
  /** Plays. */
  z.strictObject({ kind: z.literal('pilot'), count, net }),
  /** Its line takes in no more than so many kilobits a second. */
  z.strictObject({ kind: z.literal('slow-reader'), count, kbps: z.int().min(1).max(100_000).default(16) }),
  /** Its tab is in the background for so long, in the foreground for as long. */
  z.strictObject({ kind: z.literal('sleeper'), count, net, everySeconds: z.number().min(1).max(600).default(8) }),
  /** Its connection breaks about so often, and it comes back to its seat. */
  z.strictObject({ kind: z.literal('reconnecting'), count, net, everySeconds: z.number().min(1).max(600).default(6) }),
]);

const hostile = z.discriminatedUnion('kind', [
  /** Sends far more lawful messages than there are ticks. */
  z.strictObject({ kind: z.literal('spam'), count }),
  /** Sends bytes that are no message. */
  z.strictObject({ kind: z.literal('malformed'), count }),
  /** Sends a message larger than any. */
  z.strictObject({ kind: z.literal('oversize'), count }),
  /** Sends inputs that are no numbers. */
  z.strictObject({ kind: z.literal('nan'), count }),
  /** Asks for other people's seats with forged tokens. */
  z.strictObject({ kind: z.literal('token-thief'), count }),
  /** So many joins, one after the other, none of which plays. */
  z.strictObject({ kind: z.literal('joins'), count, perSecond: z.int().min(1).max(1000).default(200) }),
]);

const least = z.number().min(0);

const schema = z.strictObject({
  seconds: z.number().min(1).max(MAX_SECONDS),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31)
    .default(1),
  honest: z.array(honest).min(1, 'name at least one honest member, or nobody is there to suffer'),
  hostile: z.array(hostile).default([]),
  /** Each of them optional: what is not named is not judged. */
  limits: z.strictObject({
    /** Wall time between ticks that serve the same clients, in ms, 99 in 100. */
    tickIntervalP99Ms: least.optional(),
    /** Mean size of a snapshot to a pilot. */
    bytesPerSnapshot: least.optional(),
    /** What pilots on a perfect line get a second, in the median. */
    snapshotsPerSecond: least.optional(),
    /** Prediction errors a pilot on a perfect line and minute. */
    correctionsPerMinute: least.optional(),
    desyncs: least.optional(),
    /** What the server's heap has gained from the first quarter of the time to the last. */
    heapGrowthMiB: least.optional(),
    /** Honest members that the server turned away or out. */
    honestKicked: least.optional(),
    /** Hostile ones still connected at the end, and seats that are still taken once all have left. */
    hostileLeft: least.optional(),
  }),
});

export type FleetFile = z.output<typeof schema>;
export type HonestGroup = FleetFile['honest'][number];
export type HostileGroup = FleetFile['hostile'][number];
export type FleetLimits = FleetFile['limits'];

/** Reads a fleet; a failure lists everything that is wrong, a line each. */
export function readFleetFile(text: string): Result<FleetFile, readonly string[]> {
  let data: unknown;
  try {
    // Editors may begin a file with a byte order mark.
    data = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return failure([`it is no JSON: ${error instanceof Error ? error.message : String(error)}`]);
  }
  const parsed = schema.safeParse(data);
  if (!parsed.success) {
    return failure(parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`));
  }
  const members = [...parsed.data.honest, ...parsed.data.hostile].reduce((sum, group) => sum + group.count, 0);
  if (members > MAX_MEMBERS) return failure([`${members} members: at most ${MAX_MEMBERS} may take part`]);
  return success(parsed.data);
}
