// The one file that knows msgpackr: values to bytes and back. What it answers is still unproven: schemas validate it.

import { Packr, Unpackr } from 'msgpackr';
import { INVALID, type Invalid } from '../contract/index.ts';

// Without records and maps-as-Map a message is plain arrays, numbers, texts and nil, which any msgpack library reads.
const options = { useRecords: false, mapsAsObjects: true, int64AsType: 'number' } as const;

export interface Codec {
  /** The bytes of a value. They are never overwritten afterwards. */
  pack(value: readonly unknown[]): Uint8Array;
  /** The value of some bytes, or INVALID for anything malformed. Never throws. */
  unpack(bytes: Uint8Array): unknown | Invalid;
}

/**
 * A codec of its own state: record definitions that a peer smuggles in (msgpackr reads them whatever the options say) end
 * with the message that carried them.
 */
export function createCodec(): Codec {
  const packr = new Packr(options);
  const unpackr = new Unpackr(options);
  return {
    pack: (value) => packr.pack(value),
    unpack: (bytes) => {
      try {
        return unpackr.unpack(bytes);
      } catch {
        return INVALID;
      }
    },
  };
}
