import { open } from 'node:fs/promises';
import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { openSource } from '../../../files/open-source.js';
import { invalidFile } from '../input-error.js';

const CHUNK_BYTES = 262_144;

/**
 * Text compresses to a third or a tenth, and seldom to a fiftieth; anything that expands far more is made to
 * fill memory.
 */
const MOST_EXPANSION = 300;
/** Below it no expansion does harm. */
const FREE_BYTES = 64 * 1024 * 1024;

/** Whether the expansion from one size to the other exceeds what candles can reach. */
export function isBomb(unpackedBytes: number, packedBytes: number): boolean {
  return unpackedBytes > FREE_BYTES && unpackedBytes > MOST_EXPANSION * packedBytes;
}

export function bombRefusal(name: string): Error {
  return invalidFile(
    `${name} unpacks to more than ${MOST_EXPANSION} times its size, more than candles can; reading stopped.`,
  );
}

/**
 * The raw bytes of a file, or of standard input (`-`). Ends with the file system's error, or the signal's
 * reason.
 * @param onBytes  called with the number of bytes that arrived.
 */
export async function* readChunks(
  path: string,
  onBytes: (bytes: number) => void,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const isInput = path === '-';
  const source = isInput ? process.stdin : openSource(path, CHUNK_BYTES, signal);
  try {
    for await (const chunk of source as AsyncIterable<Uint8Array>) {
      signal?.throwIfAborted();
      onBytes(chunk.length);
      yield chunk;
    }
  } finally {
    if (!isInput) await closed(source);
  }
}

function closed(source: Readable): Promise<void> {
  return new Promise((resolve) => {
    if (source.closed) resolve();
    else source.once('close', resolve).destroy();
  });
}

/**
 * The bytes of a file that can be reopened, read ahead into reused memory: a chunk is valid until the next
 * one is requested. Ends like {@link readChunks}.
 */
export async function* readFileChunks(
  path: string,
  onBytes: (bytes: number) => void,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  try {
    let [current, next] = [new Uint8Array(CHUNK_BYTES), new Uint8Array(CHUNK_BYTES)];
    let reading = file.read(current);
    for (;;) {
      const { bytesRead } = await reading;
      signal?.throwIfAborted();
      if (bytesRead === 0) return;
      reading = file.read(next);
      // A reader that stops here never requests it: its error must not end the process.
      reading.catch(() => undefined);
      onBytes(bytesRead);
      yield current.subarray(0, bytesRead);
      [current, next] = [next, current];
    }
  } finally {
    await file.close();
  }
}

/** The first chunk, followed by all others. @returns null if empty. */
export async function peek(
  chunks: AsyncGenerator<Uint8Array>,
): Promise<{ readonly first: Uint8Array; readonly all: AsyncGenerator<Uint8Array> } | null> {
  for (;;) {
    const first = await chunks.next();
    if (first.done) return null;
    if (first.value.length > 0) return { first: first.value, all: startingWith(first.value, chunks) };
  }
}

async function* startingWith(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

/**
 * Decompresses gzip. Ends with zlib's error, with an error about excessive expansion, or the signal's reason.
 */
export async function* gunzipped(
  packed: AsyncIterable<Uint8Array>,
  name: string,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
  let [packedBytes, unpackedBytes] = [0, 0];
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of packed) {
      packedBytes += chunk.length;
      yield chunk;
    }
  };
  // The error, if there is one, surfaces in the loop below.
  pipeline(Readable.from(counted()), gunzip, () => undefined);
  for await (const chunk of gunzip as AsyncIterable<Uint8Array>) {
    signal?.throwIfAborted();
    unpackedBytes += chunk.length;
    if (isBomb(unpackedBytes, packedBytes)) throw bombRefusal(name);
    yield chunk;
  }
}

/** All bytes concatenated. @throws {SquallError} DATA_INVALID beyond `limit`, with the given sentence. */
export async function readWhole(
  chunks: AsyncIterable<Uint8Array>,
  limit: number,
  tooLarge: string,
): Promise<Buffer> {
  const all: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > limit) throw invalidFile(tooLarge);
    all.push(chunk);
  }
  return Buffer.concat(all);
}
