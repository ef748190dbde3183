import { open } from 'node:fs/promises';
import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { openSource } from '../../../files/open-source.js';
import { invalidFile } from '../input-error.js';

const CHUNK_BYTES = 262_144;

/** Text packs to a third or a tenth, and seldom to a fiftieth; what unpacks to far more is made to fill memory. */
const MOST_EXPANSION = 300;
/** Below it no expansion does harm. */
const FREE_BYTES = 64 * 1024 * 1024;

/** Whether so many bytes out of so many are more than candles can be packed. */
export function isBomb(unpackedBytes: number, packedBytes: number): boolean {
  return unpackedBytes > FREE_BYTES && unpackedBytes > MOST_EXPANSION * packedBytes;
}

export function bombRefusal(name: string): Error {
  return invalidFile(
    `${name} unpacks to more than ${MOST_EXPANSION} times its size, which no candles do; it was not read further.`,
  );
}

/**
 * The bytes of a file, or of standard input (`-`), as they are. Ends with the error of the file system, or the reason
 * of the signal.
 * @param onBytes  called with the number of bytes that came.
 */
export async function* readChunks(
  path: string,
  onBytes: (bytes: number) => void,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const isInput = path === '-';
  const source = isInput ? process.stdin : openSource(path, CHUNK_BYTES, signal);
  const end = (): void => void source.destroy(signal?.reason as Error);
  if (isInput) signal?.addEventListener('abort', end, { once: true });
  try {
    for await (const chunk of source as AsyncIterable<Uint8Array>) {
      signal?.throwIfAborted();
      onBytes(chunk.length);
      yield chunk;
    }
  } finally {
    signal?.removeEventListener('abort', end);
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
 * The bytes of a file that can be opened as often as one likes, read ahead into memory that is used again: a chunk is
 * valid until the next one is asked for. Ends as {@link readChunks}.
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
      // A reader that stops here never asks for it: its error must not end the process.
      reading.catch(() => undefined);
      onBytes(bytesRead);
      yield current.subarray(0, bytesRead);
      [current, next] = [next, current];
    }
  } finally {
    await file.close();
  }
}

/** The first chunk, and all with it. @returns null of nothing. */
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

/** Unpacks gzip. Ends with zlib's error, with a refusal of what unpacks to too much, or the reason of the signal. */
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
  // The error, if there is one, comes out of the loop below.
  pipeline(Readable.from(counted()), gunzip, () => undefined);
  for await (const chunk of gunzip as AsyncIterable<Uint8Array>) {
    signal?.throwIfAborted();
    unpackedBytes += chunk.length;
    if (isBomb(unpackedBytes, packedBytes)) throw bombRefusal(name);
    yield chunk;
  }
}

/** All bytes in one. @throws {SquallError} DATA_INVALID beyond `limit`, with the sentence given. */
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
