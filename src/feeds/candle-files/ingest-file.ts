import { basename } from 'node:path';
import { displaySymbol } from '../../market/symbol.js';
import { SquallError } from '../../util/squall-error.js';
import { CsvParser } from './csv-parser.js';
import { readFileName } from './file-name.js';
import { emptyFile, invalidFile, quoted, unreadable } from './input-error.js';
import { JsonShape } from './json-shape.js';
import { readJsonCandles } from './json-parser.js';
import { readChunks } from './read-chunks.js';
import type { RowStore } from './row-store.js';

/** JSON cannot be read in parts; more than this would not fit into one JavaScript string with room to spare. */
const MAX_JSON_BYTES = 256 * 1024 * 1024;

/** Other containers of candles, by their first bytes; all that starts otherwise and has a NUL is just binary. */
const CONTAINERS: readonly (readonly [string, string])[] = [
  ['PK\x03\x04', 'a zip archive; unpack it first'],
  ['ARROW1', 'a Feather file; convert it to CSV or JSON first'],
  ['PAR1', 'a Parquet file; convert it to CSV or JSON first'],
  ['\x28\xb5\x2f\xfd', 'zstd; unpack it, or pack it with gzip'],
];

/**
 * Reads one candle file into the store, as CSV or JSON by its content.
 * @returns bytes read from disk.
 * @throws {SquallError} one sentence that names the file; or the reason of the signal.
 */
export async function ingestFile(path: string, store: RowStore, signal?: AbortSignal): Promise<number> {
  const name = displaySymbol(basename(path), 100);
  let bytesRead = 0;
  const rowsBefore = store.rowsRead;
  try {
    const chunks = readChunks(path, (bytes) => (bytesRead += bytes), signal);
    await ingestChunks(chunks, path, name, store);
  } catch (error) {
    throw explain(error, name, store.rowsRead - rowsBefore);
  }
  if (store.rowsRead === rowsBefore) {
    throw emptyFile(bytesRead === 0 ? `${name} is empty.` : `${name} holds no candles.`);
  }
  return bytesRead;
}

async function ingestChunks(
  chunks: AsyncGenerator<Uint8Array>,
  path: string,
  name: string,
  store: RowStore,
): Promise<void> {
  const first = await chunks.next();
  if (first.done) return;
  const start = withoutByteOrderMark(first.value);
  checkIsText(start, name);
  const { symbol } = readFileName(path);
  if (/^\s*[[{]/.test(latin1(start, 1000))) {
    const text = await readWhole(start, chunks, name);
    readJsonCandles(text, name, symbol, store);
    return;
  }
  const parser = new CsvParser(name, symbol, store);
  parser.push(start);
  for await (const chunk of chunks) parser.push(chunk);
  parser.end();
}

function withoutByteOrderMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

function checkIsText(start: Uint8Array, name: string): void {
  const head = latin1(start, 4096);
  const container = CONTAINERS.find(([magic]) => head.startsWith(magic));
  if (container) throw invalidFile(`${name} is ${container[1]}.`);
  if (head.includes('\0'))
    throw invalidFile(`${name} is a binary file; expected CSV or JSON, plain or gzip.`);
}

function latin1(bytes: Uint8Array, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, length)).toString('latin1');
}

async function readWhole(start: Uint8Array, rest: AsyncGenerator<Uint8Array>, name: string): Promise<string> {
  const shape = new JsonShape(name);
  shape.push(start);
  const chunks = [start];
  let bytes = start.length;
  for await (const chunk of rest) {
    bytes += chunk.length;
    if (bytes > MAX_JSON_BYTES) {
      throw invalidFile(
        `${name} is larger than the ${MAX_JSON_BYTES >> 20} MiB that are read of JSON; use CSV.`,
      );
    }
    shape.push(chunk);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Errors of the file system and of zlib as a sentence; our own and the reason of a signal as they are. */
function explain(error: unknown, name: string, rows: number): unknown {
  if (error instanceof SquallError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code?.startsWith('Z_')) {
    return invalidFile(`${name} is truncated or corrupt gzip: after ${rows} rows, ${quoted(message)}.`);
  }
  return unreadable(error, name);
}
