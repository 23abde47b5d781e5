// How many were refused, by reason. Only codes that this server gives are counted apart.

import { CLOSE } from '@starfray/shared/protocol';
import type { Sample } from './pull-registry.ts';

/** HTTP statuses by which an upgrade is refused. */
const STATUSES = [400, 401, 403, 404, 429, 503];
const KNOWN = new Set<number>([...STATUSES, ...Object.values(CLOSE)]);
const OTHER = 'other';

export class RefusalCount {
  private readonly counts = new Map<string, number>();

  note(code: number): void {
    const label = KNOWN.has(code) ? String(code) : OTHER;
    this.counts.set(label, (this.counts.get(label) ?? 0) + 1);
  }

  read(): Sample[] {
    return Array.from(this.counts, ([code, value]) => ({ labels: { code }, value }));
  }
}
