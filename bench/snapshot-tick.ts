// The tick of a snapshot, read by clients that decode nothing else of it.

/**
 * Reads the tick that follows the message's type: whole in a full snapshot (5, 3 or 2 bytes, or 1), whose age is 0; a delta has it in
 * one byte and then its age, the ticks since the snapshot `before`.
 */
export function readTick(data: Buffer, before: number): number {
  const head = data[4] ?? 0;
  if (head === 0xce) return data.readUInt32BE(5);
  if (head === 0xcd) return data.readUInt16BE(5);
  if (head === 0xcc) return data[5] ?? 0;
  const age = data[5] ?? 0;
  return age === 0 ? head : before + age;
}
