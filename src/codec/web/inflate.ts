import { CodecError } from '../block/codec-error.js';
import type { Inflate } from '../block/compression.js';

/**
 * The part of the Compression Streams standard used here; this project is not compiled with a browser's
 * declarations.
 */
interface Transform {
  readonly writable: {
    getWriter(): { write(bytes: Uint8Array): Promise<void>; close(): Promise<void> };
  };
  readonly readable: {
    getReader(): { read(): Promise<{ done: boolean; value?: Uint8Array }>; cancel(): Promise<void> };
  };
}

/** Like `nodeInflate`, using browser APIs. */
export const webInflate: Inflate = async (bytes, length) => {
  const { DecompressionStream } = globalThis as unknown as {
    DecompressionStream: new (format: 'deflate-raw') => Transform;
  };
  const { writable, readable } = new DecompressionStream('deflate-raw');
  const writer = writable.getWriter();
  // The reading end reports errors in the bytes; this end would repeat them.
  writer.write(bytes).catch(() => undefined);
  writer.close().catch(() => undefined);
  const reader = readable.getReader();
  const inflated = new Uint8Array(length);
  let filled = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done || value === undefined) break;
    if (filled + value.length > length) {
      await reader.cancel();
      throw new CodecError(`Expected ${length} bytes out of the compressed ones, got more.`);
    }
    inflated.set(value, filled);
    filled += value.length;
  }
  if (filled === length) return inflated;
  throw new CodecError(`Expected ${length} bytes out of the compressed ones, got ${filled}.`);
};
