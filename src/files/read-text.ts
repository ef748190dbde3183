import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { OPEN_TO_READ, requirePlain } from './plain-file.js';

/** Files of settings, presets, scenarios: far more than anyone writes by hand. */
const MAX_BYTES = 4 * 2 ** 20;
const CHUNK_BYTES = 64 * 1024;
/** How long to wait in all for the writer of a pipe: `--config <(make-it)`. */
const PIPE_MS = 2_000;
const LOOK_MS = 5;

export interface ReadTextOptions {
  /** @default 4 MiB */
  readonly maxBytes?: number;
  /** Reject pipes and devices. @default false */
  readonly plainOnly?: boolean;
}

/**
 * The text of a small file, or of a pipe whose writer is quick. Opened without blocking, and limited in size:
 * a FIFO without a writer or an endless device ends in a sentence.
 * @throws the system's error, or one with a sentence: too large, a folder, nothing to read.
 */
export function readTextFile(
  file: string,
  { maxBytes = MAX_BYTES, plainOnly = false }: ReadTextOptions = {},
): string {
  const descriptor = openSync(file, OPEN_TO_READ);
  try {
    const stat = fstatSync(descriptor);
    if (plainOnly || stat.isDirectory()) requirePlain(stat);
    if (stat.size > maxBytes) throw tooLarge(maxBytes);
    return readAll(descriptor, maxBytes, stat.isFIFO()).toString('utf8');
  } finally {
    closeSync(descriptor);
  }
}

function readAll(descriptor: number, maxBytes: number, isPipe: boolean): Buffer {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let waitedMs = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const count = readSome(descriptor, chunk);
    const isEnd = count === 0 && (!isPipe || bytes > 0 || waitedMs >= PIPE_MS);
    if (isEnd) return Buffer.concat(chunks);
    if (count === null || count === 0) {
      if (waitedMs >= PIPE_MS) throw new Error(`nothing arrived within ${PIPE_MS / 1000} s`);
      sleep(LOOK_MS);
      waitedMs += LOOK_MS;
      continue;
    }
    bytes += count;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk.subarray(0, count));
  }
}

/** null if there is nothing to read yet. */
function readSome(descriptor: number, chunk: Buffer): number | null {
  try {
    return readSync(descriptor, chunk);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    return null;
  }
}

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

function tooLarge(maxBytes: number): Error {
  return new Error(`it is larger than the limit of ${maxBytes / 2 ** 20} MiB`);
}
