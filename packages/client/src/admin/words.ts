// Figures and times as they are read on the page.

import type { NodeInfo, StoreInfo } from './overview.ts';

export const UNKNOWN = '–';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const SPANS = [
  [DAY_MS, 'day'],
  [HOUR_MS, 'hour'],
  [MINUTE_MS, 'minute'],
  [SECOND_MS, 'second'],
] as const;

export function milliseconds(value: number): string {
  return `${value.toFixed(value < 99.95 ? 1 : 0)} ms`;
}

/** 0 stands for a ping that is not known. */
export function ping(value: number): string {
  return value === 0 ? UNKNOWN : `${value.toFixed(0)} ms`;
}

export function bytesPerSecond(value: number | undefined): string {
  if (value === undefined) return UNKNOWN;
  return value < 1000 ? `${value.toFixed(0)} B/s` : `${(value / 1024).toFixed(1)} KiB/s`;
}

export function perSecond(value: number | undefined): string {
  return value === undefined ? UNKNOWN : `${value.toFixed(0)}/s`;
}

/** A share as people read it: 0.312 is `31 %`. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

/** The largest unit alone, rounded: `3 hours`. */
export function span(ms: number): string {
  const [unitMs, unit] = SPANS.find(([size]) => ms >= size) ?? [SECOND_MS, 'second'];
  const count = Math.round(ms / unitMs);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** `in 3 hours`, or that it lasts. */
export function endOfBan(expiresAtMs: number | undefined, nowMs: number): string {
  if (expiresAtMs === undefined) return 'when it is lifted';
  return expiresAtMs <= nowMs ? 'now' : `in ${span(expiresAtMs - nowMs)}`;
}

/** Year, month, day and time of day, by the reader's clock. */
export function timeOfDay(atMs: number): string {
  const at = new Date(atMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

export function storeWords({ pending, lastCommitMs, lastFault }: StoreInfo, nowMs: number): string {
  if (lastFault !== undefined) return `refused a write: ${lastFault}`;
  const waiting = pending === 0 ? 'nothing waits' : `${pending} to be written`;
  if (lastCommitMs === 0) return `nothing written yet, ${waiting}`;
  return `last written ${span(Math.max(0, nowMs - lastCommitMs))} ago, ${waiting}`;
}

/** The admin page of a node; undefined where its address is not one of the web. */
export function adminUrlOf({ advertiseUrl }: NodeInfo): string | undefined {
  if (!/^https?:/i.test(advertiseUrl)) return undefined;
  try {
    return new URL('/admin', advertiseUrl).href;
  } catch {
    return undefined;
  }
}
