// Writes msgpack's integers, nil, binary and array headers straight into bytes: the parts of a snapshot are assembled from
// thousands of small pieces a tick, which a packer that allocates a result per call cannot serve. Reading is msgpackr's.

import { atUint8 } from '../core/index.ts';

/** Array headers reserved before the length is known are always array 16. */
const ARRAY_HEADER_BYTES = 3;

export class ByteWriter {
  bytes: Uint8Array;
  length = 0;
  private view: DataView;

  constructor(sizeBytes: number) {
    this.bytes = new Uint8Array(sizeBytes);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Continues at the start of fresh memory, leaving what was written to those who hold it. */
  renew(): void {
    this.bytes = new Uint8Array(this.bytes.length);
    this.view = new DataView(this.bytes.buffer);
    this.length = 0;
  }

  /** A whole number of -2^31..2^32-1, in its shortest form. */
  int(value: number): void {
    const { bytes } = this;
    if (value >= -32 && value < 128) {
      bytes[this.length] = value & 0xff;
      this.length += 1;
    } else if (value >= 0) this.positive(value);
    else this.negative(value);
  }

  nil(): void {
    this.bytes[this.length] = 0xc0;
    this.length += 1;
  }

  /** Header and content of a binary of at most 255 bytes: the first `count` of `from`. */
  binary(from: Uint8Array, count: number): void {
    this.bytes[this.length] = 0xc4;
    this.bytes[this.length + 1] = count;
    this.length += 2;
    this.copy(from, 0, count);
  }

  /** Leaves room for an array header; give its place to `arrayHeader` when the length is known. */
  reserveArrayHeader(): number {
    const place = this.length;
    this.length += ARRAY_HEADER_BYTES;
    return place;
  }

  arrayHeader(place: number, elements: number): void {
    this.bytes[place] = 0xdc;
    this.view.setUint16(place + 1, elements);
  }

  /** Appends bytes as they are. A loop: for a handful of bytes it beats `set` with its view object. */
  copy(from: Uint8Array, start: number, count: number): void {
    const { bytes, length } = this;
    for (let i = 0; i < count; i += 1) bytes[length + i] = atUint8(from, start + i);
    this.length = length + count;
  }

  private positive(value: number): void {
    const { bytes, view, length } = this;
    if (value < 0x100) {
      bytes[length] = 0xcc;
      bytes[length + 1] = value;
      this.length = length + 2;
    } else if (value < 0x10000) {
      bytes[length] = 0xcd;
      view.setUint16(length + 1, value);
      this.length = length + 3;
    } else {
      bytes[length] = 0xce;
      view.setUint32(length + 1, value);
      this.length = length + 5;
    }
  }

  private negative(value: number): void {
    const { bytes, view, length } = this;
    if (value >= -0x80) {
      bytes[length] = 0xd0;
      view.setInt8(length + 1, value);
      this.length = length + 2;
    } else if (value >= -0x8000) {
      bytes[length] = 0xd1;
      view.setInt16(length + 1, value);
      this.length = length + 3;
    } else {
      bytes[length] = 0xd2;
      view.setInt32(length + 1, value);
      this.length = length + 5;
    }
  }
}
