// What a page does when the server is of another version: it looks for a page of that version, where it came from or at a server that
// lives, and goes there only when there is another one to be had.

/** What the home answered: a page that is not this one, this very one, or nothing that could be loaded. */
export type Found = 'other' | 'same' | 'nothing';

export type NextStep =
  | { readonly kind: 'reload' }
  /** Load another address instead: the home's, past whatever keeps an old page, or another server's. */
  | { readonly kind: 'go'; readonly server: string }
  /** Nothing to load yet: connect again after so long. */
  | { readonly kind: 'wait'; readonly ms: number };

export interface Situation {
  readonly found: Found;
  readonly home: string;
  /** Another server, which has just answered. */
  readonly standIn: string | undefined;
  /** Reloads since this tab last played or watched, whatever their version. */
  readonly reloads: number;
}

const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 30_000;
/** Behind one name with nodes of two versions even a right page may be answered by the wrong node: from then on reloads come slowly. */
const FAST_RELOADS = 2;
const PATIENCE_MS = 4000;

/** What to do next. `waits` counts how often it was to wait before. */
export function nextStep({ found, home, standIn, reloads }: Situation, waits: number): NextStep {
  const ms = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(waits, 10));
  if (found === 'nothing' && standIn !== undefined) return { kind: 'go', server: standIn };
  if (found !== 'other' || (reloads >= FAST_RELOADS && waits === 0)) return { kind: 'wait', ms };
  return reloads === 0 ? { kind: 'reload' } : { kind: 'go', server: home };
}

/**
 * Asks the home for its page, past every cache.
 * @param script the address of the script that this page runs, as its HTML says it
 */
export async function lookAtHome(path: string, script: string): Promise<Found> {
  try {
    const answer = await fetch(withoutCaches(path), { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) });
    const text = answer.ok ? await answer.text() : '';
    if (!text.includes('type="module"')) return 'nothing';
    return text.includes(`"${script}"`) ? 'same' : 'other';
  } catch {
    return 'nothing';
  }
}

const FRESH = 'fresh';

/** A path that no cache has seen. */
export function withoutCaches(path: string): string {
  return `${path}?${FRESH}=${Date.now().toString(36)}`;
}

/** The query of an address without what `withoutCaches` put there. */
export function tidySearch(search: string): string {
  const query = new URLSearchParams(search);
  query.delete(FRESH);
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

/** What a page takes along to another address: behind the hash, which no server and no log ever sees. */
export interface Baggage {
  readonly seat?: string | undefined;
  readonly name?: string | undefined;
  readonly code?: string | undefined;
  readonly token?: string | undefined;
  readonly room?: string | undefined;
  readonly reloads?: string | undefined;
}

const KEYS = ['seat', 'name', 'code', 'token', 'room', 'reloads'] as const;

export function baggageHash(baggage: Baggage): string {
  const query = new URLSearchParams();
  for (const key of KEYS) if (baggage[key] !== undefined && baggage[key] !== '') query.set(key, baggage[key]);
  return `#${query}`;
}

/** Undefined when the hash holds none: a seat or a count of reloads is always among it. */
export function baggageOf(hash: string): Baggage | undefined {
  const query = new URLSearchParams(hash.replace(/^#/, ''));
  if (!query.has('seat') && !query.has('reloads')) return undefined;
  return Object.fromEntries(KEYS.map((key) => [key, query.get(key) ?? undefined]));
}
