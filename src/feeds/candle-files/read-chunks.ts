import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { openSource } from '../../files/open-source.js';

const CHUNK_BYTES = 262_144;

/**
 * The bytes of a file in chunks, unpacked where they are gzip. Ends with the error of the file system or of zlib, or
 * the reason of the signal.
 * @param onBytes  told how many bytes came from the file, packed.
 */
export async function* readChunks(
  path: string,
  onBytes: (bytes: number) => void,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const source = openSource(path, CHUNK_BYTES, signal);
  try {
    const packed = counted(source as AsyncIterable<Uint8Array>, onBytes, signal);
    const first = await packed.next();
    if (first.done) return;
    const whole = startingWith(first.value, packed);
    yield* isGzip(first.value) ? gunzipped(whole, signal) : whole;
  } finally {
    source.destroy();
  }
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

async function* counted(
  source: AsyncIterable<Uint8Array>,
  onBytes: (bytes: number) => void,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    signal?.throwIfAborted();
    onBytes(chunk.length);
    yield chunk;
  }
}

async function* startingWith(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

async function* gunzipped(
  packed: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  // The error, if there is one, comes out of the loop below.
  pipeline(Readable.from(packed), gunzip, () => undefined);
  for await (const chunk of gunzip as AsyncIterable<Uint8Array>) {
    signal?.throwIfAborted();
    yield chunk;
  }
}
