import { setImmediate } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import type { BarColumns } from '../../history/history-source.js';
import { startThread } from '../../threads/start-thread.js';
import { threadFile } from '../../threads/thread-file.js';
import type { PlacedPart } from '../read-part.js';
import type { BarGrid } from './bar-grid.js';
import { partTable } from './part-table.js';
import type { Answered, Asked, ThreadStart } from './stretch.js';
import { bytesOfMarket, columnsOf } from './stretch.js';

const THREAD_FILE = './bars-thread.js';

/** The current span, the one before it, whose end overlapping windows need, and the one being read. */
const STRETCHES = 3;
/** Maximum memory spent on speed. */
const MOST_BYTES = 256 * 2 ** 20;

const NUMBER_COLUMNS = ['open', 'high', 'low', 'close', 'volume'] as const;

/** A market whose bars are read ahead, and where they are. */
export interface MarketAhead {
  readonly firstBar: number;
  readonly endBar: number;
  readonly parts: readonly PlacedPart[];
}

/** Bars [firstBar, endBar) of all markets except those that could not be read. */
interface Stretch {
  readonly memory: SharedArrayBuffer;
  firstBar: number;
  endBar: number;
  failed: ReadonlySet<number>;
}

/** A thread and what it has read. */
interface Reading {
  readonly thread: Worker;
  readonly barsPerStretch: number;
  /** Least recently read first. */
  readonly stretches: Stretch[];
  isOnline: boolean;
}

/**
 * Reads the bars of a store on a separate thread, one span ahead of a pass. Anything it has not read (not
 * there yet, thread ended, damaged bytes) the caller reads: bars and errors are the same with and without it.
 */
export class BarsAhead {
  readonly #grid: BarGrid;
  readonly #markets: readonly MarketAhead[];
  #reading: Reading | null = null;
  /** The last request, until it is fulfilled. */
  #coming: Promise<void> = Promise.resolve();
  #onCome: (answered: Answered | null) => void = () => undefined;

  /** @param startThreadOf  starts the thread of a file */
  constructor(
    grid: BarGrid,
    markets: readonly MarketAhead[],
    private readonly startThreadOf: typeof startThread = startThread,
  ) {
    this.#grid = grid;
    this.#markets = markets;
  }

  /** Waits for the last request, then requests bars [firstBar, endBar); nothing if that is empty. */
  async moveOn(firstBar: number, endBar: number): Promise<void> {
    // Messages of the thread arrive between two turns of this one.
    if (this.#reading !== null) await setImmediate();
    await this.#coming;
    if (firstBar === endBar) return;
    this.#reading ??= this.#start(endBar - firstBar);
    if (this.#reading?.isOnline !== true || endBar - firstBar > this.#reading.barsPerStretch) return;
    this.#ask(this.#reading, firstBar, endBar);
  }

  /**
   * Writes bars [firstBar, endBar) of a market from index `at` on. @returns whether all of them had been
   * read.
   */
  read(market: number, firstBar: number, endBar: number, into: BarColumns, at: number): boolean {
    for (let bar = firstBar; bar < endBar;) {
      const stretch = this.#reading?.stretches.find(
        (one) => one.firstBar <= bar && bar < one.endBar && !one.failed.has(market),
      );
      if (stretch === undefined) return false;
      const to = Math.min(endBar, stretch.endBar);
      this.#copy(stretch, market, bar, to, into, at + bar - firstBar);
      bar = to;
    }
    return true;
  }

  /** Ends the thread and frees its memory. The next span starts another. */
  async end(): Promise<void> {
    const thread = this.#reading?.thread;
    this.#forget();
    await thread?.terminate();
  }

  #copy(stretch: Stretch, market: number, from: number, to: number, into: BarColumns, at: number): void {
    const columns = columnsOf(stretch.memory, this.#reading!.barsPerStretch, market);
    const [first, end] = [from - stretch.firstBar, to - stretch.firstBar];
    for (const name of NUMBER_COLUMNS) into[name].set(columns[name].subarray(first, end), at);
    into.filled.set(columns.filled.subarray(first, end), at);
  }

  #ask({ thread, stretches }: Reading, firstBar: number, endBar: number): void {
    const stretch = stretches.shift() as Stretch;
    // Memory being written must not be read.
    Object.assign(stretch, { firstBar: 0, endBar: 0 });
    this.#coming = new Promise((resolve) => {
      this.#onCome = (answered) => {
        if (answered !== null) Object.assign(stretch, { firstBar, endBar, failed: new Set(answered.failed) });
        resolve();
      };
    });
    stretches.push(stretch);
    // The caller, which waits for it, keeps the process alive.
    thread.ref();
    const asked: Asked = { memory: stretch.memory, firstBar, endBar };
    thread.postMessage(asked);
  }

  /** null if it is not available: then one thread reads everything. */
  #start(barsPerStretch: number): Reading | null {
    const bytes = this.#markets.length * bytesOfMarket(barsPerStretch);
    const file = threadFile(THREAD_FILE, import.meta.url);
    if (file === null || STRETCHES * bytes > MOST_BYTES) return null;
    const start: ThreadStart = {
      ...this.#grid,
      barsPerStretch,
      markets: this.#markets.map((market) => ({ ...market, parts: partTable(market.parts) })),
    };
    try {
      const memories = Array.from({ length: STRETCHES }, () => new SharedArrayBuffer(bytes));
      const reading: Reading = {
        thread: this.startThreadOf(file, start),
        barsPerStretch,
        stretches: memories.map((memory) => ({ memory, firstBar: 0, endBar: 0, failed: new Set() })),
        isOnline: false,
      };
      this.#listen(reading);
      return reading;
    } catch {
      return null;
    }
  }

  #listen(reading: Reading): void {
    const { thread } = reading;
    const onEnd = (): void => {
      if (this.#reading === reading) this.#forget();
    };
    thread.unref();
    thread.on('online', () => (reading.isOnline = true));
    thread.on('message', (answered: Answered) => {
      thread.unref();
      if (this.#reading === reading) this.#onCome(answered);
    });
    // An error without a listener would end the process.
    thread.on('error', onEnd).on('exit', onEnd);
  }

  #forget(): void {
    this.#reading = null;
    this.#onCome(null);
  }
}
