import type { MarketInfo } from '../../market/market.js';
import type { Frame } from '../format/frame.js';
import { KIND } from '../format/frame.js';
import { asMarket } from '../format/market-records.js';
import type { RecordedAnswers } from '../format/payloads.js';
import { readAnswers, readCandles, readMarkets } from '../format/payloads.js';
import { readFacts } from '../format/facts-payload.js';
import { damaged } from '../format/recording-error.js';
import type { RecordingHeader } from '../format/recording-header.js';
import type { ScanInputs, ScanRecord } from '../format/scan-record.js';
import { isScanRecord } from '../format/scan-record.js';
import type { Seal } from '../format/seal.js';
import { isSeal } from '../format/seal.js';
import { CandleLog } from './candle-log.js';
import type { OpenedHeader } from './open-header.js';
import { openHeader } from './open-header.js';
import type { ReaderTools } from './recorded-frames.js';
import { RecordedFrames } from './recorded-frames.js';
import { RecordedScan } from './recorded-scan.js';

/** A scan in the list of a recording. */
export interface ScanEntry {
  /** Counts all recorded scans, from 0; a lost one leaves a gap. */
  readonly number: number;
  readonly record: ScanRecord;
  /** Offset after its last byte: a file cut here contains it completely. */
  readonly end: number;
}

/** An open recording. Grows with its file when `append` is called. */
export class Recording {
  readonly header: RecordingHeader;
  /** The frames of the file, and its damage. */
  readonly frames: RecordedFrames;
  readonly #scans: ScanEntry[] = [];
  readonly #symbols = new Map<number, string>();
  readonly #log = new CandleLog();
  #loadedFrames = 0;
  #loading = Promise.resolve();
  #seal: Seal | null = null;
  #knownMarkets: { readonly id: number; readonly markets: readonly MarketInfo[] } | null = null;

  private constructor(bytes: Uint8Array, start: OpenedHeader, tools: ReaderTools) {
    this.header = start.header;
    this.frames = new RecordedFrames(bytes, start.isSealed, tools);
  }

  /**
   * Opens the bytes of a recording, which are kept and not copied.
   * @throws {SquallError} REC_CORRUPT, exit 22: not a recording, of a later version, or without a readable
   *   header.
   */
  static async open(bytes: Uint8Array, tools: ReaderTools): Promise<Recording> {
    const recording = new Recording(bytes, await openHeader(bytes, tools), tools);
    await recording.append(new Uint8Array(0));
    return recording;
  }

  /** The readable scans, oldest first. */
  get scans(): readonly ScanEntry[] {
    return this.#scans;
  }

  /** Contents of the seal; null = the recording may still grow. */
  get seal(): Seal | null {
    return this.#seal;
  }

  /** Symbols by number. */
  get symbols(): ReadonlyMap<number, string> {
    return this.#symbols;
  }

  /** Takes what has been added to the file. @returns the new scans. */
  async append(bytes: Uint8Array): Promise<readonly ScanEntry[]> {
    const before = this.#scans.length;
    for (const frame of await this.frames.append(bytes)) await this.#takeFrame(frame);
    return this.#scans.slice(before);
  }

  /**
   * The inputs of the scan at an index of `scans`.
   * @throws {SquallError} REC_CORRUPT, exit 22: part of it was lost; the message says which.
   */
  async scanAt(index: number): Promise<RecordedScan> {
    const { number, record } = this.#entryAt(index);
    const { inputs } = record;
    const log = await this.loadCandles();
    const bars = await this.answersAt(index);
    return this.#saying(number, async () => {
      const facts = await this.#part('facts', inputs.facts);
      const details = await this.#part('details', inputs.details);
      return new RecordedScan({
        number,
        record,
        log,
        markets: inputs.markets === null ? null : await this.#marketsOf(inputs.markets),
        facts: facts && readFacts(facts),
        bars,
        details: details && readAnswers(details),
        symbolOf: (id) => this.#symbolOf(id),
        timeframeMs: this.header.timeframeMs,
      });
    });
  }

  /** The stored answers about candles in a scan; null = none requested. @throws see `scanAt` */
  async answersAt(index: number): Promise<RecordedAnswers | null> {
    const { number, record } = this.#entryAt(index);
    return this.#saying(number, async () => {
      const bars = await this.#part('bars', record.inputs.bars);
      return bars && readAnswers(bars);
    });
  }

  /** Decodes the candles not decoded yet; those that cannot be are in `damage` from then on. */
  async loadCandles(): Promise<CandleLog> {
    // Sequentially: two concurrent callers would each add the same rows.
    this.#loading = this.#loading.then(() => this.#loadNewCandles());
    await this.#loading;
    return this.#log;
  }

  async #loadNewCandles(): Promise<void> {
    const { all } = this.frames;
    for (; this.#loadedFrames < all.length; this.#loadedFrames++) {
      const frame = all[this.#loadedFrames];
      if (frame.kind !== KIND.candles || !this.frames.isLast(frame)) continue;
      try {
        const isNew = readCandles(await this.frames.payloadOf(frame)).map((rows) => this.#log.append(rows));
        if (isNew.includes(false))
          this.frames.report(frame, 'this frame has candles that others have already');
      } catch (error) {
        this.frames.report(frame, (error as Error).message);
      }
    }
  }

  async #takeFrame(frame: Frame): Promise<void> {
    if (frame.kind === KIND.scan) await this.#takeScan(frame);
    else if (frame.kind === KIND.symbols) await this.#takeSymbols(frame);
    else if (frame.kind === KIND.seal) this.#seal = await this.frames.readJson(frame, isSeal);
  }

  async #takeScan(frame: Frame): Promise<void> {
    const record = await this.frames.readJson(frame, isScanRecord);
    const expected = (this.#scans.at(-1)?.number ?? -1) + 1;
    if (frame.id < expected) this.frames.report(frame, `this is scan ${frame.id} once more`);
    if (record === null || frame.id < expected) return;
    if (frame.id > expected) {
      const lost =
        expected + 1 === frame.id ? `scan ${expected} is` : `scans ${expected}…${frame.id - 1} are`;
      this.frames.report(frame, `${lost} missing before this one`);
    }
    this.#scans.push({ number: frame.id, record, end: frame.end });
  }

  async #takeSymbols(frame: Frame): Promise<void> {
    const symbols = await this.frames.readJson(frame, isSymbols);
    for (const [index, symbol] of (symbols ?? []).entries()) this.#symbols.set(frame.id + index, symbol);
  }

  #entryAt(index: number): ScanEntry {
    const entry = this.#scans[index] as ScanEntry | undefined;
    if (entry !== undefined) return entry;
    throw new RangeError(`Expected a scan below ${this.#scans.length}, got ${index}.`);
  }

  async #part(name: keyof ScanInputs, id: number | null): Promise<Uint8Array | null> {
    return id === null ? null : this.frames.inputPayload(name, id);
  }

  async #marketsOf(id: number): Promise<readonly MarketInfo[]> {
    if (this.#knownMarkets?.id === id) return this.#knownMarkets.markets;
    const markets = readMarkets(await this.frames.inputPayload('markets', id)).map(asMarket);
    this.#knownMarkets = { id, markets };
    return markets;
  }

  #symbolOf(id: number): string {
    const symbol = this.#symbols.get(id);
    if (symbol === undefined) throw new Error(`the name of market ${id} is in a damaged part`);
    return symbol;
  }

  async #saying<Result>(scan: number, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw damaged(`Scan ${scan} cannot be replayed: ${(error as Error).message.replace(/\.$/, '')}.`);
    }
  }
}

function isSymbols(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((symbol) => typeof symbol === 'string');
}
