import { open } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { startThread } from '../../../../threads/start-thread.js';
import type { CsvParser } from '../csv-parser.js';
import { PiecesAhead } from './pieces-ahead.js';

/** Bytes that are read by one of the threads: a few milliseconds of work. */
const PIECE_BYTES = 2 ** 20;
/** Reading so much takes some times as long as starting a thread. */
const WORTH_A_THREAD = 32 * 2 ** 20;
/** Pieces in which a thread found nothing that it can read, after which it is not asked for more. */
const MOST_FRUITLESS = 8;

/** When and how a second thread takes part. */
export interface TwoThreads {
  /** Files from so many bytes on. @default 32 MiB, with a second core; Infinity = none */
  readonly fromBytes?: number | undefined;
  /** @default 1 MiB */
  readonly pieceBytes?: number | undefined;
  /** Whether every second piece is the other thread's, however late it begins. @default false */
  readonly waits?: boolean | undefined;
  readonly startThread?: typeof startThread | undefined;
}

export interface CsvFile {
  readonly path: string;
  /** When it was looked at; what has been added since is read too. */
  readonly bytes: number;
  /** Of all rows; null where a column tells it. */
  readonly symbol: string | null;
}

export function isWorthTwo(bytes: number, { fromBytes }: TwoThreads): boolean {
  return bytes >= (fromBytes ?? (availableParallelism() > 1 ? WORTH_A_THREAD : Infinity));
}

/**
 * Hands a CSV to its parser, piece by piece, in order, while another thread reads every second piece: the rows of plain
 * lines. What stands otherwise there, and everything where the thread fails, the parser reads from the bytes; so rows,
 * errors and line numbers are those of one thread.
 * @param onBytes  told how many more bytes have been read.
 */
export async function readByTwo(
  { path, bytes, symbol }: CsvFile,
  parser: CsvParser,
  onBytes: (bytes: number) => void,
  signal: AbortSignal | undefined,
  { pieceBytes = PIECE_BYTES, waits = false, startThread }: TwoThreads = {},
): Promise<void> {
  const file = await open(path);
  const chunk = new Uint8Array(pieceBytes);
  const pieceCount = Math.floor(bytes / pieceBytes);
  let thread: PiecesAhead | null = null;
  let position = 0;
  const moveTo = (place: number): void => {
    onBytes(place - position);
    position = place;
  };
  const pushUpTo = async (end: number): Promise<void> => {
    while (position < end) {
      const length = Math.min(chunk.length, end - position);
      const { bytesRead } = await file.read(chunk, 0, length, position);
      signal?.throwIfAborted();
      if (bytesRead === 0) return;
      moveTo(position + bytesRead);
      parser.push(chunk.subarray(0, bytesRead));
    }
  };
  let isStarted = false;
  let fruitless = 0;
  try {
    for (let piece = 0; piece < pieceCount; piece++) {
      const { headText } = parser;
      if (!isStarted && headText !== null) {
        isStarted = true;
        thread = PiecesAhead.start({ path, pieceBytes, pieceCount, headText, symbol }, startThread);
      }
      const read = fruitless < MOST_FRUITLESS ? ((await thread?.take(piece, waits)) ?? null) : null;
      // A line may be longer than a piece.
      if (read !== null && position === piece * pieceBytes) {
        if (read.before.length > 0) parser.push(read.before);
        parser.take(read);
        moveTo(read.end);
        if (read.count === 0) fruitless++;
      }
      await pushUpTo((piece + 1) * pieceBytes);
    }
    await pushUpTo(Infinity);
  } finally {
    await thread?.end();
    await file.close();
  }
}
