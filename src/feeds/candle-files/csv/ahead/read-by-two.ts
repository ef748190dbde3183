import { readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { startThread } from '../../../../threads/start-thread.js';
import type { CsvParser } from '../csv-parser.js';
import { PiecesAhead } from './pieces-ahead.js';

/** Bytes read by one thread at a time: a few milliseconds of work. */
const PIECE_BYTES = 2 ** 20;
/** Reading this much takes several times as long as starting a thread. */
const WORTH_A_THREAD = 32 * 2 ** 20;
/** Pieces without anything a thread can read, after which it gets no more. */
const MOST_FRUITLESS = 8;

/** When and how a second thread takes part. */
export interface TwoThreads {
  /** Minimum file size in bytes. @default 32 MiB, with a second core; Infinity = none */
  readonly fromBytes?: number | undefined;
  /** @default 1 MiB */
  readonly pieceBytes?: number | undefined;
  /** Whether every second piece is left to the other thread, however late it starts. @default false */
  readonly waits?: boolean | undefined;
  readonly startThread?: typeof startThread | undefined;
}

export interface CsvFile {
  readonly path: string;
  /** Size when examined; anything appended since is read too. */
  readonly bytes: number;
  /** The symbol of all rows; null if a column has it. */
  readonly symbol: string | null;
}

export function isWorthTwo(bytes: number, { fromBytes }: TwoThreads): boolean {
  return bytes >= (fromBytes ?? (availableParallelism() > 1 ? WORTH_A_THREAD : Infinity));
}

/**
 * Feeds a CSV to its parser, piece by piece, in order, while another thread reads every second piece: the
 * rows of plain lines. The parser reads everything else there, and everything if the thread fails, from the
 * bytes; so rows, errors and line numbers are those of one thread.
 * @param onBytes  receives the number of further bytes read.
 */
export async function readByTwo(
  { path, bytes, symbol }: CsvFile,
  parser: CsvParser,
  onBytes: (bytes: number) => void,
  signal: AbortSignal | undefined,
  { pieceBytes = PIECE_BYTES, waits = false, startThread }: TwoThreads = {},
): Promise<void> {
  const file = await open(path);
  const pieceCount = Math.floor(bytes / pieceBytes);
  const chunk = new Uint8Array(pieceBytes);
  let thread: PiecesAhead | null = null;
  let position = 0;
  const moveTo = (place: number): void => {
    signal?.throwIfAborted();
    onBytes(place - position);
    position = place;
  };
  // Mostly what the other thread was to read, or has read: it is in the system's cache, and waiting would
  // take longer.
  const pushUpTo = (end: number): void => {
    while (position < end) {
      const bytesRead = readSync(file.fd, chunk, 0, Math.min(chunk.length, end - position), position);
      if (bytesRead === 0) return;
      moveTo(position + bytesRead);
      parser.push(chunk.subarray(0, bytesRead));
    }
  };
  const own = new OwnPieces(file, pieceBytes, pieceCount);
  let isStarted = false;
  let fruitless = 0;
  try {
    for (let piece = 0; piece < pieceCount; piece++) {
      const { headText } = parser;
      if (!isStarted && headText !== null) {
        isStarted = true;
        const what = { path, pieceBytes, pieceCount, headText, symbol, waits };
        thread = PiecesAhead.start(what, startThread);
      }
      const begin = piece * pieceBytes;
      const read = fruitless < MOST_FRUITLESS ? ((await thread?.take(piece)) ?? null) : null;
      // A line may be longer than a piece.
      if (read !== null && position === begin) {
        if (read.before.length > 0) parser.push(read.before);
        parser.take(read);
        moveTo(read.end);
        if (read.count === 0) fruitless++;
      }
      if (piece % 2 === 0) {
        const ownBytes = await own.read(piece);
        const from = position - begin;
        moveTo(Math.max(position, begin + ownBytes.length));
        parser.push(ownBytes.subarray(from));
      }
      pushUpTo(begin + pieceBytes);
    }
    pushUpTo(Infinity);
  } finally {
    thread?.end();
    await file.close();
  }
}

/** The caller's pieces, each read from disk while the one before is parsed. */
class OwnPieces {
  readonly #file: FileHandle;
  readonly #pieceBytes: number;
  readonly #pieceCount: number;
  #current: Uint8Array;
  #next: Uint8Array;
  #reading: Promise<{ readonly bytesRead: number }>;

  constructor(file: FileHandle, pieceBytes: number, pieceCount: number) {
    this.#file = file;
    this.#pieceBytes = pieceBytes;
    this.#pieceCount = pieceCount;
    [this.#current, this.#next] = [new Uint8Array(pieceBytes), new Uint8Array(pieceBytes)];
    this.#reading = this.#begin(0);
  }

  /**
   * The bytes of an even piece, or fewer; valid until the next one is requested. @param piece  0, then 2, 4 …
   */
  async read(piece: number): Promise<Uint8Array> {
    const { bytesRead } = await this.#reading;
    [this.#current, this.#next] = [this.#next, this.#current];
    this.#reading = this.#begin(piece + 2);
    return this.#current.subarray(0, bytesRead);
  }

  #begin(piece: number): Promise<{ readonly bytesRead: number }> {
    if (piece >= this.#pieceCount) return Promise.resolve({ bytesRead: 0 });
    const reading = this.#file.read(this.#next, 0, this.#pieceBytes, piece * this.#pieceBytes);
    // A reader that stops never requests it: its error must not end the process.
    reading.catch(() => undefined);
    return reading;
  }
}
