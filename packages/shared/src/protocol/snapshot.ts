// A snapshot, written and applied side by side: one flat msgpack array that says what differs from what the client predicts.
//
//   type, tick, age, input, early, focus, checksum       header
//   left, entered count, entered…, changed mask, changed…, private…, events…
//
// `docs/protocol.md` shows it byte by byte. Neither segments nor events contain slots, so each is encoded once for all.

import { type EventKind, INVALID, type Invalid, type RowPlace } from '../contract/index.ts';
import { atUint8, atUint16, failure, type Result, success } from '../core/index.ts';
import { ByteWriter } from './byte-writer.ts';
import { type HeldRows, NO_SLOT } from './held-rows.ts';
import { MAX_BASELINE_AGE, MAX_OUTBOUND_BYTES, MAX_SLOTS } from './limits.ts';
import { SNAPSHOT_TYPE } from './messages.ts';
import { applyResidual, readFullRow } from './residual.ts';

/** A delta names its tick by the low bits alone: its baseline is at most 16 ticks back. */
const TICK_LOW_MASK = 127;

/** Private section: none, just as predicted, in full; anything else begins a residual. */
const PRIVATE_AS_PREDICTED = 0;
const PRIVATE_FULL = -64;

const SLAB_BYTES = 8 * MAX_OUTBOUND_BYTES;

export interface SnapshotHeader {
  tick: number;
  /** Ticks since the baseline; 0 for a full snapshot, which needs none. */
  age: number;
  /** First tick of the newest input frame received, or -1. */
  inputTick: number;
  /** How long before its tick that frame arrived, in ms; negative when late. */
  inputEarlyMs: number;
  focus: number;
  /** 16 bits, or -1 for none this time. */
  checksum: number;
}

/** Assembles snapshots one after the other in a slab of memory: each stays as it is until `rewind`. */
export class SnapshotWriter {
  /** Where the last one begins, of those that are in `bytes`. */
  start = 0;
  private readonly writer = new ByteWriter(SLAB_BYTES);
  private elements = 0;

  /** The slab that the last one lies in; another one may lie in another. */
  get bytes(): Uint8Array {
    return this.writer.bytes;
  }

  /** Where the last one ends. */
  get end(): number {
    return this.writer.length;
  }

  /** Begins again at the start of the slab, which is still warm: nobody holds any of its snapshots. */
  rewind(): void {
    this.writer.length = 0;
  }

  begin(header: SnapshotHeader): void {
    if (this.writer.length + MAX_OUTBOUND_BYTES > SLAB_BYTES) this.writer.renew();
    const { writer } = this;
    this.start = writer.reserveArrayHeader();
    writer.int(SNAPSHOT_TYPE);
    writer.int(header.age === 0 ? header.tick : header.tick & TICK_LOW_MASK);
    writer.int(header.age);
    if (header.inputTick < 0) writer.nil();
    else writer.int((header.tick - header.inputTick) | 0);
    writer.int(header.inputEarlyMs);
    this.intOrNil(header.focus);
    this.intOrNil(header.checksum);
    this.elements = 7;
  }

  /** The slots of those that left though they were not predicted to be gone. */
  left(slots: Uint8Array, count: number): void {
    if (count === 0) this.writer.nil();
    else this.writer.binary(slots, count);
    this.elements += 1;
  }

  /** How many full segments follow, in the order in which they take slots. */
  entered(count: number): void {
    this.writer.int(count);
    this.elements += 1;
  }

  /** The slots that a residual follows for, as bits from the lowest of the first byte, in ascending order. */
  changed(mask: Uint8Array, maskBytes: number): void {
    if (maskBytes === 0) this.writer.nil();
    else this.writer.binary(mask, maskBytes);
    this.elements += 1;
  }

  noPrivate(): void {
    this.writer.nil();
    this.elements += 1;
  }

  privateAsPredicted(): void {
    this.writer.int(PRIVATE_AS_PREDICTED);
    this.elements += 1;
  }

  privateFull(): void {
    this.writer.int(PRIVATE_FULL);
    this.elements += 1;
  }

  /** Copies an encoded segment or event. */
  segment(bytes: Uint8Array, start: number, length: number, elements: number): void {
    this.writer.copy(bytes, start, length);
    this.elements += elements;
  }

  /** Completes the message that lies in `bytes` from `start` up to `end`. */
  finish(): void {
    this.writer.arrayHeader(this.start, this.elements);
  }

  private intOrNil(value: number): void {
    if (value < 0) this.writer.nil();
    else this.writer.int(value);
  }
}

export interface ReceivedEvent {
  readonly kind: EventKind;
  readonly row: RowPlace;
}

export interface AppliedSnapshot {
  readonly tick: number;
  readonly age: number;
  readonly inputTick: number | undefined;
  readonly inputEarlyMs: number;
  readonly events: readonly ReceivedEvent[];
  /** False when a checksum came and does not match: ask for a full snapshot. */
  readonly isSound: boolean;
}

/**
 * Applies a decoded snapshot to the rows held. On a fault (a baseline that is not held, bytes that make no sense) the rows are
 * worthless until the next full snapshot: say so to the server.
 */
export function applySnapshot<A>(
  elements: readonly unknown[],
  held: HeldRows<A>,
  eventKinds: readonly EventKind[],
): Result<AppliedSnapshot, string> {
  const age = elements[2];
  if (!isInt(age, 0, MAX_BASELINE_AGE)) return failure('age out of range');
  const tick = age === 0 ? elements[1] : held.tick + age;
  if (!isInt(tick, 0, 0xffffffff)) return failure('tick out of range');
  if (age !== 0 && elements[1] !== (tick & TICK_LOW_MASK)) return failure('another baseline than the one held');
  if (age === 0) held.clear();
  else held.advance(age);
  held.tick = tick;

  const next = applyRows(elements, held);
  if (next === INVALID) return failure('rows out of shape');
  const events = readEvents(elements, next, eventKinds);
  if (events === INVALID) return failure('events out of shape');
  const [, , , inputOffset, early, , checksum] = elements;
  return success({
    tick,
    age,
    inputTick: typeof inputOffset === 'number' ? tick - inputOffset : undefined,
    inputEarlyMs: typeof early === 'number' ? early : 0,
    events,
    isSound: checksum === null || checksum === held.checksum(),
  });
}

// Left, entered, changed, private, in that order; answers where the events begin.
function applyRows<A>(elements: readonly unknown[], held: HeldRows<A>): number | Invalid {
  const left = elements[7];
  if (left !== null && !(left instanceof Uint8Array)) return INVALID;
  for (const slot of left ?? []) {
    if (slot >= MAX_SLOTS) return INVALID;
    held.release(slot);
  }
  const changedAt = applyEntered(elements, held);
  if (changedAt === INVALID) return INVALID;
  const privateAt = applyChanged(elements, changedAt, held);
  if (privateAt === INVALID) return INVALID;
  const focus = elements[5] === null ? NO_SLOT : elements[5];
  if (!isInt(focus, NO_SLOT, MAX_SLOTS - 1) || (focus !== NO_SLOT && atUint16(held.ids, focus) === 0)) return INVALID;
  held.focus = focus;
  return applyPrivate(elements, privateAt, held);
}

function applyEntered<A>(elements: readonly unknown[], held: HeldRows<A>): number | Invalid {
  const count = elements[8];
  if (!isInt(count, 0, MAX_SLOTS)) return INVALID;
  let next = 9;
  for (let i = 0; i < count; i += 1) {
    const kind = elements[next];
    const id = elements[next + 1];
    if (!isInt(kind, 0, held.game.entities.length - 1) || !isInt(id, 1, 0xffff)) return INVALID;
    const slot = held.take(id, kind);
    if (slot === NO_SLOT) return INVALID;
    const after = readFullRow(held.kindOf(slot), elements, next + 2, held.ints, held.base(slot));
    if (after === INVALID) return INVALID;
    next = after;
  }
  return next;
}

function applyChanged<A>(elements: readonly unknown[], maskAt: number, held: HeldRows<A>): number | Invalid {
  const mask = elements[maskAt];
  let next = maskAt + 1;
  if (mask === null) return next;
  if (!(mask instanceof Uint8Array) || mask.length > MAX_SLOTS / 8) return INVALID;
  for (let slot = 0; slot < mask.length * 8; slot += 1) {
    if ((atUint8(mask, slot >> 3) & (1 << (slot & 7))) === 0) continue;
    if (atUint16(held.ids, slot) === 0) return INVALID;
    const after = applyResidual(held.kindOf(slot), elements, next, held.ints, held.base(slot));
    if (after === INVALID) return INVALID;
    next = after;
  }
  return next;
}

function applyPrivate<A>(elements: readonly unknown[], start: number, held: HeldRows<A>): number | Invalid {
  const kind = held.game.privateRow;
  const first = elements[start];
  held.hasPrivate = first !== null;
  if (first === null || first === PRIVATE_AS_PREDICTED) return start + 1;
  if (first === PRIVATE_FULL) return readFullRow(kind, elements, start + 1, held.privateInts, 0);
  return applyResidual(kind, elements, start, held.privateInts, 0);
}

function readEvents(
  elements: readonly unknown[],
  start: number,
  kinds: readonly EventKind[],
): readonly ReceivedEvent[] | Invalid {
  const events: ReceivedEvent[] = [];
  let next = start;
  while (next < elements.length) {
    const index = elements[next];
    const kind = isInt(index, 0, kinds.length - 1) ? kinds[index] : undefined;
    if (kind === undefined) return INVALID;
    const row = kind.view();
    const after = readFullRow(kind, elements, next + 1, row.ints, row.base);
    if (after === INVALID) return INVALID;
    events.push({ kind, row });
    next = after;
  }
  return events;
}

function isInt(value: unknown, least: number, most: number): value is number {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}
