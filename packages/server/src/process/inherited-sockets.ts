// Sockets that a service manager has opened for this process (socket activation): sd_listen_fds(3).

const FIRST_DESCRIPTOR = 3;
const MAX = 64;

/** Their descriptors; none where the variables are absent or meant for another process. */
export function inheritedSockets(
  { LISTEN_PID, LISTEN_FDS }: Readonly<Record<string, string | undefined>>,
  pid: number,
): readonly number[] {
  const count = Number(LISTEN_FDS);
  if (Number(LISTEN_PID) !== pid || !Number.isInteger(count) || count < 1 || count > MAX) return [];
  return Array.from({ length: count }, (_, i) => FIRST_DESCRIPTOR + i);
}
