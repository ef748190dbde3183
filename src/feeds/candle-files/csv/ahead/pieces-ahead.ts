import { setImmediate } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { startThread } from '../../../../threads/start-thread.js';
import { threadFile } from '../../../../threads/thread-file.js';
import type { PieceRows, ReadPiece, ThreadStart } from './piece.js';
import { bytesOfRoom, CALLER_AT, columnsOf, roomOf, ROOMS } from './piece.js';

const THREAD_FILE = './piece-thread.js';

export type PieceFile = Pick<
  ThreadStart,
  'path' | 'pieceBytes' | 'pieceCount' | 'headText' | 'symbol' | 'waits'
>;

/** A thread that reads every second piece of a CSV before its caller reaches it. */
export class PiecesAhead {
  readonly #thread: Worker;
  readonly #words: Int32Array;
  readonly #rooms: readonly SharedArrayBuffer[];
  readonly #what: PieceFile;
  readonly #read = new Map<number, ReadPiece>();
  #hasEnded = false;
  /** Releases a caller waiting for a piece. */
  #onNews: () => void = () => undefined;

  private constructor(file: URL, what: PieceFile, start: typeof startThread) {
    this.#what = what;
    this.#rooms = Array.from({ length: ROOMS }, () => new SharedArrayBuffer(bytesOfRoom(what.pieceBytes)));
    const control = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    this.#words = new Int32Array(control);
    this.#thread = start(file, { ...what, control, rooms: this.#rooms });
    const onEnd = (): void => {
      this.#hasEnded = true;
      this.#onNews();
    };
    this.#thread.on('message', (piece: ReadPiece) => {
      this.#read.set(piece.piece, piece);
      this.#onNews();
    });
    // An error without a listener would end the process. The caller reads its pieces instead.
    this.#thread.on('error', onEnd).on('exit', onEnd);
  }

  /** @returns null if no thread can be started: then one thread reads everything. */
  static start(what: PieceFile, start = startThread): PiecesAhead | null {
    const file = threadFile(THREAD_FILE, import.meta.url);
    try {
      return file === null ? null : new PiecesAhead(file, what, start);
    } catch {
      return null;
    }
  }

  /**
   * The caller has reached a piece. It does not wait for a thread without a core: it reads a missing piece
   * itself, unless it is to wait.
   * @returns the piece, as far as the thread has read it; null if the caller reads it.
   */
  async take(piece: number): Promise<(ReadPiece & PieceRows) | null> {
    Atomics.store(this.#words, CALLER_AT, piece);
    Atomics.notify(this.#words, CALLER_AT);
    if (piece % 2 === 0) return null;
    // The thread's messages arrive between two turns of this one.
    await setImmediate();
    while (this.#what.waits && !this.#read.has(piece) && !this.#hasEnded) {
      await new Promise<void>((resolve) => (this.#onNews = resolve));
    }
    const read = this.#read.get(piece);
    // Including those that arrived too late.
    for (const known of this.#read.keys()) if (known <= piece) this.#read.delete(known);
    if (read === undefined) return null;
    return { ...read, ...columnsOf(this.#rooms[roomOf(piece)], this.#what.pieceBytes) };
  }

  /** Ends the thread, without waiting for its end. */
  end(): void {
    this.#thread.unref();
    this.#thread.terminate().catch(() => undefined);
  }
}
