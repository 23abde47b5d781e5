// Reads the one message that everybody sends thirty times a second straight from its bytes, into memory of its own. Whatever it
// does not take, for any reason at all, is for the general decoder to judge: both answer alike, which a property test holds them to.

import type { IntField, RowKind } from '../contract/index.ts';
import { atUint8, item } from '../core/index.ts';
import { MAX_SEEN_BEHIND } from './limits.ts';

const FIXARRAY_OF_5 = 0x95;
const FIXARRAY = 0x90;
const MAX_FIXARRAY = 15;
const ARRAY_16 = 0xdc;
const UINT_8 = 0xcc;
const UINT_16 = 0xcd;
const UINT_32 = 0xce;
const INT_8 = 0xd0;
const INT_16 = 0xd1;
const INT_32 = 0xd2;

/** What an input message says. */
export interface InputFrame {
  /** Tick of the newest snapshot applied; 0 before the first. */
  readonly acknowledged: number;
  /** Tick of the first controls. */
  readonly tick: number;
  /** How far the picture that the player sees lies behind that snapshot, in 1/8 tick. */
  readonly seenBehind: number;
  readonly controls: readonly number[];
}

export class InputReader implements InputFrame {
  /** What the last message that was taken said; the next one overwrites it. */
  acknowledged = 0;
  tick = 0;
  seenBehind = 0;
  readonly controls: number[];
  private readonly type: number;
  private readonly columns: readonly IntField[];
  private bytes: Uint8Array = new Uint8Array(0);
  private next = 0;
  private isBroken = false;

  /** @param type The message's type. @param count Rows of `kind` in one message. */
  constructor(type: number, kind: RowKind, count: number) {
    this.type = type;
    this.columns = Array.from({ length: count }, () => kind.columns).flat();
    this.controls = this.columns.map(() => 0);
  }

  /** Takes `[type, acknowledged, tick, seen behind, [controls…]]` of whole numbers in their declared ranges; false for anything else. */
  read(bytes: Uint8Array): boolean {
    if (bytes.length < 6 || bytes[0] !== FIXARRAY_OF_5 || bytes[1] !== this.type) return false;
    this.bytes = bytes;
    this.next = 2;
    this.isBroken = false;
    const acknowledged = this.int();
    const tick = this.int();
    const seenBehind = this.int();
    if (this.isBroken || acknowledged < 0 || tick < 0 || seenBehind < 0 || seenBehind > MAX_SEEN_BEHIND) return false;
    if (this.arrayLength() !== this.columns.length) return false;
    this.acknowledged = acknowledged;
    this.tick = tick;
    this.seenBehind = seenBehind;
    for (let i = 0; i < this.columns.length; i += 1) {
      const value = this.int();
      const column = item(this.columns, i);
      if (this.isBroken || value < column.least || value > column.most) return false;
      this.controls[i] = value;
    }
    return this.next === bytes.length;
  }

  private arrayLength(): number {
    const head = this.uint8();
    if (head === ARRAY_16) return this.uint16();
    return head >= FIXARRAY && head <= FIXARRAY + MAX_FIXARRAY ? head - FIXARRAY : -1;
  }

  private int(): number {
    const head = this.uint8();
    if (head < 0x80) return head;
    if (head >= 0xe0) return head - 0x100;
    switch (head) {
      case UINT_8:
        return this.uint8();
      case UINT_16:
        return this.uint16();
      case UINT_32:
        return this.uint16() * 0x10000 + this.uint16();
      case INT_8:
        return (this.uint8() << 24) >> 24;
      case INT_16:
        return (this.uint16() << 16) >> 16;
      case INT_32:
        return (this.uint16() << 16) | this.uint16();
      default:
        this.isBroken = true;
        return 0;
    }
  }

  private uint16(): number {
    const high = this.uint8();
    return high * 0x100 + this.uint8();
  }

  private uint8(): number {
    if (this.next >= this.bytes.length) {
      this.isBroken = true;
      return 0;
    }
    this.next += 1;
    return atUint8(this.bytes, this.next - 1);
  }
}
