// The tick of a snapshot, read by clients that decode nothing else of it.

const ARRAY_16 = 0xdc;
const SNAPSHOT_TYPE = 16;
/** Bytes of a message's beginning that are read here. */
export const TICK_BYTES = 9;

/** Is the message that begins at `at` a snapshot? Its type follows an array header of three bytes, and only there is it 16. */
export function isSnapshot(data: Buffer, at = 0): boolean {
  return data[at] === ARRAY_16 && data[at + 3] === SNAPSHOT_TYPE;
}

/**
 * Reads the tick that follows the message's type: whole in a full snapshot (5, 3 or 2 bytes, or 1), whose age is 0; a delta has it in
 * one byte and then its age, the ticks since the snapshot `before`.
 */
export function readTick(data: Buffer, before: number, at = 0): number {
  const head = data[at + 4] ?? 0;
  if (head === 0xce) return data.readUInt32BE(at + 5);
  if (head === 0xcd) return data.readUInt16BE(at + 5);
  if (head === 0xcc) return data[at + 5] ?? 0;
  const age = data[at + 5] ?? 0;
  return age === 0 ? head : before + age;
}
