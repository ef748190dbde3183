import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { displaySymbol } from '../../market/symbol.js';
import { SquallError } from '../../util/squall-error.js';
import { verifyChecksum } from './containers/checksum.js';
import { containerOf, foreignKindOf, latin1 } from './containers/container.js';
import { asUtf8, isPlainText } from './containers/decode-text.js';
import { gunzipped, peek, readChunks, readFileChunks, readWhole } from './containers/read-chunks.js';
import { zipEntries } from './containers/zip.js';
import { MAX_ARROW_BYTES, readArrow } from './columnar/read-arrow.js';
import { readParquet } from './columnar/read-parquet.js';
import type { TwoThreads } from './csv/ahead/read-by-two.js';
import { isWorthTwo, readByTwo } from './csv/ahead/read-by-two.js';
import { CsvParser } from './csv/csv-parser.js';
import { FileRows } from './file-rows.js';
import { emptyFile, invalidFile, quoted, unreadable } from './input-error.js';
import { JsonShape } from './json/json-shape.js';
import { readJson } from './json/read-json.js';
import { readFileName } from './names/file-name.js';
import type { RowStore } from './row-store.js';

/** JSON cannot be read in parts; more than this would not safely fit into one JavaScript string. */
const MAX_JSON_BYTES = 256 * 1024 * 1024;
const NAME_LENGTH = 100;

export interface IngestOptions {
  readonly nowMs: number;
  /** Symbol of files that have no column for it, regardless of their names. */
  readonly symbol?: string | undefined;
  /** Symbol of files that name none. */
  readonly symbolOfUnnamed?: string | undefined;
  /** Called with the number of bytes of a file read so far. */
  readonly onFileBytes?: (bytesRead: number) => void;
  readonly signal?: AbortSignal | undefined;
  /** For large CSV files: rows and errors are the same as with one thread. */
  readonly twoThreads?: TwoThreads | undefined;
}

/** A source of candles: a file, or one inside an archive. */
interface Source {
  /** Its name, for messages. */
  readonly name: string;
  /** From its name or the user; null if a column must have it. */
  readonly symbol: string | null;
  /** Random access to its bytes; null = they can be read only once. */
  readonly path: string | null;
  /**
   * Its bytes from the start, each chunk valid until the next is requested; null = they can be read only
   * once.
   */
  readonly again: (() => AsyncGenerator<Uint8Array>) | null;
  /** Feeds its bytes, which are CSV, to a parser with the help of another thread; null = not worth it. */
  readonly byTwo: ((parser: CsvParser) => Promise<void>) | null;
  readonly isInArchive: boolean;
}

/**
 * Reads one candle file into the store, by its content: CSV, JSON, Parquet or Feather, plain, in gzip or in a
 * zip. If there is a checksum file beside it, its bytes are compared first.
 * @param path  `-` = standard input.
 * @returns bytes read from disk.
 * @throws {SquallError} one sentence that names the file; or the signal's reason.
 */
export async function ingestFile(path: string, store: RowStore, options: IngestOptions): Promise<number> {
  const name = path === '-' ? 'Standard input' : displaySymbol(basename(path), NAME_LENGTH);
  let bytesRead = 0;
  const rowsBefore = store.rowsRead;
  try {
    const count = (bytes: number): void => {
      bytesRead += bytes;
      options.onFileBytes?.(bytesRead);
    };
    const again = (): AsyncGenerator<Uint8Array> => {
      bytesRead = 0;
      return readFileChunks(path, count, options.signal);
    };
    const plainBytes = bytesOfPlainFile(path);
    const isPlain = plainBytes !== null;
    if (isPlain) await verifyChecksum(path, name);
    const symbol = symbolOf(path, options);
    const { twoThreads = {}, signal } = options;
    const byTwo = (parser: CsvParser): Promise<void> => {
      bytesRead = 0;
      return readByTwo({ path, bytes: plainBytes ?? 0, symbol }, parser, count, signal, twoThreads);
    };
    const source = {
      name,
      symbol,
      path: isPlain ? path : null,
      again: isPlain ? again : null,
      byTwo: isPlain && isWorthTwo(plainBytes, twoThreads) ? byTwo : null,
      isInArchive: false,
    };
    const chunks = readChunks(path, count, options.signal);
    try {
      await ingestSource(source, chunks, store, options);
    } finally {
      // However much of it was read, the file is closed; a pipe may not respond until it has a writer.
      const closed = chunks.return(undefined);
      if (isPlain) await closed;
      else closed.catch(() => undefined);
    }
  } catch (error) {
    throw explain(error, name, store.rowsRead - rowsBefore);
  }
  if (store.rowsRead === rowsBefore) {
    throw emptyFile(bytesRead === 0 ? `${name} is empty.` : `${name} holds no candles.`);
  }
  return bytesRead;
}

/** Random access to bytes; null for pipes and standard input, which can be read only once. */
function bytesOfPlainFile(path: string): number | null {
  const found = path === '-' ? undefined : statSync(path, { throwIfNoEntry: false });
  return found?.isFile() ? found.size : null;
}

function symbolOf(name: string, { symbol, symbolOfUnnamed }: IngestOptions): string | null {
  return symbol ?? readFileName(name).symbol ?? symbolOfUnnamed ?? null;
}

async function ingestSource(
  source: Source,
  chunks: AsyncGenerator<Uint8Array>,
  store: RowStore,
  options: IngestOptions,
): Promise<void> {
  const peeked = await peek(chunks);
  if (peeked === null) return;
  const { first, all } = peeked;
  const container = containerOf(first);
  if (container === 'gzip') {
    return ingestSource(
      { ...source, path: null, again: null, byTwo: null },
      gunzipped(all, source.name, options.signal),
      store,
      options,
    );
  }
  if (container === 'zip') return ingestZip(source, all, store, options);
  const rows = new FileRows(source, store, options.nowMs);
  if (container === 'text') return ingestText(source, first, all, rows);
  const tooLarge = `${source.name} is larger than the limit of ${MAX_ARROW_BYTES >> 20} MiB for such files.`;
  if (container === 'parquet' && source.path !== null) {
    const { asyncBufferFromFile } = await import('hyparquet');
    return readParquet(await asyncBufferFromFile(source.path), rows, options.signal);
  }
  const bytes = await readWhole(all, MAX_ARROW_BYTES, tooLarge);
  if (container === 'arrow') return readArrow(bytes, rows);
  const { buffer, byteOffset, byteLength } = bytes;
  const slice = (start: number, end = byteLength): ArrayBuffer =>
    buffer.slice(byteOffset + start, byteOffset + end) as ArrayBuffer;
  return readParquet({ byteLength, slice }, rows, options.signal);
}

async function ingestZip(
  source: Source,
  all: AsyncGenerator<Uint8Array>,
  store: RowStore,
  options: IngestOptions,
): Promise<void> {
  const { name, path } = source;
  if (source.isInArchive)
    throw invalidFile(`${name} is an archive inside an archive; unpack the outer one first.`);
  const tooLarge = `${name} is larger than the limit of ${MAX_ARROW_BYTES >> 20} MiB for an archive that is not a file.`;
  const opened = path ?? (await readWhole(all, MAX_ARROW_BYTES, tooLarge));
  for await (const entry of zipEntries(opened, name, options.signal)) {
    const inner = {
      name: `${name}/${displaySymbol(basename(entry.name), NAME_LENGTH)}`,
      symbol: symbolOf(entry.name, { ...options, symbolOfUnnamed: source.symbol ?? undefined }),
      path: null,
      again: null,
      byTwo: null,
      isInArchive: true,
    };
    await ingestSource(inner, entry.chunks, store, options);
  }
}

async function ingestText(
  { name, again, byTwo }: Source,
  first: Uint8Array,
  all: AsyncGenerator<Uint8Array>,
  rows: FileRows,
): Promise<void> {
  const isMarked = (first[0] === 0xff && first[1] === 0xfe) || (first[0] === 0xfe && first[1] === 0xff);
  const foreign = isMarked ? null : foreignKindOf(first);
  if (foreign !== null) throw invalidFile(`${name} is ${foreign}.`);
  const text = await peek(asUtf8(all));
  if (text === null) return;
  if (/^\s*[[{]/.test(latin1(text.first, 1000))) {
    const tooLarge = `${name} is larger than the limit of ${MAX_JSON_BYTES >> 20} MiB for JSON; use CSV.`;
    const shaped = shapedAs(new JsonShape(name), text.all);
    return readJson((await readWhole(shaped, MAX_JSON_BYTES, tooLarge)).toString('utf8'), rows);
  }
  const parser = new CsvParser(rows);
  // Bytes that must be converted first cannot be read in pieces.
  if (byTwo !== null && isPlainText(first)) await byTwo(parser);
  else for await (const chunk of again === null ? text.all : asUtf8(again())) parser.push(chunk);
  parser.end();
}

async function* shapedAs(shape: JsonShape, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    shape.push(chunk);
    yield chunk;
  }
}

/** Errors of the file system and of zlib as a sentence; our own and a signal's reason unchanged. */
function explain(error: unknown, name: string, rows: number): unknown {
  if (error instanceof SquallError) return error;
  const { code, message } = error as { readonly code?: unknown; readonly message: string };
  // A signal's reason has a number for a code.
  if (String(code).startsWith('Z_')) {
    return invalidFile(`${name} is truncated or corrupt gzip: after ${rows} rows, ${quoted(message)}.`);
  }
  return unreadable(error, name);
}
