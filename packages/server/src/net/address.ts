// Under which key a peer's address is counted. Keys stay in memory and are never logged.

/**
 * One key per IPv4 address and per IPv6 /64, which is what one household or phone is given: counting single IPv6
 * addresses would count nothing.
 */
export function addressKey(address: string | undefined): string {
  if (address === undefined) return 'unknown';
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  if (!address.includes(':')) return address;
  return `${networkGroups(address).join(':')}::/64`;
}

// The first four of the eight groups, with the run that "::" stands for written out.
function networkGroups(address: string): string[] {
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  const groups = [...first, ...Array.from({ length: missing }, () => '0'), ...last];
  return groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, '').toLowerCase());
}
