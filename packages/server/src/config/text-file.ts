// A small text file as an operator's editor may have saved it: UTF-8, with or without a byte order mark.

import { open } from 'node:fs/promises';
import { failure, type Result, success } from '@starfray/shared/core';

/** A configuration of every option is below 10 KiB; what is longer, or has no end, is another file. */
const MAX_TEXT_BYTES = 256 * 1024;

/** `missing` is a fault of its own, because a file need not always be there. */
export interface TextFault {
  readonly isMissing: boolean;
  /** What is wrong, and what to do: the end of a sentence about the file. */
  readonly text: string;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'is not there; name a file that can be read',
  EISDIR: 'is a directory; name a file',
  EACCES: 'cannot be read by this user; give it the right to, or name another file',
  EPERM: 'cannot be read by this user; give it the right to, or name another file',
};

/** The text of a file, without its byte order mark. */
export async function readTextFile(path: string): Promise<Result<string, TextFault>> {
  try {
    const bytes = await readBytes(path);
    const decoded = bytes.length > MAX_TEXT_BYTES ? failure('is too long; name the right file') : decode(bytes);
    return decoded.ok ? decoded : failure({ isMissing: false, text: decoded.fault });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const text = REASONS[code] ?? `cannot be read (${code}); name a file that can be read`;
    return failure({ isMissing: code === 'ENOENT', text });
  }
}

async function readBytes(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const chunks: Buffer[] = [];
    let size = 0;
    while (size <= MAX_TEXT_BYTES) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(16 * 1024));
      if (bytesRead === 0) break;
      chunks.push(buffer.subarray(0, bytesRead));
      size += bytesRead;
    }
    return Buffer.concat(chunks);
  } finally {
    await file.close();
  }
}

function decode(bytes: Buffer): Result<string, string> {
  const [first, second] = bytes;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || bytes.includes(0);
  if (isUtf16) return failure('is saved as UTF-16 or holds binary data; save it as UTF-8');
  try {
    // The decoder drops a byte order mark.
    return success(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return failure('is not UTF-8; save it as UTF-8');
  }
}
